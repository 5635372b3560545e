import { type Failure, passwordRefused } from '../errors/failure.ts'
import { wordFor } from '../errors/failure-facts.ts'
import { lives } from './adopt.ts'
import { nextBackoff } from './backoff.ts'
import type { LimitedEndpoint } from './endpoint.ts'
import type { HeldToken } from './held-token.ts'
import { isUnclear } from './refresh-attempts.ts'
import { mayRefresh } from './refresh-token.ts'
import type { Flight, Flying, State } from './state.ts'
import { begin, end, read, withoutLease } from './steps.ts'
import type { Action, Decision, Now } from './transition.ts'

// What comes of a try that brought nothing.

const MOST_TRIES = 3

/** Not remembered, unless nobody waits: then a function that fails would be asked at each call. */
export const failUnread = (state: Flying, unread: Failure, now: Now): Decision =>
  fail(state, unread, { remember: state.flight.background, endpoint: undefined, again: false }, now)

/**
 * A refused password is not tried again: there is nothing to keep a distance from. If there is another one, that is read
 * and tried, once in an acquisition.
 */
export function failRefused(state: Flying, refusal: Failure, now: Now, ...before: readonly Action[]): Decision {
  const { flight } = state
  if (!isReplaceable(flight, refusal))
    return fail(state, refusal, { remember: false, endpoint: 'login', again: false }, now, ...before)
  const gaveUp: Action[] = flight.leased ? [{ do: 'end lease', flight: flight.id }] : []
  const anew = { ...flight, next: false, leased: false, elsewhere: undefined }
  const [reading, actions] = read({ ...state, refused: undefined, attempts: withoutLease(state), flight: anew }, now)
  return [reading, [...before, ...gaveUp, ...actions]]
}

/** Another password may do, where it was the password. */
export const isReplaceable = ({ next }: Flight, refusal: Failure): boolean =>
  next === true && refusal.code === passwordRefused.code

/** How a failure is dealt with. */
export interface FailureHandling {
  /** A back-off is to be kept. */
  readonly remember: boolean
  readonly endpoint: LimitedEndpoint | undefined
  /** Another try may bring more. */
  readonly again: boolean
  /** What the waiting callers get, if that is not the failure. */
  readonly held?: HeldToken | undefined
}

/** One try brought nothing: tries again while a caller waits, three times in all; then the waiting callers get the failure. */
export function fail(
  state: Flying,
  failed: Failure,
  { remember, endpoint, again, held: instead }: FailureHandling,
  now: Now,
  ...before: readonly Action[]
): Decision {
  const backoff = remember ? nextBackoff(state.backoff, failed, endpoint, now.mono, now.random) : state.backoff
  const said = remember && backoff ? backoff.failure : failed
  const next = { ...state, backoff }
  const actions = [...before, failedEvent(next, said, now)]
  const { flight, attempts, held } = next
  // After a lost answer only this process may send the token again, and only while it keeps the lease.
  const mine = flight.leased && held !== undefined && isUnclear(attempts, held.set.generation) && mayRefresh(next, now)
  const tries = Math.max(flight.tries, backoff?.count ?? 0)
  if (!again || state.closed || tries >= MOST_TRIES || !(flight.wanted || mine))
    return end(next, instead ? { held: instead } : { failure: said }, ...actions)
  const gaveUp: Action[] = flight.leased && !mine ? [{ do: 'end lease', flight: flight.id }] : []
  const retrying = { ...flight, tries: flight.tries + 1, leased: mine, elsewhere: undefined, unread: undefined }
  const [begun, then] = begin({ ...next, flight: retrying }, now)
  return [begun, [...actions, ...gaveUp, ...then]]
}

export const failedEvent = (state: State, { code, status, cause, retryAfterMs }: Failure, now: Now): Action => ({
  do: 'tell',
  event: {
    type: 'acquisition_failed',
    code,
    status,
    cause: cause && wordFor(cause),
    retryAfterMs,
    held: lives(state, now),
  },
})
