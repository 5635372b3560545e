const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** For people, in one unit: `42 s`, `23 min`, `3 h`, `12 days`. */
export function durationOf(ms: number): string {
  if (ms < 90 * SECOND) return `${Math.ceil(ms / SECOND)} s`
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${daysOf(ms)} days`
}

/** Whole ones only. */
export const daysOf = (ms: number): number => Math.floor(ms / DAY)
