import type { Clock } from '../clock.ts'

/** A clock that stands still until it is turned; it begins at a date, and at 0 on the monotonic side. */
export interface ManualClock extends Clock {
  advance(ms: number): void
  /** How long until the next timer is due; undefined when none waits. */
  untilNext(): number | undefined
}

export function manualClock(start = Date.UTC(2025, 10, 1)): ManualClock {
  const timers = new Map<number, { due: number; callback: () => void }>()
  let elapsed = 0
  let handles = 0

  const next = (until: number) =>
    Array.from(timers)
      .filter(([, timer]) => timer.due <= until)
      .sort(([, a], [, b]) => a.due - b.due)[0]

  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    setTimeout(callback, ms) {
      timers.set(++handles, { due: elapsed + ms, callback })
      return handles
    },
    clearTimeout(handle) {
      timers.delete(Number(handle))
    },
    advance(ms) {
      const until = elapsed + ms
      for (let timer = next(until); timer; timer = next(until)) {
        const [handle, { due, callback }] = timer
        timers.delete(handle)
        elapsed = due
        callback()
      }
      elapsed = until
    },
    untilNext() {
      const timer = next(Number.POSITIVE_INFINITY)
      return timer && timer[1].due - elapsed
    },
  }
}
