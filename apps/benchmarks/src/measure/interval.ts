/** The median of a sample, and the range in which the true median lies in about 95 of 100 runs. */
export interface Interval {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** From the ranks of the sorted sample (binomial, approximated): it assumes nothing about how the values are distributed. */
export function intervalOf(sample: readonly number[]): Interval {
  const sorted = [...sample].sort((a, b) => a - b)
  const at = (rank: number) => sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? Number.NaN
  const half = 0.98 * Math.sqrt(sorted.length)
  const middle = sorted.length / 2
  return {
    median: (at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2,
    low: at(Math.floor(middle - half)),
    high: at(Math.ceil(middle + half) - 1),
  }
}
