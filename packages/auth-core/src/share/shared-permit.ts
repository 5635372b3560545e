import type { PermitWait, SharedPermit } from '../acquire/sharing.ts'
import type { PermitAnswer, PermitAsk } from '../limit/permit.ts'
import type { Clock } from '../platform/clock.ts'
import { pause } from '../platform/pause.ts'

/** A waiter looks after its place in the store's queue this often, or loses it after three times as long. */
const LOOK_MS = 5_000
/**
 * A process that is nearly at the head looks more often: places ahead are given up, and a permit that is not taken in
 * time is lost.
 */
const NEAR_MS = 20_000
const NEAR_LOOK_MS = 1_000
const PLACE_MS = 15_000
const SHORTEST_PAUSE_MS = 20
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
  for (let waited = false; ; waited = true) {
    if (signal.aborted) return { granted: 'stopped' }
    const asked = ask(PLACE_MS)
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
    const lookMs = retryAfterMs < NEAR_MS ? NEAR_LOOK_MS : LOOK_MS
    await pause(clock, Math.max(SHORTEST_PAUSE_MS, Math.min(retryAfterMs, lookMs)), signal)
  }
}
