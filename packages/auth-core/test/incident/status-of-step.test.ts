import { expect, test } from 'vitest'
import { readIncident, replayIncident, statusOfStep } from '../../src/incident/index.ts'
import { recordedStorm } from './incidents.ts'

const { incident } = await recordedStorm()
const steps = replayIncident(readIncident(incident.text()))
const stepOf = (type: string, from = 0) => steps.findIndex((step, at) => at >= from && step.event.type === type)
const statusAt = (index: number) => statusOfStep(steps, index)

test('a storm is told step by step as the instance would have told it', () => {
  const failed = steps.findIndex(({ state }) => state.backoff)
  expect(statusAt(failed)).toMatchObject({
    account: 'merchant 1',
    environment: 'recorded',
    state: 'renew_ahead',
    usable: true,
    health: 'degraded',
    store: { kind: 'recorded', state: 'working', failingSince: undefined, latency: undefined },
    at: steps[failed]?.now.wall,
    trouble: { code: 'endpoint_unavailable', retryAfterMs: 1_000 },
    life: { lifetimeMs: 30 * 60_000, wallAgeMs: 26 * 60_000, monotonicAgeMs: 26 * 60_000 },
  })
  expect(statusAt(failed - 1)).toMatchObject({
    health: 'up',
    trouble: undefined,
    acquisition: { reason: 'renew_ahead', step: 'calling', endpoint: 'refresh', lease: 'ours' },
  })
  expect(statusAt(stepOf('rejected'))).toMatchObject({ usable: false })
  expect(statusAt(steps.length - 1)).toMatchObject({ health: 'down', trouble: { code: 'invalid_credentials' } })
})

test('a store that did not answer fails until it answers', () => {
  const silent = steps.findIndex(({ event }) => event.type === 'looked' && event.found === undefined)
  const again = steps.findIndex(({ event }, at) => at > silent && event.type === 'looked' && event.found !== undefined)
  expect(silent).toBeGreaterThan(0)
  expect(again).toBeGreaterThan(silent)
  expect(statusAt(silent - 1).store?.state).toBe('working')
  expect(statusAt(silent).store).toMatchObject({ state: 'failing', failingSince: steps[silent]?.now.wall })
  expect(statusAt(again - 1).store).toMatchObject({ state: 'failing', failingSince: steps[silent]?.now.wall })
})

test('one caller stands for all who wait', () => {
  const asked = steps.findIndex(({ event, state }) => event.type === 'asked' && state.flight?.wanted)
  expect(statusAt(asked)).toMatchObject({ acquiring: true, waiting: 1 })
  expect(() => statusAt(steps.length)).toThrow(RangeError)
})
