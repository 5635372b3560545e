import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  describeStep,
  type IncidentFile,
  readIncident,
  replayIncident,
  type TraceStep,
} from '../../src/incident/index.ts'
import { recordedStorm } from './incidents.ts'

const { incident } = await recordedStorm()
const text = incident.text()

// Other files share the modules of this one: what was changed must not be what they find.
afterEach(() => {
  vi.doUnmock('../../src/token/backoff.ts')
  vi.resetModules()
})

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

  test('notices another decision: a back-off that is longer by half', async () => {
    vi.resetModules()
    vi.doMock('../../src/token/backoff.ts', async (original) => {
      const real = await original<typeof import('../../src/token/backoff.ts')>()
      return {
        ...real,
        nextBackoff: (...args: Parameters<typeof real.nextBackoff>) => {
          const backoff = real.nextBackoff(...args)
          return { ...backoff, until: args[3] + 1.5 * (backoff.until - args[3]) }
        },
      }
    })
    const changed = await import('../../src/incident/index.ts')
    const differing = changed.replayIncident(readIncident(text)).filter(({ differences }) => differences.length > 0)
    expect(differing.length).toBeGreaterThan(0)
    expect(differing.every(({ event }) => ['answered', 'limited'].includes(event.type))).toBe(true)
    expect(differing[0]?.differences).toContainEqual(expect.objectContaining({ at: 'state.backoff.until' }))
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
