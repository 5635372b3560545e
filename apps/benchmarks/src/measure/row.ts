import type { Interval } from './interval.ts'

/** One line of the table. A text is shown as it is. */
export interface Row {
  readonly what: string
  readonly ours: string
  readonly peer: string
  /** The bare floor, or what one writes by hand. */
  readonly floor: string
  readonly ratio: Interval | undefined
  /** The same subject as if it were two: how far their ratio is from 1, and how wide it spreads, is noise. */
  readonly noise: Interval | undefined
  readonly target: Target
}

export interface Target {
  readonly kind: 'at most' | 'at least'
  readonly limit: number
  readonly unit: string
  /** The figure that the limit is for. */
  readonly of: Interval
}

export type Verdict = 'yes' | 'no' | 'unclear'

/** Unclear when the limit lies within the range of what was measured. */
export function verdictOn({ kind, limit, of: { low, high } }: Target): Verdict {
  const [best, worst] = kind === 'at most' ? [low, high] : [-high, -low]
  const bound = kind === 'at most' ? limit : -limit
  if (worst <= bound) return 'yes'
  return best > bound ? 'no' : 'unclear'
}
