import type { ErrorCode } from '../errors/error-codes.ts'
import type { Failure } from '../errors/failure.ts'
import type { LimitedEndpoint } from './endpoint.ts'

/** Why the last acquisition brought nothing (enough), and when it makes sense to ask again. */
export interface Backoff {
  readonly failure: Failure
  /** Which endpoint failed, if one did. */
  readonly endpoint: LimitedEndpoint | undefined
  /** How many times in a row. */
  readonly count: number
  /** Monotonic milliseconds. */
  readonly until: number
}

const MINUTE = 60_000

/** The vendor's advice for passing failures: 1 s, doubling to 60 s, ±25 %. */
const passing = (count: number, random: number) => Math.min(1_000 * 2 ** (count - 1), MINUTE) * (0.75 + random / 2)
/** The approval of an account takes longer: a minute at least, doubling to 15. */
const approval = (count: number, random: number) => Math.min(MINUTE * 2 ** (count - 1) * (1 + random / 4), 15 * MINUTE)

const paceOf = (code: ErrorCode) => (code === 'account_forbidden' ? approval : passing)

/** The distance to keep after one more failure. `random` in [0, 1) spreads the processes of a fleet. */
export function nextBackoff(
  last: Backoff | undefined,
  failed: Failure,
  endpoint: LimitedEndpoint | undefined,
  now: number,
  random: number,
): Backoff {
  const pace = paceOf(failed.code)
  const count = last && paceOf(last.failure.code) === pace ? last.count + 1 : 1
  // What the server asks for can only make it longer, up to 15 minutes.
  const waitMs = Math.max(pace(count, random), Math.min(failed.retryAfterMs ?? 0, 15 * MINUTE))
  return { failure: { ...failed, retryAfterMs: waitMs }, endpoint, count, until: now + waitMs }
}

export const backsOff = (backoff: Backoff | undefined, now: number): backoff is Backoff =>
  backoff !== undefined && now < backoff.until
