import { failure } from '../errors/failure.ts'
import { adopt, ofAccount, sawInStore } from './adopt.ts'
import { choose, logIn, loginRefused } from './choose.ts'
import { waitElsewhere } from './elsewhere.ts'
import { failUnread } from './failing.ts'
import type { Calling } from './land.ts'
import { isLate } from './lateness.ts'
import { noted } from './note.ts'
import { outcome } from './outcome.ts'
import { granted, limited, marked, send, waiting, withoutPermit } from './permit-turn.ts'
import { afterAnswer, isUnclear, spent } from './refresh-attempts.ts'
import { choosesRefresh, isPatient, isShared, mayRefresh } from './refresh-token.ts'
import { renewalManner } from './renewal-windows.ts'
import type { Flying, State, Step } from './state.ts'
import { check, end, look, queue, read, takeLease, withoutLease } from './steps.ts'
import { waitsForStore } from './store-patience.ts'
import type { Action, Decision, FlightEvent, Found, Now, RefusalNote } from './transition.ts'

/** An event of the acquisition that is under way, at the step that waits for it. */
export function stepped(state: Flying, event: FlightEvent, now: Now): Decision {
  const { flight } = state
  const at = flight.step
  switch (event.type) {
    case 'woke':
      if (at.at === 'resting') return read(state, now)
      if (at.at === 'elsewhere') return look(state, 'lease', now)
      break
    case 'read':
      if (at.at === 'reading') return wasRead(state, event, now)
      break
    case 'looked':
      if (at.at === 'looking' || at.at === 'looking again') return looked(state, at, event.found, now)
      break
    case 'leased':
      if (at.at === 'leasing') return leased(state, event.given, now)
      break
    case 'checked':
      if (at.at === 'checking') return checked(state, at.permit, event.note, now)
      break
    case 'marked':
      if (at.at === 'marking') return marked(state, at.generation, event.done, now)
      break
    case 'waiting':
      if (at.at === 'queued' || at.at === 'queued for either') return waiting(state, at, event, now)
      break
    case 'granted':
      if (at.at === 'queued' || at.at === 'queued for either') return granted(state, at, event, now)
      break
    case 'limited':
      if (at.at === 'calling') return limited(state, at, event, now)
      break
    case 'answered':
      if (at.at === 'calling') return outcome(state, at, event, now)
      break
    case 'overdue':
      return overdue(state, now)
    case 'broke':
      return at.at === 'calling' ? end({ ...state, attempts: unanswered(state, at) }, 'lost') : end(state, 'lost')
  }
  throw new ImpossibleEvent(event.type, at.at)
}

/** A fault of ours: an event that the step cannot bring. It names both, and holds nothing else. */
export class ImpossibleEvent extends Error {
  readonly event: FlightEvent['type']
  readonly step: string

  constructor(event: FlightEvent['type'], at: string) {
    super(`The event "${event}" cannot come at the step "${at}".`)
    this.event = event
    this.step = at
  }
}

export function overdue(state: Flying, now: Now): Decision {
  const { flight, rules } = state
  if (!isLate(state, now)) return [state, []]
  if (!flight.suspected) {
    // The whole process may have stood still: what was answered meanwhile gets a moment to be read.
    const { readingMs } = renewalManner[rules.renewal]
    const suspect = { ...flight, suspected: true, expectedBy: now.mono + readingMs }
    return [{ ...state, flight: suspect }, [{ do: 'wake' }]]
  }
  return abandon(state, 'lost')
}

const MOST_ABANDONED = 8

/** Ends it for the waiting callers. What was sent is still waited for: it may have spent a refresh token. */
export function abandon(state: Flying, how: 'again' | 'lost'): Decision {
  const { flight } = state
  if (flight.step.at !== 'calling') return end(state, how)
  // On Workers a call of a request that has ended is never answered: only so many are waited for.
  const abandoned = [...state.abandoned, flight]
  const forgotten = abandoned.length > MOST_ABANDONED ? abandoned.shift() : undefined
  const over = { ...state, attempts: unanswered(state, flight.step), abandoned, flight: undefined }
  const gaveUp: Action[] = forgotten?.leased ? [{ do: 'end lease', flight: forgotten.id }] : []
  return [over, [...gaveUp, { do: 'settle', flight: flight.id, end: how }]]
}

/** A call that nothing waits for any more may have spent its refresh token, as one whose answer was lost. */
function unanswered(state: Flying, { endpoint, generation }: Calling): State['attempts'] {
  if (endpoint !== 'refresh') return withoutLease(state)
  if (isShared(state)) return spent(state.attempts, generation)
  return afterAnswer(state.attempts, generation, { kind: 'unanswered', failure: lostCall, mayBeSpent: true })
}

const lostCall = failure('endpoint_unavailable', 'The answer was lost.')

