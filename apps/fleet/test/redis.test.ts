import { describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { redisPlace } from './places.ts'

describe('with Redis', () => fleetCases(redisPlace))
