import type { State } from './state.ts'
import type { Action, Event, Now } from './transition.ts'

/** One step that was taken: what was decided of what. */
export interface TakenStep {
  readonly before: State
  readonly event: Event
  readonly now: Now
  readonly after: State
  readonly actions: readonly Action[]
}
