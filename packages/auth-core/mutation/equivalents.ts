import type { Change } from './change.ts'

/** A change that no test can notice. It is found by the text of its lines; blanks and line ends do not matter. */
export interface Equivalent extends Change {
  readonly reason: string
}

export const equivalents: readonly Equivalent[] = [
  {
    source: 'src/limit/sliding-window.ts',
    before: 'if (closedUntil !== undefined && now < closedUntil) return closedUntil - now',
    after: 'if (true && now < closedUntil) return closedUntil - now',
    reason: 'Nothing is less than undefined: the first half is there for the type checker.',
  },
]
