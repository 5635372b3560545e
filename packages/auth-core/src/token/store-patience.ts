import type { Moment } from '../platform/clock.ts'
import { lives } from './adopt.ts'
import type { State } from './state.ts'

/** A store gets so long for an answer while a token lives: callers wait no longer than that for a renewal. */
export const STORE_ANSWER_MS = 500
/** Without a living token a slow store costs less than a login that others have made already. */
export const PATIENT_ANSWER_MS = 5_000
/** However long callers can wait. */
const LONGEST_WAIT_MS = 30_000
/** What is left of the callers' time for the login; half of it, if they have less than twice as much. */
const LOGIN_MS = 10_000

/** Until when a store is waited for, as far as this caller's time allows. Monotonic, as `until` is. */
export function patientUntil(until: number, now: Moment): number {
  const ms = Math.min(until - now.mono, LONGEST_WAIT_MS)
  return now.mono + ms - Math.min(LOGIN_MS, ms / 2)
}

/** Whether the acquisition under way waits for a store that does not answer now, rather than log in alone. */
export const waitsForStore = (state: State, now: Moment): boolean =>
  state.rules.store === 'shared' &&
  state.flight !== undefined &&
  now.mono < state.flight.patientUntil &&
  !lives(state, now)

/** How long the store gets for an answer. */
export function storeAnswerMs(state: State, now: Moment): number {
  if (!state.flight || !waitsForStore(state, now)) return STORE_ANSWER_MS
  return Math.max(STORE_ANSWER_MS, Math.min(PATIENT_ANSWER_MS, state.flight.patientUntil - now.mono))
}
