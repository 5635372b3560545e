import { platformClock, startTimer, type TimerHandle } from '../platform/clock.ts'
import { SlotChanges } from './slot-changes.ts'

/** With the question before it, less than the half second that the core gives a store. */
const TOLD_WITHIN_MS = 250
/** A connection that no call uses is not kept for longer than this. */
const QUIET_MS = 5_000

/** Calls `tell` with the name of whatever changes, until the returned function is called. */
export type ListenForChanges = (tell: (name: string) => void) => PromiseLike<(() => unknown) | undefined>

/** Waits for a change of this name, for less than half a second since `askedAt` (`performance.now()`). It never rejects. */
export type UntilTold = (name: string, askedAt: number) => Promise<void>

/**
 * For stores that can listen: it begins with the first call that waits, and ends when none has waited for a while. If the
 * store can't listen, the waiting process looks again instead, a quarter of a second later at most.
 */
export function untilTold(listen: ListenForChanges): UntilTold {
  const changes = new SlotChanges()
  let listening: Promise<(() => unknown) | undefined> | undefined
  let keep: TimerHandle

  const begin = async () => listen((name) => changes.tell(name))

  function stop(): void {
    listening?.then((end) => end?.()).catch(() => {})
    listening = undefined
  }

  return async (name, askedAt) => {
    listening ??= begin()
    // A process that cannot listen looks.
    listening.catch(() => {
      listening = undefined
    })
    platformClock.clearTimeout(keep)
    // It holds no process back.
    keep = startTimer(platformClock, QUIET_MS, stop, true)
    // A slow store has used up the time already; Node prints a warning for a timer that is due in the past.
    await changes.next(name, Math.max(0, TOLD_WITHIN_MS - (performance.now() - askedAt)))
  }
}
