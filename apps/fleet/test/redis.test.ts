import { describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { interruptionCases } from './interruption-cases.ts'
import { redisPlace } from './support/places.ts'

describe('with Redis', () => {
  fleetCases(redisPlace)
  interruptionCases(redisPlace)
})
