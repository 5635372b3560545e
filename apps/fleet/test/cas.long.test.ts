import { afterAll, beforeAll, describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { killedCases, stoppedCases } from './interruption-cases.ts'
import { oneLoginCase } from './one-login-case.ts'
import { schemaCases } from './schema-cases.ts'
import { casPlaces } from './support/database-places.ts'

describe('with a table that can compare and swap', () => {
  beforeAll(() => casPlaces.start(), 60_000)
  afterAll(() => casPlaces.close(), 60_000)
  oneLoginCase(casPlaces)
  stoppedCases(casPlaces)
  fleetCases(casPlaces)
  killedCases(casPlaces)
  schemaCases(casPlaces)
})
