import { callerAnswer } from '../../src/token/caller-answer.ts'
import { decide } from '../../src/token/decide.ts'

/** What is searched: the shipped decisions, or ones with a planted fault. */
export interface Subject {
  readonly decide: typeof decide
  readonly callerAnswer: typeof callerAnswer
}

export const shipped: Subject = { decide, callerAnswer }

/** Freezes all that was not frozen before: a decision that changes its inputs then throws. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const name in value) deepFreeze((value as Record<string, unknown>)[name])
}
