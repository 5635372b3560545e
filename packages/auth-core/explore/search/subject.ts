import { callerAnswer } from '../../src/token/caller-answer.ts'
import { decide } from '../../src/token/decide.ts'
import type { TokenSet } from '../../src/token/token-set.ts'

/** What is searched: the shipped decisions over a store that keeps its word, or ones with a planted fault. */
export interface Subject {
  readonly decide: typeof decide
  readonly callerAnswer: typeof callerAnswer
  /** Whether the store carries out a mark of this set while it holds that one. */
  readonly takesMark: (stored: TokenSet | undefined, set: TokenSet) => boolean
}

export const shipped: Subject = {
  decide,
  callerAnswer,
  takesMark: (stored, { generation }) => stored?.generation === generation,
}

/** Freezes all that was not frozen before: a decision that changes its inputs then throws. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const name in value) deepFreeze((value as Record<string, unknown>)[name])
}