function wasRead(state: Flying, event: Extract<FlightEvent, { type: 'read' }>, now: Now): Decision {
  const { account, failure: unread, refused } = event
  if (unread && !(account !== undefined && mayRefresh(state, now))) return failUnread(state, unread, now)
  const again = refused && { failure: refused, at: now.mono }
  if (again && !(account !== undefined && mayRefresh(ofAccount(state, account), now)))
    return failUnread({ ...state, refused: again }, again.failure, now)
  const name = account ?? ''
  const next = {
    // A function may come with another merchant's credentials.
    ...ofAccount(state, name),
    // A refresh needs no password.
    refused: unread ? state.refused : again,
    flight: { ...state.flight, account: name, unread, next: state.flight.next ?? event.next ?? false },
  }
  return state.rules.store === 'none' ? choose(next, now) : look(next, 'lease', now)
}

type Looking = Extract<Step, { readonly at: 'looking' | 'looking again' }>

function looked(state: Flying, at: Looking, seen: Found | false | undefined, now: Now): Decision {
  const { flight } = state
  const found = seen || undefined
  const taken = adopt(sawInStore(state, found?.set.generation), found, flight.account, now)
  const next = { ...taken.state, flight }
  if (taken.adopted) return end(next, { held: taken.adopted }, ...taken.actions)
  const [after, actions] = withoutNewer(next, at, seen, now)
  // Too short-lived to end the acquisition, it may still serve waiting callers.
  const other = next.held?.set.accessToken !== state.held?.set.accessToken
  return other ? [after, [...actions, { do: 'wake' }]] : [after, actions]
}

function withoutNewer(next: Flying, at: Looking, seen: Found | false | undefined, now: Now): Decision {
  if (at.at === 'looking again') return next.refused ? send(next, 'login', now) : check(next, true, now)
  // It may be ours still: for the second sending of a refresh token.
  if (at.then === 'lease' && next.rules.store === 'shared' && !next.flight.leased) return takeLease(next, now)
  // What others have brought may be there: a login that is made for nothing helps nobody.
  if (seen === undefined && waitsForStore(next, now)) return waitElsewhere(next, false, now)
  return at.then === 'login' ? logIn(next, now) : choose(next, now)
}

/**
 * A lease lasts ten seconds: a store that never gives it does not tell the truth. The looks count too, because on a busy
 * machine the process that has the lease goes as slowly as we do.
 */
const LONGEST_BUSY_MS = 11_000
const MOST_BUSY_LOOKS = 35

/** What is about to be sent is a refresh token that is to be marked first: only in the place of exactly this set. */
const isGuarded = (state: Flying, now: Now): boolean =>
  isShared(state) && state.marked !== state.held?.set.generation && choosesRefresh(state, now)

const isBusyForTooLong = ({ elsewhere }: Flying['flight'], now: Now): boolean =>
  elsewhere !== undefined && elsewhere.busyLooks >= MOST_BUSY_LOOKS && now.mono - elsewhere.busySince >= LONGEST_BUSY_MS

function leased(state: Flying, given: boolean | 'never' | undefined, now: Now): Decision {
  const { flight } = state
  if (given === true) {
    // A lease that is taken anew is not the one under which an answer was lost.
    const { held } = state
    const unclear = held !== undefined && isShared(state) && isUnclear(state.attempts, held.set.generation)
    const attempts = unclear ? spent(state.attempts, held.set.generation) : state.attempts
    const ours = { ...state, attempts, flight: { ...flight, leased: true, elsewhere: undefined } }
    // Between our look and our lease another process may have landed. A mark finds that out, for a login one has to look.
    return isGuarded(ours, now) ? choose(ours, now) : look(ours, 'choose', now)
  }
  const busy = given === false
  const mayBeTrue = busy && !isBusyForTooLong(flight, now)
  const waits = isPatient(state, now) || (given === undefined && waitsForStore(state, now))
  if (mayBeTrue || waits) return waitElsewhere(state, busy, now)
  // Where another process has it, a permit is taken only if one is free: see `waiting`.
  const elsewhere = busy ? flight.elsewhere : undefined
  return choose({ ...state, flight: { ...flight, elsewhere } }, now)
}

function checked(state: Flying, permit: boolean, note: RefusalNote | undefined, now: Now): Decision {
  const { state: next, heard } = noted(state, note, now)
  const flying = { ...next, flight: state.flight }
  if (!heard) return permit ? send(flying, 'login', now) : queue(flying, 'login', now)
  const remember = { do: 'refuse password', flight: state.flight.id, failure: heard, note: false } as const
  const told = next.refused && next.refused !== state.refused ? [remember] : []
  const decision = loginRefused(flying, heard, now, ...told)
  return permit ? withoutPermit(flying, decision) : decision
}
