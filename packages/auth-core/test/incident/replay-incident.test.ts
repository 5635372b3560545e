import { describe, expect, test } from 'vitest'
import {
  describeStep,
  type IncidentFile,
  readIncident,
  replayIncident,
  type TraceStep,
} from '../../src/incident/index.ts'
import { replayThrough } from '../../src/incident/replay-incident.ts'
import { decide } from '../../src/token/decide.ts'
import { recordedStorm } from './incidents.ts'

const { incident } = await recordedStorm()
const text = incident.text()

describe('replayIncident', () => {
  test('comes to the same states and actions, and they can be said', () => {
    const steps = replayIncident(readIncident(text))
    expect(steps.length).toBeGreaterThan(40)
    expect(steps.flatMap(({ differences }) => differences)).toEqual([])
    const words = steps.map(describeStep)
    const events = words.map(({ event }) => event)
    expect(events).toContain('answered: endpoint_unavailable (503)')
    expect(events).toContainEqual(expect.stringMatching(/^the API answered 401 to access-\d+$/))
    expect(events).toContain('looked into the store: it does not answer')
    expect(events).toContain('refused: invalid_credentials (401)')
    const states = words.map(({ state }) => state)
    expect(states).toContainEqual(expect.stringMatching(/^access-\d+ rejected; acquisition \d+ at calling refresh$/))
    expect(states.at(-1)).toMatch(/refused: invalid_credentials \(401\)/)
  })

  test('notices another decision: a back-off that is longer by half', () => {
    const longer: typeof decide = (before, event, now) => {
      const [state, actions] = decide(before, event, now)
      const { backoff } = state
      if (!backoff || backoff === before.backoff) return [state, actions]
      return [{ ...state, backoff: { ...backoff, until: now.mono + 1.5 * (backoff.until - now.mono) } }, actions]
    }
    const differing = replayThrough(longer, readIncident(text)).filter(({ differences }) => differences.length > 0)
    expect(differing.length).toBeGreaterThan(0)
    expect(differing.every(({ event }) => event.type === 'answered')).toBe(true)
    expect(differing[0]?.differences).toMatchObject([{ at: 'state.backoff.until' }])
  })

  test('says which member of which step was changed, and goes on from what was recorded', () => {
    const changed = JSON.parse(text) as { merchants: [{ trace: [unknown, ...TraceStep[]] }] }
    const [, ...steps] = changed.merchants[0].trace
    const at = steps.findIndex(({ event }) => event.type === 'granted')
    const step = steps[at] as unknown as { actions: string[] }
    const actions = [...step.actions]
    step.actions.reverse().push('wake')
    const differing = replayIncident(changed as unknown as IncidentFile).filter((one) => one.differences.length > 0)
    expect(differing).toMatchObject([
      {
        step: at + 1,
        differences: [{ at: 'actions', recorded: JSON.stringify(step.actions), decided: JSON.stringify(actions) }],
      },
    ])
  })
})
