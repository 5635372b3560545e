/** A handle that {@link Clock.setTimeout} returned; only the clock that made it can read it. */
export type TimerHandle = unknown

/**
 * Time, as the core uses it. Pass `manualClock()` from `@pagamio/auth-core/testing` in tests; leave it out otherwise.
 * An instance with a clock of its own keeps its own budget, because two clocks cannot share one.
 */
export interface Clock {
  /** Wall-clock milliseconds, as `Date.now()`. May jump either way. */
  now(): number
  /** Milliseconds that only grow, as `performance.now()`. May stand still while the machine sleeps. */
  monotonic(): number
  /** Calls back once, after about `ms` milliseconds. */
  setTimeout(callback: () => void, ms: number): TimerHandle
  /** Forgets a timer; an unknown or spent handle is ignored. */
  clearTimeout(handle: TimerHandle): void
}

/** One moment on both clocks. */
export interface Moment {
  readonly wall: number
  readonly mono: number
}

export const momentOf = (clock: Clock): Moment => ({ wall: clock.now(), mono: clock.monotonic() })

/** The platform's own clocks, looked up at each call so that fake timers of a test runner are seen. */
export const platformClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
}

/** Longest delay that timers keep: above it they fire at once (Node) or overflow (browsers). */
const LONGEST_DELAY = 2 ** 31 - 1

/**
 * Starts a timer. One that a caller waits on keeps the process alive; one that only we wait on (`background`) does not.
 */
export function startTimer(clock: Clock, ms: number, callback: () => void, background = false): TimerHandle {
  const timer = clock.setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_DELAY))
  if (background) unref(timer)
  return timer
}

function unref(handle: TimerHandle): void {
  if (typeof handle === 'object') (handle as { unref?(): void } | null)?.unref?.()
  else if (typeof handle === 'number') (globalThis as DenoGlobal).Deno?.unrefTimer?.(handle)
}

interface DenoGlobal {
  Deno?: { unrefTimer?(id: number): void }
}
