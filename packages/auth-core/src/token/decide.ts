import { abandon, overdue, stepped } from './acquisition.ts'
import { adopt, ofAccount, sawInStore } from './adopt.ts'
import { refusalNow } from './caller-answer.ts'
import { joinedByCaller } from './either-line.ts'
import { agedTo, type HeldToken } from './held-token.ts'
import { noted } from './note.ts'
import { lateOutcome } from './outcome.ts'
import { afterRejection } from './rejection.ts'
import { renewalManner } from './renewal-windows.ts'
import { type Flying, isFlying, type State } from './state.ts'
import { begin, end } from './steps.ts'
import { patientUntil } from './store-patience.ts'
import type { Action, Decision, Event, FlightEvent, Found, Now } from './transition.ts'

/**
 * What the core decides, all of it: the next state and what is to be done, from the state, an event and the time. Pure,
 * so that every order of events can be searched. How an acquisition goes:
 *
 *   asked → resting? → reading ─┬─ no store ───────────────────────────────────────────┐
 *                               └→ looking ─┬─ newer set found ──▶ held                │
 *                                     ▲     └→ leasing ── busy ──▶ elsewhere ─┐        │
 *                                     └───────────│───────────────────────────┘        │
 *                                                 └ given → looking ──▶ choose ◀───────┘
 *   choose ─┬ refresh → queued → calling ─┬ token ──▶ held                │
 *           │                             ├ refused, or the token is dead → looking → login
 *           │                             └ failed, the token lives ──▶ resting, or an end with a back-off
 *           └ login → checking → queued → calling ─┬ token ──▶ held
 *                                                  ├ 429 → queued
 *                                                  ├ refused ──▶ until the credentials change
 *                                                  └ failed ──▶ resting (three tries), or an end with a back-off
 */
export function decide(before: State, event: Event, now: Now): Decision {
  const held = before.held && agedTo(before.held, now)
  const state = held === before.held ? before : { ...before, held }
  if ('flight' in event) return heard(state, ofFlight(state, event, now), now)
  switch (event.type) {
    case 'asked':
      return asked(state, event, now)
    case 'left':
      return left(state, event.served, now)
    case 'rejected':
      return rejected(state, event.value, now)
    case 'replaced':
      return replaced(state, event, now)
    case 'closed':
      return closed(state)
    case 'forgotten':
      return [{ ...state, held: undefined }, []]
    case 'restored': {
      if (state.closed || event.version !== state.credentials.version) return [state, []]
      const { account, found } = event
      const { state: known, adopted, actions } = taken(ofAccount(state, account), found, account, now)
      return served(noted(known, event.note, now).state, adopted, actions)
    }
    case 'overtaken': {
      const { held, credentials } = state
      // What was saved of an acquisition that was superseded says nothing about the token in use.
      if (held?.set.generation !== event.generation || event.version !== credentials.version || state.closed)
        return [state, []]
      const { state: next, adopted, actions } = taken(state, event.newer, held.account, now)
      return served(next, adopted, actions)
    }
  }
}

const taken = (state: State, found: Found | undefined, account: string, now: Now) =>
  adopt(sawInStore(state, found?.set.generation), found, account, now)

/** Something came from elsewhere: with a token an acquisition that has sent nothing yet ends; callers look again. */
function served(state: State, held: HeldToken | undefined, actions: readonly Action[]): Decision {
  if (!isFlying(state)) return [state, actions]
  if (held && state.flight.step.at !== 'calling') return end(state, { held }, ...actions)
  return [state, [...actions, { do: 'wake' }]]
}

/** A refused password counts for callers once no refresh token does without it: those that wait look again. */
function heard(before: State, decision: Decision, now: Now): Decision {
  const [after, actions] = decision
  const refusal = refusalNow(after, now)
  if (!refusal || refusal === refusalNow(before, now) || !isFlying(after)) return decision
  return [after, [...actions, { do: 'wake' }]]
}

/** The one place where an event that belongs to nobody is dropped; what it brought is given back. */
function ofFlight(state: State, event: FlightEvent, now: Now): Decision {
  if (isFlying(state) && state.flight.id === event.flight) return stepped(state, event, now)
  const { type, flight: id } = event
  const abandoned = state.abandoned.find((flight) => flight.id === id)
  if (abandoned?.step.at === 'calling' && type === 'answered') {
    const { state: next, held, actions } = lateOutcome(state, abandoned, abandoned.step, event, now)
    return served(next, held, actions)
  }
  if (abandoned && (type === 'limited' || type === 'broke')) {
    const others = state.abandoned.filter((flight) => flight !== abandoned)
    return [{ ...state, abandoned: others }, abandoned.leased ? [{ do: 'end lease', flight: id }] : []]
  }
  if (type === 'leased' && event.given === true) return [state, [{ do: 'end lease', flight: id }]]
  if (type === 'granted') return [state, [{ do: 'return permit', flight: id }]]
  return [state, []]
}

