import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { tallyOf } from '../../src/simulate/tally.ts'

const MINUTE = 60_000

test('a simulator that saw nothing says so', () => {
  expect(tallyOf(createSimulator(), MINUTE)).toBe(
    '0 logins (at most 0 in 60 s), 0 refreshes, 0 purchases charged, 0 answers of 429',
  )
})

test('every 429 counts, and the busiest window of logins is found', async () => {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: { logins: 2, windowMs: 10_000 } })
  const url = 'https://vas-sandbox-api.pagamio.tech/api/v1/auth/token'
  const login = () => simulator.fetch(url, { method: 'POST', body: JSON.stringify(demoCredentials) })
  await login()
  await clock.advance(10_000)
  for (const _status of [200, 200, 429]) await login()
  simulator.failNext('refresh', { kind: 'status', status: 429 })
  await simulator.fetch(`${url}/refresh`, { method: 'POST', body: '{}' })
  expect(tallyOf(simulator, 10_000)).toBe(
    '4 logins (at most 3 in 10 s), 1 refresh, 0 purchases charged, 2 answers of 429',
  )
})
