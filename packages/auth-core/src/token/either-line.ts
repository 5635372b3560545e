import { lives } from './adopt.ts'
import type { Flying, Step } from './state.ts'
import { go, storeStepMs, unblocked } from './steps.ts'
import type { Decision, FlightEvent, Now } from './transition.ts'

// A refresh has to wait, no token lives, and a login serves as well: a place in both lines, for the permit that comes
// first. With ten refreshes and five logins in a minute, an address that was cut off for long is soon in order again.

type QueuedForEither = Extract<Step, { readonly at: 'queued for either' }>

/** A refresh that comes so soon is waited for: it leaves the login to merchants that have no other way. */
const SOON_MS = 1_000

/** Stands in the line for a login as well, if that helps a waiting caller. */
export function joinLogins(state: Flying, refreshTurn: number, now: Now): Decision | undefined {
  const { flight, refused } = state
  const { id, wanted, unread } = flight
  if (refreshTurn - now.mono <= SOON_MS || !wanted || unread || refused || lives(state, now)) return undefined
  const step = { at: 'queued for either', turns: { refresh: refreshTurn, login: undefined } } as const
  // Callers that cannot wait for the refresh stay until it is known how long the login takes.
  return go(unblocked(state), step, storeStepMs(state, now), now, { do: 'queue', flight: id, endpoint: 'login' })
}

/** A caller has come to an acquisition that waits for a refresh, perhaps in the background until now. */
export function joinedByCaller(state: Flying, now: Now): Decision {
  const { step, blocked } = state.flight
  const waits = step.at === 'queued' && step.endpoint === 'refresh' && step.waited
  return (waits && blocked && joinLogins(state, blocked.until, now)) || [state, []]
}

/** One of the two lines says how long it takes. Callers are told the shorter wait, once both are known. */
export function waitingForEither(
  state: Flying,
  at: QueuedForEither,
  { endpoint, ms }: Extract<FlightEvent, { type: 'waiting' }>,
  reason: NonNullable<Flying['flight']['blocked']>['failure'],
  now: Now,
): Decision {
  const turns = { ...at.turns, [endpoint]: now.mono + ms }
  const { refresh, login } = turns
  if (login === undefined) return go(state, { ...at, turns }, storeStepMs(state, now), now)
  const until = Math.min(refresh, login)
  const told = { ...state, flight: { ...state.flight, blocked: { until, failure: reason } } }
  return go(told, { ...at, turns }, Math.max(0, until - now.mono), now, { do: 'wake' })
}
