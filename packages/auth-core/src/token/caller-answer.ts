import { type Failure, failure } from '../errors/failure.ts'
import type { Moment } from '../platform/clock.ts'
import { backsOff } from './backoff.ts'
import { type HeldToken, leftMs, phaseOf } from './held-token.ts'
import { isLate } from './lateness.ts'
import { mayRefresh } from './refresh-token.ts'
import { isRejected } from './rejection.ts'
import { renewalManner } from './renewal-windows.ts'
import type { State } from './state.ts'

/** A function of the user's is asked again after this, whether it gives other credentials than the refused ones. */
const ASK_AGAIN_MS = 30_000

/** What one caller asks for. */
export interface Demand {
  /** The token that the API refused to this caller. */
  readonly refusedValue: string | undefined
  /** How long another one should live at least; at most half of a life can be asked for. */
  readonly minTtlMs: number
  /** When it asked, and until when it waits: monotonic milliseconds. */
  readonly since: number
  readonly deadline: number
}

/** What a caller gets now: a token, perhaps with a renewal behind it; a wait, until `until` at most; or a failure. */
export type CallerAnswer =
  | { readonly use: HeldToken; readonly renew: boolean }
  | { readonly wait: true; readonly until: number }
  | { readonly failure: Failure; readonly retryAfterMs: number | undefined }

const instanceClosed = failure('closed', 'This instance was closed.')

/** The refusal of the password, while it is known to hold, and no refresh token does without the password. */
export const refusalNow = (state: State, now: Moment): Failure | undefined => {
  const { refused, reread } = state
  if (!refused || mayRefresh(state, now)) return undefined
  return reread && now.mono - refused.at >= ASK_AGAIN_MS ? undefined : refused.failure
}

/** Less life than was asked for. */
export const lacksLife = (held: HeldToken, minTtlMs: number, now: Moment): boolean =>
  leftMs(held, now) < Math.min(minTtlMs, held.set.lifetimeMs / 2)

/**
 * The one place that says what a caller gets: `getToken()` does it, and `status()`, a pool's status and health checks
 * tell it.
 */
export function callerAnswer(state: State, demand: Demand, now: Moment): CallerAnswer {
  const { held, closed } = state
  if (closed) return { failure: instanceClosed, retryAfterMs: undefined }
  if (!held || leftMs(held, now) <= 0) return withoutToken(state, demand, now, undefined)
  const use = { use: held, renew: false }
  const resting = backsOff(state.backoff, now.mono)
  const reported = held.set.accessToken === demand.refusedValue
  if (reported) {
    return now.mono < state.rejection.suppressedUntil ? use : withoutToken(state, demand, now, undefined)
  }
  if (isRejected(state.rejection, held) || lacksLife(held, demand.minTtlMs, now))
    return resting ? use : withoutToken(state, demand, now, held)
  const phase = phaseOf(held, state.rules, now)
  if (phase === 'must_renew') {
    const leftThen = leftMs(held, now) + now.mono - demand.since
    const until = demand.since + Math.min(graceMs(state), leftThen / 2)
    if (resting || now.mono >= until || isElsewhere(state) || isBlocked(state, now)) return use
    return withoutToken(state, { ...demand, deadline: Math.min(demand.deadline, until) }, now, held)
  }
  return { use: held, renew: phase === 'renew_ahead' && !resting && refusalNow(state, now) === undefined }
}

/** A caller waits, unless it is known that waiting brings nothing; then `living` is better than a failure. */
function withoutToken(state: State, demand: Demand, now: Moment, living: HeldToken | undefined): CallerAnswer {
  const { failFast, flight } = state
  const refusal = refusalNow(state, now)
  const hurried = failFast !== undefined && now.mono < failFast.lookAgainAt && failFast.until > demand.deadline
  const waitsAlready = flight !== undefined && !isLate(state, now)
  if (refusal || (hurried && !waitsAlready)) {
    if (living) return { use: living, renew: false }
    if (refusal) return { failure: refusal, retryAfterMs: undefined }
    if (failFast) return { failure: failFast.failure, retryAfterMs: failFast.until - now.mono }
  }
  return { wait: true, until: demand.deadline }
}

/** How long a caller in the last window waits for a renewal, before it takes the living token. */
const graceMs = ({ rules }: State): number => renewalManner[rules.renewal].graceMs

/** Another process acquires: its result is adopted as soon as it is there. */
const isElsewhere = ({ flight }: State): boolean => flight?.step.at === 'elsewhere'

/** Nothing can be sent for a while, so that waiting for it would bring nothing. */
const isBlocked = (state: State, now: Moment): boolean =>
  state.flight?.blocked !== undefined && now.mono + graceMs(state) < state.flight.blocked.until
