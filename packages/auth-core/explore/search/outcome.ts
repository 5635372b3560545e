import type { State } from '../../src/token/state.ts'
import type { Action, Event } from '../../src/token/transition.ts'
import type { Bounds } from './bounds.ts'
import type { Subject } from './subject.ts'
import type { World } from './world.ts'

/** What has to hold after each step. */
export const invariants = [
  'a refresh token is sent once, or once more after a lost answer',
  'a living token serves',
  'a refused password rests',
  'one permit is one call',
  'what was sent is heard',
  'no lease is left behind',
  'nothing is stuck',
  'waiting callers are woken',
  'a living token is kept',
  'what was superseded is not used',
  'a rotated pair is saved',
  'newer is not replaced by older',
  'each acquisition is settled once',
  'after close nothing is sent',
  'age never goes down',
  'attempts are counted truly',
  'no call is made for nothing',
  'a silent store is waited for',
  'a living token waits for no store',
  'inline nothing goes on behind callers',
  'decide is pure',
] as const

export type Invariant = (typeof invariants)[number]

export interface Violation {
  readonly invariant: Invariant
  readonly detail: string
}

/** What a step led to. `limit`: something that nobody can prevent over such a store; it is named after its causes. */
export interface Outcome {
  readonly world: World
  readonly violation?: Violation | undefined
  readonly limit?: string | undefined
}

/** One decision that was taken. */
export interface Taken {
  readonly before: State
  readonly event: Event
  readonly after: State
  readonly actions: readonly Action[]
}

export interface Context {
  readonly bounds: Bounds
  readonly subject: Subject
  readonly onTaken?: ((taken: Taken) => void) | undefined
}

/** Something that may happen next. */
export interface Move {
  /** The process that it happens to; undefined: to the store, or to all. */
  readonly who: number | undefined
  readonly what: string
  readonly next: () => Outcome
}
