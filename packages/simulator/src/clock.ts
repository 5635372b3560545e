/** Time, as the simulator uses it: the same structural type as the client's, so that one object moves both. */
export interface Clock {
  /** Wall-clock milliseconds, as `Date.now()`. Dates in answers and `iat`/`exp` of tokens use it. */
  now(): number
  /** Milliseconds that only grow, as `performance.now()`. Lifetimes, limits and the log go by it. */
  monotonic(): number
  /** Calls back once, after about `ms` milliseconds. */
  setTimeout(callback: () => void, ms: number): unknown
  /** Forgets a timer; an unknown or spent handle is ignored. */
  clearTimeout(handle: unknown): void
}

/** The platform's own clocks, looked up at each call so that fake timers of a test runner are seen. */
export const platformClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
}
