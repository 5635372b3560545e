/** One source to mutate. For each change to it, one of its tests has to fail. */
export interface Subject {
  /** Relative to this package. */
  readonly source: string
  /** The tests that judge it, as globs relative to this package. Fast ones: they run for every mutant they cover. */
  readonly tests: readonly string[]
}

/** The sources that decide, from plain values and a manual clock. Add a line for another one. */
export const subjects: readonly Subject[] = [
  {
    source: 'src/limit/sliding-window.ts',
    tests: ['test/limit/{call-limit,wait-for,ask-for-permit,settle-permit}.test.ts'],
  },
  { source: 'src/limit/budget.ts', tests: ['test/limit/{budget-limits,endpoint-budget}.test.ts'] },
]
