import type { PagamioAuthError } from '../errors/errors.ts'
import { errorOf, failure } from '../errors/failure.ts'
import type { Moment } from '../platform/clock.ts'
import { backsOff } from '../token/backoff.ts'
import { callerAnswer, type Demand } from '../token/caller-answer.ts'
import type { AcquisitionReason } from '../token/endpoint.ts'
import { type HeldToken, leftMs } from '../token/held-token.ts'
import { isLate } from '../token/lateness.ts'
import { isRejected } from '../token/rejection.ts'
import { renewalManner } from '../token/renewal-windows.ts'
import type { State } from '../token/state.ts'
import type { Event } from '../token/transition.ts'
import type { Verdict } from './waiting.ts'

// What a caller that waits for an acquisition makes of the state.

/** Where the acquisition is under way. */
export interface Acquiring {
  readonly state: State
  dispatch(event: Event): void
}

/** Whether it has to go on waiting. It says so if the acquisition gives no sign of life. */
export function judge(acquirer: Acquiring, demand: Demand, now: Moment): Verdict {
  const answer = callerAnswer(acquirer.state, demand, now)
  const { flight } = acquirer.state
  if (!flight || !('wait' in answer)) return { goOn: 'again', served: 'use' in answer }
  if (isLate(acquirer.state, now)) acquirer.dispatch({ type: 'overdue', flight: flight.id })
  const { blocked } = flight
  if (blocked && blocked.until > demand.deadline) return { giveUp: errorOf(blocked.failure, blocked.until - now.mono) }
  if (now.mono >= demand.deadline) return { giveUp: tooLate(acquirer.state, now) }
  const expectedBy = acquirer.state.flight?.expectedBy ?? now.mono
  return { until: Math.min(answer.until, expectedBy + 1) }
}

const noTime = failure('timeout', 'No token came within the time this caller had.')

/** Between two tries, a caller whose time is over gets the last failure rather than a timeout. */
const tooLate = ({ backoff }: State, { mono }: Moment): PagamioAuthError =>
  backsOff(backoff, mono) ? errorOf(backoff.failure, backoff.until - mono) : errorOf(noTime)

/** The held token as the last resort, if an acquisition brought nothing. */
export const lastResort = ({ held }: State, { refusedValue }: Demand, now: Moment): HeldToken | undefined =>
  held && held.set.accessToken !== refusedValue && leftMs(held, now) > 0 ? held : undefined

/** Where nothing goes on behind a caller, it waits also for what is to be written: with a living token, no longer than for that. */
export function settleBy(state: State, demand: Demand, now: Moment): number | undefined {
  const { goesOn, graceMs } = renewalManner[state.rules.renewal]
  if (goesOn) return undefined
  const { since, deadline } = demand
  return lastResort(state, demand, now) ? Math.min(since + graceMs, deadline) : deadline
}

/** Why a caller waits. */
export function reasonOf({ held, rejection }: State, refusedValue: string | undefined): AcquisitionReason {
  if (!held) return 'first'
  return refusedValue !== undefined || isRejected(rejection, held) ? 'rejected' : 'must_renew'
}
