import { describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { killedCases, stoppedCases } from './interruption-cases.ts'
import { oneLoginCase } from './one-login-case.ts'
import { schemaCases } from './schema-cases.ts'
import { redisPlace } from './support/places.ts'

describe('with Redis', () => {
  oneLoginCase(redisPlace)
  stoppedCases(redisPlace)
  fleetCases(redisPlace)
  killedCases(redisPlace)
  schemaCases(redisPlace)
})
