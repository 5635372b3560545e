import { afterAll, beforeAll, describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { killedCases, stoppedCases } from './interruption-cases.ts'
import { oneLoginCase } from './one-login-case.ts'
import { schemaCases } from './schema-cases.ts'
import { postgresPlaces } from './support/database-places.ts'

describe('with PostgreSQL', () => {
  beforeAll(() => postgresPlaces.start(), 60_000)
  afterAll(() => postgresPlaces.close(), 60_000)
  oneLoginCase(postgresPlaces)
  stoppedCases(postgresPlaces)
  fleetCases(postgresPlaces)
  killedCases(postgresPlaces)
  schemaCases(postgresPlaces)
})
