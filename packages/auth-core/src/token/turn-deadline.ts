import type { Moment } from '../platform/clock.ts'
import type { LimitedEndpoint } from './endpoint.ts'
import { leftMs } from './held-token.ts'
import type { State } from './state.ts'

/**
 * When the turn of a call comes, in the line for its permit: how long the token still lives that it replaces behind the
 * callers' backs, or `undefined` while one of them waits. A login beside a refresh goes behind callers that can only log in.
 */
export function turnDeadlineMs({ flight, held }: State, endpoint: LimitedEndpoint, now: Moment): number | undefined {
  if (flight && !flight.background)
    return flight.step.at === 'queued for either' && endpoint === 'login' ? 0 : undefined
  return held ? Math.max(0, leftMs(held, now)) : 0
}
