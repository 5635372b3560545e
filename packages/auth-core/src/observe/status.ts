import type { ErrorCode } from '../errors/error-codes.ts'
import type { Failure } from '../errors/failure.ts'
import { type Clock, type Moment, momentOf } from '../platform/clock.ts'
import { type CallerAnswer, callerAnswer, refusalNow } from '../token/caller-answer.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { type Phase, phaseOf } from '../token/held-token.ts'
import type { State } from '../token/state.ts'

/** One limited endpoint as the budget sees it now. */
export interface EndpointStatus {
  /** Calls allowed in a window. */
  readonly limit: number
  /** Calls that may be sent at once. */
  readonly left: number
  /** Milliseconds until the next one may be sent; 0 when one may. */
  readonly nextInMs: number
  /** Flights that wait for a permit. */
  readonly waiting: number
}

/** `up` also before the first token and after an idle hour, when nothing is wrong. */
export type Health = 'up' | 'degraded' | 'down'

/** For health checks and inspectors: no secret, no username, and no call to anybody. */
export interface PagamioAuthStatus {
  /** Eight hex digits that tell accounts apart, the same as in events; `unknown` until a credentials function was asked. */
  readonly account: string
  readonly environment: string
  /** `empty` before the first token; `refused` while a login is known to bring nothing: a wrong password, or a person who has to act. */
  readonly state: Phase | 'empty' | 'refused' | 'closed'
  /** Whether `getToken()` would answer without waiting. */
  readonly usable: boolean
  /** For a health check: `degraded` while tokens are given and an acquisition fails, `down` where callers get none. */
  readonly health: Health
  /** An acquisition is under way. */
  readonly acquiring: boolean
  /** Callers that wait for it. */
  readonly waiting: number
  /** Wall-clock milliseconds. */
  readonly expiresAt: number | undefined
  readonly generation: number | undefined
  /** Milliseconds until an acquisition may be tried (back-off and budget); 0 when now. */
  readonly nextAcquisitionInMs: number
  /** What went wrong last, until an acquisition succeeds. `retryAfterMs` is 0 when one may be tried now. */
  readonly trouble: { readonly code: ErrorCode; readonly retryAfterMs: number | undefined } | undefined
  /** Whether there is a store, and whether it answered last time. */
  readonly store: 'none' | 'working' | 'failing'
  /** One address keeps about 250 merchants on refresh alone: 10 a minute, each renewed every 25 minutes. */
  readonly budget: Readonly<Record<LimitedEndpoint, EndpointStatus>>
}

/** What the state of one instance does not hold. */
export interface StatusFacts
  extends Pick<PagamioAuthStatus, 'account' | 'environment' | 'waiting' | 'store' | 'budget'> {
  readonly clock: Clock
}

/** Whether `getToken()` would answer without waiting: what a plain caller who asks now would get. */
export const isUsable = (state: State, now: Moment): boolean => 'use' in plainAnswer(state, now)

function plainAnswer(state: State, now: Moment): CallerAnswer {
  const plain = { refusedValue: undefined, minTtlMs: 0, since: now.mono, deadline: Number.POSITIVE_INFINITY }
  return callerAnswer(state, plain, now)
}

/** A wait that ends at a time of its own ends with the living token. */
function healthOf(state: State, failed: Failure | undefined, now: Moment): Health {
  if (state.closed) return 'down'
  if (!failed) return 'up'
  const answer = plainAnswer(state, now)
  return 'use' in answer || ('wait' in answer && answer.until < Number.POSITIVE_INFINITY) ? 'degraded' : 'down'
}

/** The state in words for people, worked out anew each time it is asked for. */
export function statusOf(state: State, { clock, ...facts }: StatusFacts): PagamioAuthStatus {
  const now = momentOf(clock)
  const { held, flight, backoff, closed } = state
  const refusal = refusalNow(state, now)
  const usable = isUsable(state, now)
  const next = held?.set.refreshToken === undefined ? facts.budget.login : facts.budget.refresh
  const waitMs = backoff ? Math.max(0, Math.ceil(backoff.until - now.mono)) : 0
  const failed = refusal ?? backoff?.failure
  return {
    ...facts,
    state: closed ? 'closed' : refusal && !usable ? 'refused' : held ? phaseOf(held, now) : 'empty',
    usable,
    health: healthOf(state, failed, now),
    acquiring: flight !== undefined,
    expiresAt: held && held.askedAt.wall + held.set.lifetimeMs,
    generation: held?.set.generation,
    nextAcquisitionInMs: Math.max(waitMs, next.nextInMs),
    trouble: failed && { code: failed.code, retryAfterMs: refusal ? undefined : waitMs },
  }
}
