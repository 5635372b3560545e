import type { HeldToken } from './held-token.ts'

const UNREJECTED_MS = 30_000
const LONGEST_MS = 5 * 60_000

/**
 * What is known about 401s of one slot. The vendor answers some *permission* problems with 401, which no new token
 * cures; without this memory each of them would cost an acquisition, for ever.
 */
export interface RejectionMemory {
  /** The access token that was rejected last: not its generation, because a set may change its refresh token. */
  readonly value: string | undefined
  /** How often in a row a replacement was rejected too. */
  readonly level: number
  /** Until then (monotonic) a 401 starts no acquisition. */
  readonly suppressedUntil: number
}

export const noRejection: RejectionMemory = { value: undefined, level: 0, suppressedUntil: 0 }

/** Whether this token is to be replaced. If replacements were rejected too, the token is not what is wrong. */
export const isRejected = ({ value, level }: RejectionMemory, { set }: HeldToken): boolean =>
  value === set.accessToken && level === 0

/** Whether what comes now takes the place of a rejected token. */
export const replacesRejected = ({ value }: RejectionMemory, held: HeldToken | undefined): boolean =>
  held !== undefined && held.set.accessToken === value

/**
 * The memory after one more 401 for the held token. An acquisition may follow if `suppressedUntil` is not in the future.
 * A replacement that is rejected within 30 s, or twice, starts or doubles the suppression (30 s to 5 min); one that
 * lived 30 s unrejected ends it.
 */
export function afterRejection(memory: RejectionMemory, { set, landedAt }: HeldToken, now: number): RejectionMemory {
  const { accessToken: value, replacement } = set
  if (now < memory.suppressedUntil || memory.value === value) return memory
  if (!replacement || now - landedAt >= UNREJECTED_MS) return { value, level: 0, suppressedUntil: 0 }
  const level = memory.level + 1
  return { value, level, suppressedUntil: now + Math.min(UNREJECTED_MS * 2 ** (level - 1), LONGEST_MS) }
}
