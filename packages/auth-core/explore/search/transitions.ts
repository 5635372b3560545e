import type { Bounds } from './bounds.ts'
import type { Taken } from './outcome.ts'
import { regionOf } from './regions.ts'
import { quick } from './runs.ts'
import { search } from './search.ts'

/** A way from one step of an acquisition to another that a search has really taken. */
export interface TakenTransition {
  readonly from: string
  /** `late …`: of an acquisition that is over, or was given up. */
  readonly event: string
  readonly to: string
  /** All that was done on this way, on one occasion or another; what is merely told is left out. */
  readonly actions: readonly string[]
}

/** All transitions between the steps of an acquisition, in the order of the alphabet. */
export function takenTransitions(runs: readonly Bounds[] = quick): readonly TakenTransition[] {
  const found = new Map<string, { from: string; event: string; to: string; actions: Set<string> }>()
  const onTaken = ({ before, event, after, actions }: Taken) => {
    const from = regionOf(before)
    const to = regionOf(after)
    const late = 'flight' in event && event.flight !== before.flight?.id
    const name = late ? `late ${event.type}` : event.type
    const key = `${from} | ${name} | ${to}`
    let known = found.get(key)
    if (!known) {
      known = { from, event: name, to, actions: new Set() }
      found.set(key, known)
    }
    for (const action of actions) if (action.do !== 'tell') known.actions.add(action.do)
  }
  for (const bounds of runs) search(bounds, { onTaken })
  return [...found.keys()].sort().map((key) => {
    const { from, event, to, actions } = found.get(key) as TakenTransition & { actions: Set<string> }
    return { from, event, to, actions: [...actions].sort() }
  })
}
