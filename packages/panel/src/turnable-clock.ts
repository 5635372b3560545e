import type { Clock } from '@pagamio/auth-core'

/** A clock that runs as the platform's does, and can be turned on. */
export interface TurnableClock extends Clock {
  /** Turns both clocks on by so many milliseconds; what was due meanwhile happens in its order. */
  turn(ms: number): Promise<void>
}

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
  handle: Handle | undefined
  referenced: boolean
  unref(): Timer
}

type Handle = ReturnType<typeof setTimeout> & { unref?(): unknown }

/**
 * For a demonstration: a simulator and the instances that talk to it have it in common, and half an hour passes when
 * somebody says so.
 * @example
 * const clock = turnableClock()
 * const simulator = createSimulator({ clock })
 * const pagamio = createPagamioAuth({ ...options, clock, fetch: simulator.fetch })
 */
export function turnableClock(): TurnableClock {
  const timers = new Set<Timer>()
  let ahead = 0
  const monotonic = () => performance.now() + ahead

  const arm = (timer: Timer) => {
    clearTimeout(timer.handle)
    const due = () => {
      timers.delete(timer)
      timer.callback()
    }
    timer.handle = setTimeout(due, Math.max(0, timer.dueAt - monotonic())) as Handle
    if (!timer.referenced) timer.handle.unref?.()
  }

  return {
    now: () => Date.now() + ahead,
    monotonic,
    setTimeout(callback, ms) {
      const timer: Timer = {
        dueAt: monotonic() + ms,
        callback,
        handle: undefined,
        referenced: true,
        unref() {
          timer.referenced = false
          timer.handle?.unref?.()
          return timer
        },
      }
      timers.add(timer)
      arm(timer)
      return timer
    },
    clearTimeout(handle) {
      const timer = handle as Timer
      if (timers.delete(timer)) clearTimeout(timer.handle)
    },
    async turn(ms) {
      const end = monotonic() + ms
      for (;;) {
        const [next] = [...timers].filter(({ dueAt }) => dueAt <= end).sort((one, other) => one.dueAt - other.dueAt)
        ahead += Math.max(0, (next ? next.dueAt : end) - monotonic())
        if (!next) break
        timers.delete(next)
        clearTimeout(next.handle)
        next.callback()
        // What it brings about may be due within the same turn.
        await new Promise((resolve) => setTimeout(resolve, 0))
      }
      for (const timer of timers) arm(timer)
    },
  }
}
