const UNREJECTED_MS = 30_000
const LONGEST_MS = 5 * 60_000

/**
 * What is known about 401s of one slot. The vendor answers some *permission* problems with 401, which no new token
 * cures; without this memory each of them would cost a flight, for ever.
 */
export interface RejectionMemory {
  /** Generation of the newest token that was rejected. */
  readonly generation: number
  /** How often in a row a replacement was rejected too. */
  readonly level: number
  /** Until then (monotonic) a 401 starts no flight. */
  readonly suppressedUntil: number
}

export const noRejection: RejectionMemory = { generation: 0, level: 0, suppressedUntil: 0 }

/** Whether this token is to be replaced. Where replacements were rejected too it is not the token that is wrong. */
export const isRejected = ({ generation, level }: RejectionMemory, held: { readonly generation: number }): boolean =>
  generation === held.generation && level === 0

interface Rejected {
  readonly set: { readonly generation: number }
  readonly landedAt: number
  readonly replacement: boolean
}

/**
 * The memory after one more 401 for the held token. A flight may follow where `suppressedUntil` is not in the future.
 * A replacement that is rejected within 30 s, or twice, starts or doubles the suppression (30 s to 5 min); one that
 * lived 30 s unrejected ends it.
 */
export function afterRejection(memory: RejectionMemory, held: Rejected, now: number): RejectionMemory {
  if (now < memory.suppressedUntil) return memory
  const { generation } = held.set
  const again = memory.generation === generation
  if (again) return memory
  if (!held.replacement || now - held.landedAt >= UNREJECTED_MS) return { generation, level: 0, suppressedUntil: 0 }
  const level = memory.level + 1
  return { generation, level, suppressedUntil: now + Math.min(UNREJECTED_MS * 2 ** (level - 1), LONGEST_MS) }
}
