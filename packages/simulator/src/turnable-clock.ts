import { type Clock, platformClock } from './clock.ts'

/** A clock that runs as another one does, and can be moved forward: for a demonstration, shared with the client. */
export interface TurnableClock extends Clock {
  /** Both sides go forward by so many milliseconds, and what is due by then is called. */
  turn(ms: number): void
}

interface Timer {
  readonly callback: () => void
  readonly due: number
  handle: unknown
  referenced: boolean
  unref(): Timer
}

/**
 * A clock to be turned on, for a simulator and for the client that talks to it: half an hour passes when somebody says so.
 * @param base which it goes by. Default: the platform's
 * @example
 * const clock = turnableClock()
 * const simulator = createSimulator({ clock })
 * const pagamio = createPagamioAuth({ ...options, clock, fetch: simulator.fetch })
 * clock.turn(25 * 60_000)
 */
export function turnableClock(base: Clock = platformClock): TurnableClock {
  const waiting = new Set<Timer>()
  let ahead = 0

  const monotonic = () => base.monotonic() + ahead

  function wait(timer: Timer, ms: number): void {
    const call = () => {
      waiting.delete(timer)
      timer.callback()
    }
    timer.handle = base.setTimeout(call, ms)
    if (!timer.referenced) unref(timer)
  }

  const next = (until: number) =>
    Array.from(waiting)
      .filter(({ due }) => due <= until)
      .sort((a, b) => a.due - b.due)[0]

  return {
    now: () => base.now() + ahead,
    monotonic,
    setTimeout(callback, ms) {
      const timer: Timer = {
        callback,
        due: monotonic() + ms,
        handle: undefined,
        referenced: true,
        unref() {
          timer.referenced = false
          unref(timer)
          return timer
        },
      }
      waiting.add(timer)
      wait(timer, ms)
      return timer
    },
    clearTimeout(handle) {
      const timer = handle as Timer | undefined
      if (timer && waiting.delete(timer)) base.clearTimeout(timer.handle)
    },
    turn(ms) {
      const until = monotonic() + ms
      for (let timer = next(until); timer; timer = next(until)) {
        waiting.delete(timer)
        base.clearTimeout(timer.handle)
        ahead += Math.max(0, timer.due - monotonic())
        timer.callback()
      }
      ahead += Math.max(0, until - monotonic())
      for (const timer of waiting) {
        base.clearTimeout(timer.handle)
        wait(timer, timer.due - monotonic())
      }
    },
  }
}

/** In Node; elsewhere no timer keeps anything alive. */
const unref = ({ handle }: Timer) => (handle as { unref?: () => void } | undefined)?.unref?.()
