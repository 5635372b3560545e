import type { Clock } from '../platform/clock.ts'

/** A clock that stands still until you move it: a week of token life runs in milliseconds. */
export interface ManualClock extends Clock {
  /**
   * Moves both clocks on by `ms`, timer by timer in due order (ties: in order of creation), and lets other work settle
   * before the first, between timers and at the end. If a timer throws, `advance` rejects with that. Await each call.
   */
  advance(ms: number): Promise<void>
  /** Moves only the wall clock, either way, as if somebody set it. */
  jumpWall(ms: number): void
  /** Moves only the monotonic clock and runs nothing: timers that fell due run at the next `advance`. */
  jumpMonotonic(ms: number): void
  /** Timers that wait, of either kind. */
  readonly pendingTimers: number
  /** Timers that would keep a process alive, because they are not unref'd. */
  readonly pendingReferenced: number
  /** Milliseconds until the next timer is due, 0 if it is overdue; `undefined` when none waits. */
  nextTimerIn(): number | undefined
}

interface Timer {
  readonly dueAt: number
  readonly callback: () => void
  referenced: boolean
  unref(): Timer
  ref(): Timer
}

/** As in Node: a longer delay overflows and fires after 1 ms, as does a shorter one, or one that is no number. */
const LONGEST_DELAY = 2 ** 31 - 1

/**
 * A clock for tests. Its monotonic side starts at an odd value, so that it cannot be mistaken for wall time or for
 * zero.
 * @param options.now the wall clock's first reading
 * @param options.settle waits until nothing more happens unless time passes. The default yields ten turns of the event
 *   loop, which is enough for promises; pass your simulator's own for anything that takes longer
 * @default now Date.UTC(2026, 0, 1)
 * @example
 * const clock = manualClock({ settle: () => simulator.settled() })
 * await clock.advance(25 * 60_000)
 */
export function manualClock(
  options: { now?: number | undefined; settle?: (() => Promise<void>) | undefined } = {},
): ManualClock {
  const { now = Date.UTC(2026, 0, 1), settle = someTurns } = options
  let wall = now
  let monotonic = 77_777
  /** In order of creation. */
  const timers = new Set<Timer>()

  function next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) if (!first || timer.dueAt < first.dueAt) first = timer
    return first
  }

  function moveTo(instant: number): void {
    const ms = Math.max(0, instant - monotonic)
    monotonic += ms
    wall += ms
  }

  return {
    now: () => wall,
    monotonic: () => monotonic,
    setTimeout(callback, ms) {
      const timer: Timer = {
        dueAt: monotonic + (ms >= 1 && ms <= LONGEST_DELAY ? ms : 1),
        callback,
        referenced: true,
        unref: () => Object.assign(timer, { referenced: false }),
        ref: () => Object.assign(timer, { referenced: true }),
      }
      timers.add(timer)
      return timer
    },
    clearTimeout: (handle) => void timers.delete(handle as Timer),

    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError('manualClock only advances; jumpWall turns the wall clock back')
      const end = monotonic + ms
      await settle()
      for (;;) {
        const timer = next()
        if (timer && timer.dueAt <= end) {
          moveTo(timer.dueAt)
          timers.delete(timer)
          timer.callback()
        } else if (monotonic < end) {
          moveTo(end)
        } else {
          return
        }
        await settle()
      }
    },
    jumpWall(ms) {
      wall += ms
    },
    jumpMonotonic(ms) {
      monotonic += ms
    },
    nextTimerIn() {
      const timer = next()
      return timer && Math.max(0, timer.dueAt - monotonic)
    },
    get pendingTimers() {
      return timers.size
    },
    get pendingReferenced() {
      return [...timers].filter(({ referenced }) => referenced).length
    },
  }
}

/** Real turns of the event loop, in which promises, and work on other threads that is nearly done, get their turn. */
async function someTurns(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
  for (let turn = 0; turn < 10; turn++) {
    await new Promise<void>((resolve) => {
      if (setImmediate) setImmediate(resolve)
      else setTimeout(resolve, 0)
    })
  }
}
