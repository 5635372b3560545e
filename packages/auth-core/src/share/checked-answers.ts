import type { PermitAnswer } from '../limit/permit.ts'
import { jwtTimes } from '../token/jwt-times.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { StoredText } from './token-store.ts'

/** Nobody waits for a permit longer than this: what is above it is a damaged log, or a clock that was wrong once. */
const LONGEST_WAIT_MS = 24 * 3_600_000
/** The clocks of two machines may differ by this much before a token's date of issue counts for more than its age. */
const CLOCK_SKEW_MS = 15 * 60_000

const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** An entry that can be what it says, or `undefined`. */
export function checkedEntry(entry: StoredText | undefined): StoredText | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const { text, generation, ageMs } = entry
  return typeof text === 'string' && Number.isSafeInteger(generation) && generation >= 0 && isDuration(ageMs)
    ? { text, generation, ageMs }
    : undefined
}

/** A wait that can be true, with a count of closings that can; `undefined` for what says nothing. */
export function checkedPermit(answer: PermitAnswer | undefined): PermitAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { retryAfterMs, closings } = answer
  if (!isDuration(retryAfterMs) || retryAfterMs > LONGEST_WAIT_MS) return undefined
  return { retryAfterMs, closings: Number.isSafeInteger(closings) && closings >= 0 ? closings : 0 }
}

/**
 * How old a stored token is: a store whose clock went back, or which does not tell the truth, makes it no younger than
 * its own dates allow. Both the issuer's date and the date in its generation have to say so, because either clock may be
 * wrong.
 */
export function ageOf({ accessToken, generation }: TokenSet, ageMs: number, wallNow: number): number {
  const { iat } = jwtTimes(accessToken)
  return iat === undefined ? ageMs : Math.max(ageMs, wallNow - Math.max(iat * 1000, generation) - CLOCK_SKEW_MS)
}
