import { type Failure, failure } from '../errors/failure.ts'
import { lives } from './adopt.ts'
import { fail, failRefused, failUnread, isReplaceable } from './failing.ts'
import { isGarbled } from './refresh-attempts.ts'
import { choosesRefresh } from './refresh-token.ts'
import { type Flying, isUnwanted } from './state.ts'
import { check, queue } from './steps.ts'
import type { Action, Decision, Now } from './transition.ts'

/** Refresh if a living refresh token may be sent, else log in. */
export const choose = (state: Flying, now: Now): Decision =>
  choosesRefresh(state, now) ? queue(state, 'refresh', now) : logIn(state, now)

const unreadable = failure('unexpected_response', 'The refresh endpoint answers what cannot be read.')

/** On the way to a login: not without credentials, not while a token lives for nothing, not if it was refused elsewhere. */
export function logIn(state: Flying, now: Now): Decision {
  const { flight, held, attempts } = state
  if (flight.unread) return failUnread(state, flight.unread, now)
  // Heard since the credentials were read: from a call that was given up, or from the store.
  if (state.refused) return failRefused(state, state.refused.failure, now)
  if (held && isGarbled(attempts, held.set.generation) && lives(state, now))
    return fail(state, unreadable, { remember: true, endpoint: 'refresh', again: false }, now)
  if (state.rules.store === 'none') return queue(state, 'login', now)
  return check(state, false, now)
}

/** No login for this password. The refresh beside it needs none: it goes on, if a caller without a token waits for it. */
export function loginRefused(state: Flying, refusal: Failure, now: Now, ...before: readonly Action[]): Decision {
  const { flight, refused, closed } = state
  const goesOn = !closed && !isUnwanted(flight) && !lives(state, now) && choosesRefresh(state, now)
  if (!goesOn || !refused || isReplaceable(flight, refusal)) return failRefused(state, refusal, now, ...before)
  const [next, actions] = queue(state, 'refresh', now)
  return [next, [...before, ...actions]]
}