/** An acquisition that is lost is replaced, and so is one that looks seldom for what a caller waits for by now. */
function madeRoom(state: Flying, wait: boolean, now: Now): Decision {
  const { step, elsewhere } = state.flight
  return wait && step.at === 'elsewhere' && elsewhere?.idle ? end(state, 'again') : overdue(state, now)
}

/** Joins the acquisition under way, or begins one: there is one for each slot. */
function asked(state: State, { until, reason }: Extract<Event, { type: 'asked' }>, now: Now): Decision {
  if (state.closed) return [state, []]
  const wait = until !== undefined
  const patience = patientUntil(until ?? Number.POSITIVE_INFINITY, now)
  const [current, gone] = isFlying(state) ? madeRoom(state, wait, now) : [state, []]
  if (isFlying(current)) {
    const { flight } = current
    const joined = {
      ...flight,
      wanted: flight.wanted || wait,
      background: flight.background && !wait,
      patientUntil: Math.min(flight.patientUntil, patience),
    }
    const [next, actions] = joinedByCaller({ ...current, flight: joined }, now)
    return [next, [...gone, ...actions]]
  }
  const id = current.flights + 1
  const flight = {
    id,
    version: current.credentials.version,
    reason,
    step: { at: 'reading' },
    wanted: wait,
    background: !wait,
    tries: 1,
    leased: false,
    account: '',
    unread: undefined,
    next: undefined,
    elsewhere: undefined,
    patientUntil: patience,
    blocked: undefined,
    expectedBy: now.mono,
    suspected: false,
  } as const
  const [begun, actions] = begin({ ...current, flight, flights: id }, now)
  return [begun, [...gone, { do: 'begin', flight: id }, ...actions]]
}

const LOOK_AGAIN_MS = 1_000

/**
 * The last caller has left: a call that was not sent is given up, unless it is a renewal that goes on without a caller.
 */
function left(state: State, served: boolean, now: Now): Decision {
  if (!isFlying(state)) return [state, []]
  const { flight, rules } = state
  const background = flight.background || (served && renewalManner[rules.renewal].goesOn)
  const unwanted = { ...state, flight: { ...flight, wanted: false, background } }
  // A mark is set for good: given up, its refresh token would be lost to all.
  const { at } = flight.step
  if (background || at === 'calling' || at === 'marking') return [unwanted, []]
  const { blocked } = flight
  const failFast = blocked && { ...blocked, lookAgainAt: now.mono + LOOK_AGAIN_MS }
  return end({ ...unwanted, failFast: failFast ?? state.failFast }, 'again')
}

/** A 401 is judged against the token that was used, not the one that is held now. */
function rejected(state: State, value: string, now: Now): Decision {
  const { held } = state
  if (held?.set.accessToken !== value) return [state, []]
  const rejection = afterRejection(state.rejection, held, now.mono)
  if (rejection === state.rejection) return [state, []]
  const suppressedForMs = Math.max(0, rejection.suppressedUntil - now.mono)
  const event = { type: 'token_rejected', generation: held.set.generation, suppressedForMs } as const
  return [{ ...state, rejection }, [{ do: 'tell', event }]]
}

/** New credentials: a refusal is lifted, and callers that wait for the old login wait for the new one. */
function replaced(state: State, { account, reread }: Extract<Event, { type: 'replaced' }>, now: Now): Decision {
  // Another merchant's token must not serve this one. The same merchant's lives on, but its refresh token belongs to a
  // password that may have been changed for a reason.
  const mine = ofAccount(state, account)
  const { held, credentials } = mine
  const kept = held && { ...held, set: Object.freeze({ ...held.set, refreshToken: undefined }) }
  const anew: State = {
    ...mine,
    held: kept,
    reread,
    refused: undefined,
    backoff: undefined,
    failFast: undefined,
    credentials: { version: credentials.version + 1, replacedAt: now.mono },
  }
  return isFlying(anew) ? abandon(anew, 'again') : [anew, []]
}

/** Nothing new begins; a call that was sent is waited for. */
function closed(state: State): Decision {
  const over = { ...state, closed: true }
  if (!isFlying(over) || over.flight.step.at === 'calling') return [over, []]
  return end(over, 'again')
}
