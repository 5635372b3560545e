import { describe, expect, inject, test } from 'vitest'
import { fleetCases } from './fleet-cases.ts'
import { killedCases, stoppedCases } from './interruption-cases.ts'
import { schemaCases } from './schema-cases.ts'
import { BUSY_WINDOW_MS, busyFleet } from './support/busy-fleet.ts'
import { fleetsIn } from './support/fleet.ts'
import { LIMITS, mostCalls } from './support/most-calls.ts'
import { filePlace } from './support/places.ts'

describe('with the file store', () => {
  stoppedCases(filePlace)
  fleetCases(filePlace)
  killedCases(filePlace)
  schemaCases(filePlace)

  test.concurrent('the limits are passed by processes that keep them each for itself: the tests would see it', async (context) => {
    const { log } = await busyFleet(fleetsIn(filePlace), context, inject('unsharedProgram'))
    expect(mostCalls(log, 'login', BUSY_WINDOW_MS).together).toBeGreaterThan(LIMITS.login)
    expect(mostCalls(log, 'refresh', BUSY_WINDOW_MS).together).toBeGreaterThan(LIMITS.refresh)
  })
})
