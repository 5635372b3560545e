import { afterAll, beforeAll, describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { interruptionCases } from './interruption-cases.ts'
import { oneLoginCase } from './one-login-case.ts'
import { schemaCases } from './schema-cases.ts'
import { postgresPlaces } from './support/database-places.ts'

describe('with PostgreSQL', () => {
  beforeAll(() => postgresPlaces.start(), 60_000)
  afterAll(() => postgresPlaces.close(), 60_000)
  oneLoginCase(postgresPlaces)
  fleetCases(postgresPlaces)
  interruptionCases(postgresPlaces)
  schemaCases(postgresPlaces)
})
