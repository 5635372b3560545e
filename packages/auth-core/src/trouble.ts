import type { ErrorCode } from './error-codes.ts'
import type { PagamioAuthError } from './errors.ts'

/** Why the last acquisition brought nothing (enough), and from when on it makes sense to ask again. */
export interface Trouble {
  readonly error: PagamioAuthError
  /** How many times in a row. */
  readonly count: number
  /** Monotonic milliseconds. */
  readonly until: number
}

/** The vendor's advice for passing failures: 1 s, doubling to 60 s, ±25 %. Approval of an account takes longer. */
const passing = { baseMs: 1_000, capMs: 60_000 }
const approval = { baseMs: 60_000, capMs: 15 * 60_000 }

const paceOf = (code: ErrorCode) => (code === 'account_forbidden' ? approval : passing)

export function nextTrouble(
  last: Trouble | undefined,
  error: PagamioAuthError,
  now: number,
  random: () => number,
): Trouble {
  const pace = paceOf(error.code)
  const count = last && paceOf(last.error.code) === pace ? last.count + 1 : 1
  const step = Math.min(pace.baseMs * 2 ** (count - 1), pace.capMs)
  const waitMs = step * (0.75 + random() / 2)
  return { error: error.retryingAfter(waitMs), count, until: now + waitMs }
}
