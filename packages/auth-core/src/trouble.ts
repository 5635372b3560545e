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
const pace = (code: ErrorCode): { baseMs: number; capMs: number } =>
  code === 'account_forbidden' ? { baseMs: 60_000, capMs: 15 * 60_000 } : { baseMs: 1_000, capMs: 60_000 }

export function nextTrouble(
  last: Trouble | undefined,
  error: PagamioAuthError,
  now: number,
  random: () => number,
): Trouble {
  const count = last?.error.code === error.code ? last.count + 1 : 1
  const { baseMs, capMs } = pace(error.code)
  const step = Math.min(baseMs * 2 ** (count - 1), capMs)
  const waitMs = Math.min(step * (0.75 + random() / 2), capMs)
  return { error, count, until: now + waitMs }
}
