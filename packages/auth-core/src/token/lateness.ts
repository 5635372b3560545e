import type { Moment } from '../platform/clock.ts'
import type { Flight } from './state.ts'
import { CALL_DEADLINE_MS } from './steps.ts'

/**
 * Whether an acquisition gives no sign of life. A call over which the wall clock leapt is late too: the machine slept, or a
 * runtime froze it, and the monotonic clock may have stood still with it.
 */
export function isLate({ expectedBy, suspected, step }: Flight, now: Moment): boolean {
  if (now.mono > expectedBy) return true
  if (suspected || step.at !== 'calling') return false
  const { sentAt } = step
  return now.wall - sentAt.wall - (now.mono - sentAt.mono) > CALL_DEADLINE_MS
}
