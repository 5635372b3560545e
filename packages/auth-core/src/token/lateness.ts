import type { Moment } from '../platform/clock.ts'
import { renewalManner } from './renewal-windows.ts'
import type { State } from './state.ts'
import { CALL_DEADLINE_MS } from './steps.ts'

/**
 * Whether the acquisition under way gives no sign of life. Where processes freeze, a call over which the wall clock leapt is
 * late too: the monotonic clock may have stood still with the process. Elsewhere somebody may have set the wall clock.
 */
export function isLate({ flight, rules }: State, now: Moment): boolean {
  if (flight === undefined) return false
  const { expectedBy, suspected, step } = flight
  if (now.mono > expectedBy) return true
  if (!renewalManner[rules.renewal].freezes || suspected || step.at !== 'calling') return false
  const { sentAt } = step
  return now.wall - sentAt.wall - (now.mono - sentAt.mono) > CALL_DEADLINE_MS
}
