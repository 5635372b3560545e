import { type Failure, failure, passwordRefused } from '../errors/failure.ts'
import { wordFor } from '../errors/failure-facts.ts'
import { lives } from './adopt.ts'
import { backsOff, nextBackoff } from './backoff.ts'
import type { LimitedEndpoint } from './endpoint.ts'
import { type HeldToken, leftMs, phaseOf, refreshLeftMs, windowsOf } from './held-token.ts'
import { isGarbled, isSpent, isUnclear, spent } from './refresh-attempts.ts'
import type { Flight, State, Step } from './state.ts'
import { storeAnswerMs } from './store-patience.ts'
import type { Action, Decision, FlightEnd, Now } from './transition.ts'

/** Over headers and body, from the moment the permit was given; also for reading credentials. */
export const CALL_DEADLINE_MS = 30_000
/** Late by this much, nobody trusts an acquisition any more: what it waits for is gone (a Worker's request that ended). */
const OVERDUE_MS = 1_000
/** A step in a store may wait for what is written before, and for keys that are derived. */
const AROUND_STORE_MS = 2_000
const MOST_TRIES = 3

/** Longer than a step in the store takes if it is slow all along. */
export const storeStepMs = (state: State, now: Now): number => AROUND_STORE_MS + storeAnswerMs(state, now)

/** A state in which an acquisition is under way. */
export type Flying = State & { readonly flight: Flight }

export const isFlying = (state: State): state is Flying => state.flight !== undefined

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
  go(state, { at: 'leasing' }, storeStepMs(state, now), now, { do: 'lease', flight: state.flight.id })

const FIRST_LOOKS = 14
const FIRST_PAUSE_MS = 60
const SECOND = 1_000
const PAUSE_MS = SECOND / 3
const LONGEST_PAUSE_MS = 5_000
const nowhere = { busySince: 0, busyLooks: 0, looks: 0 }

/**
 * Another process acquires (`busy`), or the store does not answer: looks again in a moment. Fourteen looks in the first
 * second, so that who waits has the token within 100 ms, then three a second. Where nobody waits, it looks more and more seldom, but some sixty times before the token has to be renewed.
 */
