import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { recordIncident } from '../../src/incident/index.ts'
import { scene } from '../support/scene.ts'

test('recordIncident › is bounded however long it goes on: a hundred thousand steps', () => {
  const { auth } = scene()
  const incident = recordIncident(auth, { most: 10 })
  const another = { ...demoCredentials, password: 'another' }
  for (let step = 0; step < 100_000; step++) auth.setCredentials(step % 2 ? demoCredentials : another)
  expect(incident.toJSON()).toMatchObject({ steps: 10, dropped: 99_990 })
  expect(incident.text().length).toBeLessThan(20_000)
}, 60_000)
