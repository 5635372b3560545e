import type { ErrorCode } from '../errors/error-codes.ts'
import type { Failure } from '../errors/failure.ts'
import type { EndpointStatus } from '../limit/endpoint-status.ts'
import type { Moment } from '../platform/clock.ts'
import { type CallerAnswer, callerAnswer, refusalNow } from '../token/caller-answer.ts'
import type { AcquisitionReason, LimitedEndpoint } from '../token/endpoint.ts'
import { type HeldToken, type Phase, phaseOf, refreshLeftMs, windowsOf } from '../token/held-token.ts'
import type { RenewalWindows } from '../token/renewal-windows.ts'
import type { Flight, State, Step } from '../token/state.ts'
import type { StoreStatus } from './store-status.ts'

/** `up` also before the first token and after an idle hour, when nothing is wrong. */
export type Health = 'up' | 'degraded' | 'down'

/** The life of the held token. It is as old as the older of both ages says. */
export interface TokenLife {
  /** The whole life, in milliseconds. */
  readonly lifetimeMs: number
  /** Its age by the wall clock, which sees a laptop's sleep. */
  readonly wallAgeMs: number
  /** Its age by the monotonic clock, which nobody can set back. */
  readonly monotonicAgeMs: number
  /** So long before its end it is renewed behind the callers' backs. */
  readonly renewAheadMs: number
  /** How long before its end callers wait for the renewal, in milliseconds. */
  readonly mustRenewMs: number
  /** What is left of the refresh token's life; `undefined` without one. */
  readonly refreshLeftMs: number | undefined
}

/** An acquisition under way. */
export interface AcquisitionStatus {
  readonly reason: AcquisitionReason
  /** What it waits for; see the chart in docs/how-it-works.md. */
  readonly step: Step['at']
  /** Which call it queues for, or waits for the answer of. */
  readonly endpoint: LimitedEndpoint | undefined
  /** The owner of the lease in a shared store: this process, another one, or none as far as is known. */
  readonly lease: 'ours' | 'elsewhere' | 'none'
  /** No caller waits for it: it runs in the background. */
  readonly background: boolean
}

/** For health checks and inspectors. It contains no secret and no username, and makes no call. */
export interface PagamioAuthStatus {
  /**
   * Eight hex digits that distinguish accounts, the same as in events; `unknown` until a credentials function was
   * called.
   */
  readonly account: string
  readonly environment: string
  /**
   * `empty` before the first token; `refused` while a login cannot succeed: the password is wrong, or a person has to
   * act.
   */
  readonly state: Phase | 'empty' | 'refused' | 'closed'
  /** Whether `getToken()` would answer without waiting. */
  readonly usable: boolean
  /** For a health check: `degraded` while callers get tokens and an acquisition fails, `down` if callers get none. */
  readonly health: Health
  /** When this was so, wall-clock milliseconds of the instance's clock. */
  readonly at: number
  /** An acquisition is under way. */
  readonly acquiring: boolean
  /** What it is about; `undefined` while there is none. */
  readonly acquisition: AcquisitionStatus | undefined
  /** Callers that wait for it. */
  readonly waiting: number
  /** Wall-clock milliseconds. */
  readonly expiresAt: number | undefined
  /** How old the held token is, and when it is renewed; `undefined` before the first. */
  readonly life: TokenLife | undefined
  readonly generation: number | undefined
  /** Milliseconds until an acquisition may be tried (back-off and budget); 0 when now. */
  readonly nextAcquisitionInMs: number
  /** The last failure, until an acquisition succeeds. `retryAfterMs` is 0 when one may be tried now. */
  readonly trouble: { readonly code: ErrorCode; readonly retryAfterMs: number | undefined } | undefined
  /** What the store is, whether it answers and how fast; `undefined` without one. */
  readonly store: StoreStatus | undefined
  /** One address carries about 250 merchants on refresh: 10 a minute, each renewed every 25 minutes. */
  readonly budget: Readonly<Record<LimitedEndpoint, EndpointStatus>>
}

/** What the state of one instance does not hold. */
export interface StatusFacts
  extends Pick<PagamioAuthStatus, 'account' | 'environment' | 'waiting' | 'store' | 'budget'> {
  readonly now: Moment
}

/** Whether `getToken()` would answer without waiting: what a plain caller that asks now would get. */
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
export function statusOf(state: State, { now, ...facts }: StatusFacts): PagamioAuthStatus {
  const { held, flight, backoff, closed } = state
  const refusal = refusalNow(state, now)
  const usable = isUsable(state, now)
  const next = held?.set.refreshToken === undefined ? facts.budget.login : facts.budget.refresh
  const waitMs = backoff ? Math.max(0, Math.ceil(backoff.until - now.mono)) : 0
  const failed = refusal ?? backoff?.failure
  return {
    ...facts,
    state: closed ? 'closed' : refusal && !usable ? 'refused' : held ? phaseOf(held, state.rules, now) : 'empty',
    usable,
    health: healthOf(state, failed, now),
    at: now.wall,
    acquiring: flight !== undefined,
    acquisition: flight && acquisitionOf(flight),
    life: held && lifeOf(held, windowsOf(held, state.rules), now),
    expiresAt: held && held.askedAt.wall + held.set.lifetimeMs,
    generation: held?.set.generation,
    nextAcquisitionInMs: Math.max(waitMs, next.nextInMs),
    trouble: failed && { code: failed.code, retryAfterMs: refusal ? undefined : waitMs },
  }
}

const acquisitionOf = ({ reason, step, leased, elsewhere, background }: Flight): AcquisitionStatus => ({
  reason,
  step: step.at,
  endpoint: 'endpoint' in step ? step.endpoint : undefined,
  lease: leased ? 'ours' : elsewhere && elsewhere.busyLooks > 0 ? 'elsewhere' : 'none',
  background,
})

const lifeOf = (held: HeldToken, { aheadMs, mustMs }: RenewalWindows, now: Moment): TokenLife => ({
  lifetimeMs: held.set.lifetimeMs,
  wallAgeMs: now.wall - held.askedAt.wall,
  monotonicAgeMs: now.mono - held.askedAt.mono,
  renewAheadMs: aheadMs,
  mustRenewMs: mustMs,
  refreshLeftMs: held.set.refreshToken === undefined ? undefined : refreshLeftMs(held, now),
})
