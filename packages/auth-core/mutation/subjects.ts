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
  { source: 'src/limit/permit-log.ts', tests: ['test/limit/{permit-log,ask-for-permit,settle-permit}.test.ts'] },
  { source: 'src/limit/line.ts', tests: ['test/limit/line.test.ts'] },
  {
    source: 'src/limit/endpoint-budget.ts',
    tests: ['test/limit/{budget-limits,endpoint-budget}.test.ts'],
  },
  { source: 'src/limit/budget.ts', tests: ['test/limit/{budget-limits,endpoint-budget}.test.ts'] },
  { source: 'src/token/access-token.ts', tests: ['test/token/access-token.test.ts'] },
  { source: 'src/token/acquisition.ts', tests: ['test/token/{acquisition,acquisition-*,late-outcome}.test.ts'] },
  { source: 'src/token/adopt.ts', tests: ['test/token/adopt.test.ts'] },
  { source: 'src/token/backoff.ts', tests: ['test/token/backoff.test.ts'] },
  { source: 'src/token/caller-answer.ts', tests: ['test/token/caller-answer.test.ts'] },
  { source: 'src/token/choose.ts', tests: ['test/token/steps.test.ts'] },
  { source: 'src/token/decide.ts', tests: ['test/token/{decide,late-outcome}.test.ts'] },
  { source: 'src/token/either-line.ts', tests: ['test/token/either-line.test.ts'] },
  { source: 'src/token/elsewhere.ts', tests: ['test/token/{steps,acquisition-*}.test.ts'] },
  { source: 'src/token/failing.ts', tests: ['test/token/steps.test.ts'] },
  { source: 'src/token/held-token.ts', tests: ['test/token/held-token.test.ts'] },
  { source: 'src/token/jwt-times.ts', tests: ['test/token/jwt-times.test.ts'] },
  { source: 'src/token/land.ts', tests: ['test/token/land.test.ts'] },
  { source: 'src/token/note.ts', tests: ['test/token/note.test.ts'] },
  { source: 'src/token/outcome.ts', tests: ['test/token/{outcome,late-outcome}.test.ts'] },
  {
    source: 'src/token/permit-turn.ts',
    tests: ['test/token/{acquisition,acquisition-*,either-line,late-outcome,marked-set}.test.ts'],
  },
  { source: 'src/token/refresh-attempts.ts', tests: ['test/token/refresh-attempts.test.ts'] },
  { source: 'src/token/refresh-token.ts', tests: ['test/token/steps.test.ts'] },
  { source: 'src/token/rejection.ts', tests: ['test/token/rejection-memory.test.ts'] },
  { source: 'src/token/renewal-windows.ts', tests: ['test/token/renewal-windows.test.ts'] },
  { source: 'src/token/state.ts', tests: ['test/token/state.test.ts'] },
  { source: 'src/token/steps.ts', tests: ['test/token/{steps,acquisition,acquisition-*}.test.ts'] },
  { source: 'src/token/token-set.ts', tests: ['test/token/token-set.test.ts'] },
]
