import type { Row } from './row.ts'

/** Rows that are measured together. */
export interface Experiment {
  /** How many rounds it gets in each pass over all experiments. */
  readonly roundsPerPass: number
  round(): Promise<void>
  rows(): readonly Row[]
  stop(): Promise<void>
}
