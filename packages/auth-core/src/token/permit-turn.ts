import { type Failure, failure } from '../errors/failure.ts'
import { lives } from './adopt.ts'
import { choose, logIn, loginRefused } from './choose.ts'
import { joinLogins, waitingForEither } from './either-line.ts'
import { waitElsewhere } from './elsewhere.ts'
import type { LimitedEndpoint } from './endpoint.ts'
import { failedEvent } from './failing.ts'
import { leftMs } from './held-token.ts'
import type { Calling } from './land.ts'
import { spent } from './refresh-attempts.ts'
import { choosesRefresh, isPatient, isShared, mayRefresh } from './refresh-token.ts'
import { type Flying, isUnwanted, type Step } from './state.ts'
import { call, end, go, look, queue, storeStepMs, unblocked } from './steps.ts'
import type { Decision, FlightEvent, Now } from './transition.ts'

// From the queue for a permit to the call: what may be sent is judged again when its turn has come.

type Queued = Extract<Step, { readonly at: 'queued' | 'queued for either' }>

const overBudget = (endpoint: LimitedEndpoint) =>
  failure('rate_limited', `No ${endpoint} may be sent yet: the limit for this address is used up.`)
/** Thousands may wait: they have one reason. */
const usedUp = { login: overBudget('login'), refresh: overBudget('refresh') } as const

export function waiting(
  state: Flying,
  at: Queued,
  event: Extract<FlightEvent, { type: 'waiting' }>,
  now: Now,
): Decision {
  const { flight } = state
  const { endpoint, ms, closed } = event
  const reason = flight.blocked?.failure ?? usedUp[endpoint]
  const refreshIsClosed = closed && endpoint === 'refresh'
  const withBackoff = () => withoutPermit(state, refreshClosed(state, reason, ms, now))
  if (refreshIsClosed && mayServe(state, now)) return withBackoff()
  if (at.at === 'queued for either') return waitingForEither(state, at, event, reason, now)
  // The process that has the lease may stand in this line already, and a merchant has one place.
  const both = endpoint === 'refresh' && !flight.elsewhere ? joinLogins(state, now.mono + ms, now) : undefined
  if (both) return both
  if (refreshIsClosed) return withBackoff()
  const blocked = { until: now.mono + ms, failure: reason }
  const told = { ...state, flight: { ...flight, blocked } }
  if (flight.elsewhere) {
    const anew = { ...told.flight, elsewhere: { ...flight.elsewhere, busyLooks: 0 } }
    return withoutPermit(state, waitElsewhere({ ...told, flight: anew }, true, now))
  }
  return go(told, { ...at, waited: true }, ms, now, { do: 'wake' })
}

/** The same, with the permit or the place in the queue given back first, and once. */
export const withoutPermit = ({ flight }: Flying, [next, actions]: Decision): Decision => [
  next,
  [{ do: 'return permit', flight: flight.id }, ...actions.filter((action) => action.do !== 'return permit')],
]

/** A token that was rejected to one caller may be used by others, while a back-off runs. */
const mayServe = ({ held }: Flying, now: Now): boolean => held !== undefined && leftMs(held, now) > 0

/** A closed refresh endpoint is no reason to be without a token: once the held one is dead, a login follows. */
function refreshClosed(state: Flying, reason: Failure, ms: number, now: Now): Decision {
  const failed = { ...reason, retryAfterMs: ms }
  const count = Math.max(1, state.backoff?.count ?? 1)
  const backoff = { failure: failed, endpoint: 'refresh', count, until: now.mono + ms } as const
  const closed = { ...unblocked(state), backoff }
  const told = failedEvent(closed, failed, now)
  if (lives(closed, now)) return end(closed, { failure: failed }, told)
  const [next, actions] = state.rules.store === 'none' ? logIn(closed, now) : look(closed, 'login', now)
  // While a back-off runs, others may use a token that was rejected to one caller only.
  return [next, [told, ...actions, { do: 'wake' }]]
}

export function granted(
  state: Flying,
  at: Queued,
  { endpoint, ours }: Extract<FlightEvent, { type: 'granted' }>,
  now: Now,
): Decision {
  const { flight, rules } = state
  const { id, leased } = flight
  // Another process may have the lease by now, and have acquired.
  if (leased && !ours) return end(state, 'again')
  const either = at.at === 'queued for either'
  const late = rules.store !== 'none' && endpoint === 'login' && (either || at.waited)
  // During a long wait for a permit another process may have acquired, or have heard that the password is refused.
  const [next, actions] = late
    ? go(unblocked(state), { at: 'looking again' }, storeStepMs(state, now), now, { do: 'look', flight: id })
    : send(state, endpoint, now)
  const other = endpoint === 'login' ? 'refresh' : 'login'
  return [next, either ? [{ do: 'leave queue', flight: id, endpoint: other }, ...actions] : actions]
}

/** Sends, if what was queued for may still be sent; a refresh token that others know is marked first. */
export function send(state: Flying, endpoint: LimitedEndpoint, now: Now): Decision {
  const { held, flight, refused, marked } = state
  if (endpoint === 'login')
    return refused ? withoutPermit(state, loginRefused(state, refused.failure, now)) : call(state, endpoint, now)
  if (!held || !mayRefresh(state, now)) return withoutPermit(state, choose(state, now))
  if (!isShared(state) || marked === held.set.generation) return call(state, endpoint, now)
  const mark = { do: 'mark', flight: flight.id, set: held.set, ageMs: held.set.lifetimeMs - leftMs(held, now) } as const
  return go(state, { at: 'marking', generation: held.set.generation }, storeStepMs(state, now), now, mark)
}

/** Taken out of the store, the refresh token is ours alone. Otherwise another process may be sending it. */
export function marked(state: Flying, markedGeneration: number, done: boolean | undefined, now: Now): Decision {
  const { held } = state
  if (held?.set.generation !== markedGeneration) return withoutPermit(state, choose(state, now))
  if (done) {
    const generation = held.set.generation + 1
    const set = Object.freeze({ ...held.set, generation })
    const highestGeneration = Math.max(state.highestGeneration, generation)
    return call(
      {
        ...state,
        held: { ...held, set },
        marked: generation,
        highestGeneration,
        sharedUpTo: Math.max(state.sharedUpTo, generation),
      },
      'refresh',
      now,
    )
  }
  if (isUnwanted(state.flight)) return end(state, 'again')
  if (done === undefined && isPatient(state, now)) return withoutPermit(state, waitElsewhere(state, false, now))
  const lost = { ...state, attempts: spent(state.attempts, held.set.generation) }
  return withoutPermit(state, look(lost, 'choose', now))
}

/** 429: a renewal gives up. Without a token both endpoints may serve: it waits for its turn again. */
export function limited(
  state: Flying,
  at: Calling,
  event: Extract<FlightEvent, { type: 'limited' }>,
  now: Now,
): Decision {
  const { endpoint } = at
  const { failure: reason, forMs } = event
  const told = { do: 'tell', event: { type: 'endpoint_closed', endpoint, forMs } } as const
  if (state.closed || isUnwanted(state.flight)) return end(state, 'again', told)
  const blocked = { until: now.mono + forMs, failure: reason }
  const again = () =>
    choosesRefresh(state, now)
      ? queue(state, 'refresh', now)
      : queue({ ...state, flight: { ...state.flight, blocked } }, 'login', now, { do: 'wake' })
  const givesUp = endpoint === 'refresh' && mayServe(state, now)
  const [next, actions] = givesUp ? refreshClosed(state, reason, forMs, now) : again()
  return [next, [told, ...actions]]
}
