import type { PermitWait, SharedPermit } from '../acquire/sharing.ts'
import type { PermitAnswer, PermitAsk } from '../limit/permit.ts'
import type { Clock } from '../platform/clock.ts'
import { pause } from '../platform/pause.ts'

/**
 * A waiter looks after its place in the store's queue this often: after an eighth of the wait. A process that is nearly at
 * the head looks more often: places ahead are given up, and a permit that is not taken in time is lost.
 */
const NEAR_MS = 20_000
const NEAR_LOOK_MS = 1_000
const LOOK_MS = 5_000
const LONGEST_LOOK_MS = 15_000
const SHORTEST_PAUSE_MS = 20
/** It loses its place after so many times as long. */
const LOOKS_TO_LOSE = 3
/** The longest that one closing can last, and then one window: a store that makes one wait longer is not believed. */
const LONGEST_CLOSING_MS = 15 * 60_000
/** A wait that says it is because of a closing, and not because one call tries whether it is over. */
const PROBE_MS = 1_000

/**
 * Waits in the queue that processes share. What this process may send by its own log was decided before: if the store
 * cannot be asked, or what it says cannot be true, that is what counts.
 */
export async function sharedPermit(
  { ask, signal, onWait }: PermitWait,
  clock: Clock,
  takePermit: (ask: PermitAsk) => Promise<PermitAnswer | undefined>,
): Promise<SharedPermit> {
  const alone = (waited: boolean): SharedPermit => ({ granted: waited ? 'alone again' : 'granted', closings: 0 })
  let believedUntil = Number.POSITIVE_INFINITY
  let lookMs = LOOK_MS
  for (let waited = false; ; waited = true) {
    if (signal.aborted) return { granted: 'stopped' }
    // Kept for the look that comes next, however far away the turn turns out to be.
    const mostMs = Math.max(LOOK_MS, lookMs)
    const asked = ask(mostMs * LOOKS_TO_LOSE)
    const answer = await takePermit(asked)
    if (!answer) return alone(waited)
    const { retryAfterMs, closings } = answer
    if (retryAfterMs === 0) return { granted: 'granted', closings }
    const now = clock.monotonic()
    const slackMs = LONGEST_CLOSING_MS + asked.windowMs
    // A renewal may be passed by callers: what was told while callers waited here holds no longer once they were served.
    believedUntil =
      asked.deadlineMs === undefined ? Math.min(believedUntil, now + retryAfterMs + slackMs) : Number.POSITIVE_INFINITY
    if (now > believedUntil) return alone(waited)
    onWait(retryAfterMs, closings > 0 && retryAfterMs > PROBE_MS)
    if (signal.aborted) return { granted: 'stopped' }
    lookMs = lookAfter(retryAfterMs)
    await pause(clock, Math.max(SHORTEST_PAUSE_MS, Math.min(retryAfterMs, lookMs, mostMs)), signal)
  }
}

const lookAfter = (waitMs: number): number =>
  waitMs < NEAR_MS ? NEAR_LOOK_MS : Math.min(Math.max(LOOK_MS, waitMs / 8), LONGEST_LOOK_MS)
