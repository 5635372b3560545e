import type { Flight } from '../acquire/flight.ts'
import type { PagamioAuthError } from '../errors/errors.ts'
import type { Trouble } from './backoff.ts'
import type { HeldToken } from './held-token.ts'
import { noRejection, type RejectionMemory } from './rejection.ts'

/** All that changes, in one place: what is held, what is known of 401s, what went wrong last, and who flies. */
export interface TokenState {
  held: HeldToken | undefined
  rejection: RejectionMemory
  trouble: Trouble | undefined
  flight: Flight | undefined
  /** Callers who could not wait for their turn were sent away: for a moment the next ones are told the same at once. */
  turnedAway: { readonly error: PagamioAuthError; readonly until: number; readonly lookAgainAt: number } | undefined
  closed: boolean
}

export const emptyState = (): TokenState => ({
  held: undefined,
  rejection: noRejection,
  trouble: undefined,
  flight: undefined,
  turnedAway: undefined,
  closed: false,
})
