import type { ErrorCode } from '../errors/error-codes.ts'
import type { PagamioAuthError } from '../errors/errors.ts'
import type { LimitedEndpoint } from '../observe/events.ts'

/** Why the last acquisition brought nothing (enough), and from when on it makes sense to ask again. */
export interface Trouble {
  readonly error: PagamioAuthError
  /** Which endpoint failed, where one did. */
  readonly endpoint: LimitedEndpoint | undefined
  /** How many times in a row. */
  readonly count: number
  /** Monotonic milliseconds. */
  readonly until: number
}

/** The vendor's advice for passing failures: 1 s, doubling to 60 s, ±25 %. Approval of an account takes longer. */
const passing = (count: number, random: number) => Math.min(1_000 * 2 ** (count - 1), 60_000) * (0.75 + random / 2)
const MINUTE = 60_000
/** A minute at least, doubling to 15. */
const approval = (count: number, random: number) => Math.min(MINUTE * 2 ** (count - 1) * (1 + random / 4), 15 * MINUTE)

const paceOf = (code: ErrorCode) => (code === 'account_forbidden' ? approval : passing)

export function nextTrouble(
  last: Trouble | undefined,
  error: PagamioAuthError,
  endpoint: LimitedEndpoint | undefined,
  now: number,
  random: () => number,
): Trouble {
  const pace = paceOf(error.code)
  const count = last && paceOf(last.error.code) === pace ? last.count + 1 : 1
  // What the server asks for can only make it longer, up to as much as it is at most.
  const waitMs = Math.max(pace(count, random()), Math.min(error.retryAfterMs ?? 0, 15 * MINUTE))
  return { error: error.retryingAfter(waitMs), endpoint, count, until: now + waitMs }
}
