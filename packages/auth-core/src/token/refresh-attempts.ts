import type { Answer } from './answer.ts'

/** A refresh token is sent twice at most: once more after an answer that was lost, then it counts as spent. */
const MOST_ATTEMPTS = 2

/** What became of the calls with one refresh token: that of `generation`. */
export interface RefreshAttempts {
  readonly generation: number
  /** Calls after which nobody knows whether the server has spent the token. */
  readonly unclear: number
  /** The last answer could not be read. */
  readonly garbled: boolean
}

export const noAttempts: RefreshAttempts = { generation: 0, unclear: 0, garbled: false }

/** Whether this generation's refresh token must not be sent again. */
export const isSpent = ({ generation, unclear }: RefreshAttempts, ofGeneration: number): boolean =>
  generation === ofGeneration && unclear >= MOST_ATTEMPTS

/** Whether it was sent without a clear answer: nobody but the process that sent it may send it once more. */
export const isUnclear = ({ generation, unclear }: RefreshAttempts, ofGeneration: number): boolean =>
  generation === ofGeneration && unclear > 0

/** Spent on answers that nobody can read: a login would hardly fare better, and can wait until the held token is dead. */
export const isGarbled = (attempts: RefreshAttempts, ofGeneration: number): boolean =>
  isSpent(attempts, ofGeneration) && attempts.garbled

export const spent = (attempts: RefreshAttempts, generation: number): RefreshAttempts => ({
  generation,
  unclear: MOST_ATTEMPTS,
  garbled: attempts.generation === generation && attempts.garbled,
})

/** A refused token is spent. After no answer, or one that cannot be read, nobody knows. */
export function afterAnswer(last: RefreshAttempts, generation: number, answer: Answer): RefreshAttempts {
  const before = last.generation === generation ? last.unclear : 0
  const mayBeSpent = 'mayBeSpent' in answer && answer.mayBeSpent
  const unclear = answer.kind === 'refused' ? MOST_ATTEMPTS : before + (mayBeSpent ? 1 : 0)
  return { generation, unclear, garbled: answer.kind === 'failed' }
}
