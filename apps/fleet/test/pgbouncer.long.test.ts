import { afterAll, beforeAll, describe } from 'vitest'
import { oneLoginCase } from './one-login-case.ts'
import { pooledPlaces, pooledPostgresJsPlaces } from './support/database-places.ts'

describe.each([
  ['pg', pooledPlaces],
  ['postgres.js', pooledPostgresJsPlaces],
] as const)('with PostgreSQL behind PgBouncer, through %s', (_, places) => {
  beforeAll(() => places.start(), 60_000)
  afterAll(() => places.close(), 60_000)
  oneLoginCase(places)
})
