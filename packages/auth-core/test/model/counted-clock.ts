import type { Clock } from '../../src/index.ts'

/** A clock that knows which timers its user has left waiting, apart from those of everybody else on the same clock. */
export interface CountedClock extends Clock {
  readonly pending: number
  /** Those that would keep a process alive. */
  readonly referenced: number
}

export function countedClock(clock: Clock): CountedClock {
  const waiting = new Set<unknown>()
  return {
    now: clock.now,
    monotonic: clock.monotonic,
    setTimeout(callback, ms) {
      const handle = clock.setTimeout(() => {
        waiting.delete(handle)
        callback()
      }, ms)
      waiting.add(handle)
      return handle
    },
    clearTimeout(handle) {
      waiting.delete(handle)
      clock.clearTimeout(handle)
    },
    get pending() {
      return waiting.size
    },
    get referenced() {
      return [...waiting].filter((handle) => (handle as { referenced: boolean }).referenced).length
    },
  }
}
