import { phaseOf, windowsOf } from './held-token.ts'
import type { Flying } from './state.ts'
import { go, storeStepMs } from './steps.ts'
import type { Decision, Now } from './transition.ts'

const FIRST_LOOKS = 14
const FIRST_PAUSE_MS = 60
const SECOND = 1_000
const PAUSE_MS = SECOND / 3
const LONGEST_PAUSE_MS = 5_000
/** A refusal that takes longer was held back by a store that can tell, or by one so slow that it limits the looks by itself. */
const HELD_BACK_MS = 200
const nowhere = { busySince: 0, busyLooks: 0, looks: 0 }

/**
 * Another process acquires (`busy`), or the store does not answer: looks again in a moment. Fourteen more looks in the
 * first second, so that a waiting caller has the token within 100 ms, then three a second; a store that can tell is asked
 * four times a second, and at once when it has told something. If no caller waits, it looks more and more seldom, but some
 * sixty times before the token has to be renewed.
 */
export function waitElsewhere(state: Flying, busy: boolean, now: Now): Decision {
  const { held, flight, rules } = state
  const { step } = flight
  const { busySince, busyLooks, looks } = flight.elsewhere ?? nowhere
  const often = looks < FIRST_LOOKS ? FIRST_PAUSE_MS : PAUSE_MS
  // A caller that comes looks at once. In the last window no caller waits for long: another process's result is needed soon.
  const idle = flight.background && held !== undefined && phaseOf(held, rules, now) !== 'must_renew'
  const longest = idle ? Math.max(PAUSE_MS, Math.min(windowsOf(held, rules).aheadMs / 60, LONGEST_PAUSE_MS)) : often
  // A store that can tell holds a refusal back, and is asked again at once: the pause counts from the question.
  const heldBackMs = busy && step.at === 'leasing' ? now.mono - step.askedAt : 0
  const ms = Math.max(0, (idle ? Math.min(SECOND * (looks + 1), longest) : often) - heldBackMs)
  const elsewhere = {
    busySince: busy && busyLooks > 0 ? busySince : now.mono,
    busyLooks: busy ? busyLooks + 1 : 0,
    looks: idle || heldBackMs < HELD_BACK_MS ? looks + 1 : looks,
    idle,
  }
  const pause = { do: 'pause', flight: flight.id, ms, jittered: true } as const
  return go(
    { ...state, flight: { ...flight, elsewhere } },
    { at: 'elsewhere' },
    ms * 2 + storeStepMs(state, now),
    now,
    pause,
    { do: 'wake' },
  )
}
