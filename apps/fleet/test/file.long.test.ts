import { describe } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { interruptionCases } from './interruption-cases.ts'
import { schemaCases } from './schema-cases.ts'
import { filePlace } from './support/places.ts'

describe('with the file store', () => {
  fleetCases(filePlace)
  interruptionCases(filePlace)
  schemaCases(filePlace)
})
