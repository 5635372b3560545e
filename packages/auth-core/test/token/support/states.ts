import { nextBackoff } from '../../../src/token/backoff.ts'
import type { LimitedEndpoint } from '../../../src/token/endpoint.ts'
import { emptyState, type State } from '../../../src/token/state.ts'
import { unavailable } from './events.ts'
import { type Holds, heldToken, START } from './tokens.ts'

/** An instance without a store. */
export const alone = (fields: Partial<State> = {}): State => ({
  ...emptyState({ store: 'none', renewal: 'ahead', jitter: 0 }, false),
  ...fields,
})

/** One whose store keeps tokens over a restart. */
export const keeping = (fields: Partial<State> = {}): State => ({
  ...emptyState({ store: 'kept', renewal: 'ahead', jitter: 0 }, false),
  ...fields,
})

/** One whose store is shared with other processes. */
export const sharing = (fields: Partial<State> = {}): State => ({
  ...emptyState({ store: 'shared', renewal: 'ahead', jitter: 0 }, false),
  ...fields,
})

/** The same instance in a runtime that freezes between requests. */
export const inline = (state: State): State => ({ ...state, rules: { ...state.rules, renewal: 'inline' } })

/** The same instance with a token, which is the newest that it knows. */
export function holding(state: State, holds: Holds = {}): State {
  const held = heldToken(holds)
  return { ...state, held, highestGeneration: held.set.generation }
}

/** The same instance with a token that is in the store too. */
export function holdingShared(state: State, holds: Holds = {}): State {
  const next = holding(state, holds)
  const { highestGeneration: generation } = next
  return { ...next, sharedUpTo: generation }
}

/** The same instance, whose held token was rejected for the first time. */
export const withRejection = (state: State): State => ({
  ...state,
  rejection: { value: state.held?.set.accessToken, level: 0, suppressedUntil: 0 },
})

/** The same instance, which keeps a distance of a second because a call failed. */
export const backingOff = (state: State, endpoint?: LimitedEndpoint): State => ({
  ...state,
  backoff: nextBackoff(undefined, unavailable, endpoint, START.mono, 0.5),
})
