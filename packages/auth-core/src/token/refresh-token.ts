import type { Moment } from '../platform/clock.ts'
import { backsOff } from './backoff.ts'
import { leftMs, refreshLeftMs, windowsOf } from './held-token.ts'
import { isSpent } from './refresh-attempts.ts'
import type { Flying, State } from './state.ts'

// Whether the held refresh token may be sent, and whether other processes may send it too.

/** The held refresh token may be sent: it lives, and is not spent. */
export const mayRefresh = ({ held, attempts }: State, now: Moment): boolean =>
  held?.set.refreshToken !== undefined && !isSpent(attempts, held.set.generation) && refreshLeftMs(held, now) > 0

/** Other processes may know this token set too. */
export const isShared = ({ rules, held, sharedUpTo }: State): boolean =>
  rules.store === 'shared' && held !== undefined && held.set.generation <= sharedUpTo

/** Nobody waits, and others may know the same pair: there is time for the store to come back. */
export const isPatient = (state: Flying, now: Moment): boolean => {
  const { flight, held, rules } = state
  return (
    flight.background && held !== undefined && isShared(state) && leftMs(held, now) > windowsOf(held, rules).aloneMs
  )
}

/** A living refresh token may be sent, and its endpoint needs no distance. */
export function choosesRefresh(state: State, now: Moment): boolean {
  const rests = state.backoff?.endpoint === 'refresh' && backsOff(state.backoff, now.mono)
  return mayRefresh(state, now) && !rests
}
