import { describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { killedCases, stoppedCases } from './interruption-cases.ts'
import { schemaCases } from './schema-cases.ts'
import { filePlace } from './support/places.ts'

describe('with the file store', () => {
  stoppedCases(filePlace)
  fleetCases(filePlace)
  killedCases(filePlace)
  schemaCases(filePlace)
})
