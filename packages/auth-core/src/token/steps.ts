import { lives } from './adopt.ts'
import { backsOff } from './backoff.ts'
import type { LimitedEndpoint } from './endpoint.ts'
import { isUnclear, spent } from './refresh-attempts.ts'
import { isShared } from './refresh-token.ts'
import type { Flying, State, Step } from './state.ts'
import { storeAnswerMs } from './store-patience.ts'
import type { Action, Decision, FlightEnd, Now } from './transition.ts'

/** Over headers and body, from the moment the permit was given; also for reading credentials. */
export const CALL_DEADLINE_MS = 30_000
/** Late by this much, nobody trusts an acquisition any more: what it waits for is gone (a Worker's request that ended). */
const OVERDUE_MS = 1_000
/** A step in a store may wait for what is written before, and for keys that are derived. */
const AROUND_STORE_MS = 2_000

/** Longer than a step in the store takes if it is slow all along. */
export const storeStepMs = (state: State, now: Now): number => AROUND_STORE_MS + storeAnswerMs(state, now)

/** Goes on to a step, which is over within `ms`. */
export function go(state: Flying, step: Step, ms: number, now: Now, ...actions: readonly Action[]): Decision {
  const flight = { ...state.flight, step, suspected: false, expectedBy: now.mono + ms + OVERDUE_MS }
  return [{ ...state, flight }, actions]
}

/** Whether a back-off holds up an acquisition: a refresh that failed holds up no login for a dead token. */
const holdsUp = (state: State, now: Now): boolean =>
  backsOff(state.backoff, now.mono) && !(state.backoff.endpoint === 'refresh' && !lives(state, now))

/** Begins a try: keeps the distance that a failure asked for, then reads the credentials. */
export function begin(state: Flying, now: Now): Decision {
  const { id } = state.flight
  const { backoff } = state
  if (!backoff || !holdsUp(state, now)) return read(state, now)
  const ms = backoff.until - now.mono
  const flight = { ...state.flight, blocked: { until: backoff.until, failure: backoff.failure } }
  const pause = { do: 'pause', flight: id, ms, jittered: false } as const
  return go({ ...state, flight }, { at: 'resting' }, ms, now, pause, { do: 'wake' })
}

export const read = (state: Flying, now: Now): Decision =>
  go(unblocked(state), { at: 'reading' }, CALL_DEADLINE_MS, now, { do: 'read', flight: state.flight.id })

export const unblocked = (state: Flying): Flying => ({ ...state, flight: { ...state.flight, blocked: undefined } })

export const look = (state: Flying, then: Extract<Step, { at: 'looking' }>['then'], now: Now): Decision =>
  go(state, { at: 'looking', then }, storeStepMs(state, now), now, { do: 'look', flight: state.flight.id })

export const takeLease = (state: Flying, now: Now): Decision =>
  go(state, { at: 'leasing', askedAt: now.mono }, storeStepMs(state, now), now, {
    do: 'lease',
    flight: state.flight.id,
  })

/** Asks whether these credentials were refused lately. */
export const check = (state: Flying, permit: boolean, now: Now): Decision =>
  go(state, { at: 'checking', permit }, storeStepMs(state, now), now, { do: 'check', flight: state.flight.id })

export const queue = (state: Flying, endpoint: LimitedEndpoint, now: Now, ...after: readonly Action[]): Decision => {
  const action = { do: 'queue', flight: state.flight.id, endpoint } as const
  return go(state, { at: 'queued', endpoint, waited: false }, storeStepMs(state, now), now, action, ...after)
}

/** Sends the call for which a permit is there. */
export function call(state: Flying, endpoint: LimitedEndpoint, now: Now): Decision {
  const { id, reason } = state.flight
  const { held } = state
  const step = {
    at: 'calling',
    endpoint,
    sentAt: { wall: now.wall, mono: now.mono },
    generation: held?.set.generation ?? 0,
  } as const
  const refreshToken = endpoint === 'refresh' ? held?.set.refreshToken : undefined
  return go(
    unblocked(state),
    step,
    CALL_DEADLINE_MS,
    now,
    { do: 'tell', event: { type: 'acquiring', endpoint, reason } },
    { do: 'call', flight: id, endpoint, refreshToken },
  )
}

/** Without the lease a refresh token that others have too is not sent again after a lost answer. */
export function withoutLease(state: Flying): State['attempts'] {
  const { flight, held, attempts } = state
  const unclear = flight.leased && held !== undefined && isShared(state) && isUnclear(attempts, held.set.generation)
  return unclear ? spent(attempts, held.set.generation) : attempts
}

/** It stands in line for a permit, or has one that is not used yet. */
const hasPlace = (step: Step): boolean =>
  ['queued', 'queued for either', 'looking again', 'marking'].includes(step.at) ||
  (step.at === 'checking' && step.permit)

/** Ends the acquisition for the waiting callers; what is under way of it is given back, or waited for. */
export function end(state: Flying, how: FlightEnd, ...before: readonly Action[]): Decision {
  const { id, step, leased } = state.flight
  const gaveUp: Action[] = []
  if (hasPlace(step)) gaveUp.push({ do: 'return permit', flight: id })
  if (leased) gaveUp.push({ do: 'end lease', flight: id })
  const over = { ...state, flight: undefined, attempts: withoutLease(state) }
  return [over, [...before, ...gaveUp, { do: 'settle', flight: id, end: how }]]
}