export function waitElsewhere(state: Flying, busy: boolean, now: Now): Decision {
  const { held, flight, rules } = state
  const { busySince, busyLooks, looks } = flight.elsewhere ?? nowhere
  const often = looks < FIRST_LOOKS ? FIRST_PAUSE_MS : PAUSE_MS
  // Whoever comes looks at once. In the last window nobody comes to wait: another process's result has to be there soon.
  const idle = flight.background && held !== undefined && phaseOf(held, rules, now) !== 'must_renew'
  const longest = idle ? Math.max(PAUSE_MS, Math.min(windowsOf(held, rules).aheadMs / 60, LONGEST_PAUSE_MS)) : often
  const ms = idle ? Math.min(SECOND * (looks + 1), longest) : often
  const elsewhere = {
    busySince: busy && busyLooks > 0 ? busySince : now.mono,
    busyLooks: busy ? busyLooks + 1 : 0,
    looks: looks + 1,
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

/** The held refresh token may be sent: it lives, and is not spent. */
export const mayRefresh = ({ held, attempts }: State, now: Now): boolean =>
  held?.set.refreshToken !== undefined && !isSpent(attempts, held.set.generation) && refreshLeftMs(held, now) > 0

/** Other processes may know this token set too. */
export const isShared = ({ rules, held, sharedUpTo }: State): boolean =>
  rules.store === 'shared' && held !== undefined && held.set.generation <= sharedUpTo

/** Nobody waits, and others may know the same pair: there is time for the store to come back. */
export const isPatient = (state: Flying, now: Now): boolean => {
  const { flight, held, rules } = state
  return (
    flight.background && held !== undefined && isShared(state) && leftMs(held, now) > windowsOf(held, rules).aloneMs
  )
}

/** A living refresh token may be sent, and its endpoint needs no distance. */
export function choosesRefresh(state: State, now: Now): boolean {
  const rests = state.backoff?.endpoint === 'refresh' && backsOff(state.backoff, now.mono)
  return mayRefresh(state, now) && !rests
}

/** Refresh if a living refresh token may be sent, else log in. */
export const choose = (state: Flying, now: Now): Decision =>
  choosesRefresh(state, now) ? queue(state, 'refresh', now) : logIn(state, now)

const unreadable = failure('unexpected_response', 'The refresh endpoint answers what cannot be read.')

/** On the way to a login: not without credentials, not while a token lives for nothing, not if it was refused elsewhere. */
export function logIn(state: Flying, now: Now): Decision {
  const { flight, held, attempts } = state
  if (flight.unread) return failUnread(state, flight.unread, now)
  // Heard since the credentials were read: from a call that was given up, or from the store.
  if (state.refused) return failRefused(state, state.refused.failure, now)
  if (held && isGarbled(attempts, held.set.generation) && lives(state, now))
    return fail(state, unreadable, { remember: true, endpoint: 'refresh', again: false }, now)
  if (state.rules.store === 'none') return queue(state, 'login', now)
  return check(state, false, now)
}

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

/** Not remembered, unless nobody waits: then a function that fails would be asked at each call. */
export const failUnread = (state: Flying, unread: Failure, now: Now): Decision =>
  fail(state, unread, { remember: state.flight.background, endpoint: undefined, again: false }, now)

/**
 * A refused password is not tried again: there is nothing to keep a distance from. If there is another one, that is read
 * and tried, once in an acquisition.
 */
export function failRefused(state: Flying, refusal: Failure, now: Now, ...before: readonly Action[]): Decision {
  const { flight } = state
  if (!isReplaceable(flight, refusal))
    return fail(state, refusal, { remember: false, endpoint: 'login', again: false }, now, ...before)
  const gaveUp: Action[] = flight.leased ? [{ do: 'end lease', flight: flight.id }] : []
  const anew = { ...flight, next: false, leased: false, elsewhere: undefined }
  const [reading, actions] = read({ ...state, refused: undefined, attempts: withoutLease(state), flight: anew }, now)
  return [reading, [...before, ...gaveUp, ...actions]]
}

/** Another password may do, where it was the password. */
export const isReplaceable = ({ next }: Flight, refusal: Failure): boolean =>
  next === true && refusal.code === passwordRefused.code

/** How a failure is dealt with. */
export interface FailureHandling {
  /** A back-off is to be kept. */
  readonly remember: boolean
  readonly endpoint: LimitedEndpoint | undefined
  /** Another try may bring more. */
  readonly again: boolean
  /** What those who wait get, if that is not the failure. */
  readonly held?: HeldToken | undefined
}

/** One try brought nothing: tries again while anybody waits, three times in all; then all who wait hear of it. */
export function fail(
  state: Flying,
  failed: Failure,
  { remember, endpoint, again, held: instead }: FailureHandling,
  now: Now,
  ...before: readonly Action[]
): Decision {
  const backoff = remember ? nextBackoff(state.backoff, failed, endpoint, now.mono, now.random) : state.backoff
  const said = remember && backoff ? backoff.failure : failed
  const next = { ...state, backoff }
  const actions = [...before, failedEvent(next, said, now)]
  const { flight, attempts, held } = next
  // After a lost answer only this process may send the token again, and only while it keeps the lease.
  const mine = flight.leased && held !== undefined && isUnclear(attempts, held.set.generation) && mayRefresh(next, now)
  const tries = Math.max(flight.tries, backoff?.count ?? 0)
  if (!again || state.closed || tries >= MOST_TRIES || !(flight.wanted || mine))
    return end(next, instead ? { held: instead } : { failure: said }, ...actions)
  const gaveUp: Action[] = flight.leased && !mine ? [{ do: 'end lease', flight: flight.id }] : []
  const retrying = { ...flight, tries: flight.tries + 1, leased: mine, elsewhere: undefined, unread: undefined }
  const [begun, then] = begin({ ...next, flight: retrying }, now)
  return [begun, [...actions, ...gaveUp, ...then]]
}

export const failedEvent = (state: State, { code, status, cause, retryAfterMs }: Failure, now: Now): Action => ({
  do: 'tell',
  event: {
    type: 'acquisition_failed',
    code,
    status,
    cause: cause && wordFor(cause),
    retryAfterMs,
    held: lives(state, now),
  },
})

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

/** Ends the acquisition for those who wait; what is under way of it is given back, or waited for. */
export function end(state: Flying, how: FlightEnd, ...before: readonly Action[]): Decision {
  const { id, step, leased } = state.flight
  const gaveUp: Action[] = []
  if (hasPlace(step)) gaveUp.push({ do: 'return permit', flight: id })
  if (leased) gaveUp.push({ do: 'end lease', flight: id })
  const over = { ...state, flight: undefined, attempts: withoutLease(state) }
  return [over, [...before, ...gaveUp, { do: 'settle', flight: id, end: how }]]
}
