import { decide } from '../token/decide.ts'
import type { State } from '../token/state.ts'
import type { Decision, Event, Now } from '../token/transition.ts'
import { type Difference, differencesOf } from './differences.ts'
import type { IncidentFile, MerchantTrace } from './incident-file.ts'
import { revived, written } from './masked.ts'

/** One step of a replay. States and events hold aliases in place of values. */
export interface ReplayedStep {
  /** The number in the file. */
  readonly merchant: number
  /** 1 is the merchant's first step. */
  readonly step: number
  readonly now: Now
  readonly event: Event
  /** The decision of this version: the actions to carry out, by name, and the state afterwards. */
  readonly actions: readonly string[]
  readonly state: State
  /** Where that differs from the recording. */
  readonly differences: readonly Difference[]
}

/**
 * Runs the decision of this version through a recording. It makes no call, reads no option and waits for nothing. Each
 * step begins with the recorded state, so differences do not add up.
 * @returns all steps in the order of their times
 */
export const replayIncident = (file: IncidentFile): ReplayedStep[] => replayThrough(decide, file)

/** The same through another decision. */
export function replayThrough(decision: typeof decide, { merchants }: IncidentFile): ReplayedStep[] {
  const all = merchants.flatMap((merchant) => replayed(decision, merchant))
  return all.sort((one, other) => one.now.mono - other.now.mono)
}

function replayed(decision: typeof decide, { merchant, trace: [start, ...steps] }: MerchantTrace): ReplayedStep[] {
  let before = revived(start.state) as State
  return steps.map((recorded, at) => {
    const { now } = recorded
    const event = revived(recorded.event) as Event
    const [state, did] = decided(decision, before, event, now)
    const actions = did.map(({ do: what }) => what)
    before = revived(recorded.state) as State
    const differences = differencesOf(
      { actions: recorded.actions, state: recorded.state },
      { actions, state: written(state) },
    )
    return { merchant, step: at + 1, now, event, actions, state, differences }
  })
}

/** An event that cannot be at this step was dropped when it was recorded; a file from anybody may hold others. */
function decided(decision: typeof decide, before: State, event: Event, now: Now): Decision {
  try {
    return decision(before, event, now)
  } catch {
    return [before, []]
  }
}
