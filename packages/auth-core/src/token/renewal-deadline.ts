import type { Moment } from '../platform/clock.ts'
import { leftMs } from './held-token.ts'
import type { State } from './state.ts'

/** How long the token still lives that is being renewed behind the callers' backs; `undefined` while one of them waits. */
export function renewalDeadlineMs({ flight, held }: State, now: Moment): number | undefined {
  if (flight && !flight.background) return undefined
  return held ? Math.max(0, leftMs(held, now)) : 0
}
