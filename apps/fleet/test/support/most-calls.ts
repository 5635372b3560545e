import type { LogEntry } from '@pagamio/simulator'

/** What Pagamio allows one address in any window. */
export const LIMITS = { login: 5, refresh: 10 } as const

interface MostCalls {
  readonly together: number
  /** Of the process that made the most: they have to have names. */
  readonly ofOne: number
}

/** The most calls that the API saw in any window, as a limiter counts them that lets all of them through. */
export function mostCalls(log: readonly LogEntry[], endpoint: keyof typeof LIMITS, windowMs: number): MostCalls {
  const seen = log.filter((entry) => entry.endpoint === endpoint)
  const ofEach = Array.from(new Set(seen.map(({ userAgent }) => userAgent)), (name) =>
    seen.filter(({ userAgent }) => userAgent === name),
  )
  return { together: most(seen, windowMs), ofOne: Math.max(0, ...ofEach.map((calls) => most(calls, windowMs))) }
}

const most = (calls: readonly LogEntry[], windowMs: number): number =>
  Math.max(0, ...calls.map(({ at: from }) => calls.filter(({ at }) => at >= from && at < from + windowMs).length))
