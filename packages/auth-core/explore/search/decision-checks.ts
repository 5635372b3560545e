import { lives } from '../../src/token/adopt.ts'
import { agedTo, leftMs, refreshLeftMs } from '../../src/token/held-token.ts'
import type { State } from '../../src/token/state.ts'
import type { Action, Event, Found, Now } from '../../src/token/transition.ts'
import { demandsOf } from './demands.ts'
import type { Violation } from './outcome.ts'
import type { Subject } from './subject.ts'
import type { Call, Process } from './world.ts'

/** One decision, with what the checks need to know of it. */
export interface Decided {
  readonly before: State
  readonly event: Event
  readonly now: Now
  readonly after: State
  readonly actions: readonly Action[]
  /** The call that is answered. */
  readonly call: Call | undefined
  readonly process: Process
  readonly subject: Subject
}

type Check = (decided: Decided) => Violation | undefined

/** What the store said, if this event brings it. */
function foundBy(event: Event): Found | undefined {
  if (event.type === 'looked' || event.type === 'restored') return event.found || undefined
  return event.type === 'overtaken' ? event.newer : undefined
}

/** Events after which a token may be gone for good reason. */
const mayDrop = ({ event, before, after }: Decided): boolean =>
  ['replaced', 'forgotten', 'rejected'].includes(event.type) ||
  (event.type === 'read' && event.account !== before.held?.account) ||
  (event.type === 'restored' && event.account !== before.held?.account) ||
  after.closed

const keepsLiving: Check = (decided) => {
  const { before, event, now, after } = decided
  const { held } = before
  if (!held || !lives(before, now) || mayDrop(decided)) return undefined
  const invariant = 'a living token is kept'
  if (!after.held || !lives(after, now)) return { invariant, detail: 'a living token is given up' }
  if (after.held.set.accessToken === held.set.accessToken || event.type === 'answered') return undefined
  if (leftMs(after.held, now) > leftMs(held, now)) return undefined
  return { invariant, detail: 'a living token yields to one from the store that dies no later' }
}

/** What is dead on arrival changes the refresh token only. */
const deadOnArrival: Check = ({ before, event, now, after, call }) => {
  if (event.type !== 'answered' || event.answer.kind !== 'token' || !before.held || !lives(before, now))
    return undefined
  const { response } = event.answer
  const landed = before.highestGeneration < after.highestGeneration && call?.version === before.credentials.version
  if (!landed || after.closed || response.lifetimeMs > 0 || response.refreshToken === undefined) return undefined
  const kept = after.held?.set.accessToken === before.held.set.accessToken
  if (kept && after.held?.set.refreshToken === response.refreshToken) return undefined
  if (kept && before.held.set.generation === after.held?.set.generation) return undefined
  return {
    invariant: 'a living token is kept',
    detail: 'a token that is dead on arrival takes the place of a living one',
  }
}

const usesNothingSuperseded: Check = ({ before, event, after, call }) => {
  const { held } = after
  const invariant = 'what was superseded is not used'
  if (!held) return undefined
  const found = foundBy(event)
  const isNew = (token: string | undefined) =>
    token !== undefined && token !== before.held?.set.accessToken && token !== before.held?.set.refreshToken
  if (found && !found.own && before.credentials.version > 0) {
    const { accessToken, refreshToken } = held.set
    const taken = accessToken === found.set.accessToken || refreshToken === found.set.refreshToken
    if (taken && (isNew(accessToken) || isNew(refreshToken)))
      return { invariant, detail: 'a stored set of other credentials is held' }
  }
  if (event.type !== 'answered' || event.answer.kind !== 'token' || !call) return undefined
  if (call.version === after.credentials.version) return undefined
  const { accessToken, refreshToken } = event.answer.response
  if (held.set.accessToken === accessToken && isNew(accessToken))
    return { invariant, detail: 'a token of replaced credentials is held' }
  if (refreshToken !== undefined && held.set.refreshToken === refreshToken)
    return { invariant, detail: 'a refresh token of replaced credentials is held' }
  return undefined
}

/** The server has spent the old one: the new one is all there is. */
const savesRotated: Check = ({ event, after, actions, call }) => {
  if (after.rules.store === 'none' || event.type !== 'answered' || event.answer.kind !== 'token') return undefined
  const { refreshToken } = event.answer.response
  if (call?.endpoint !== 'refresh' || refreshToken === undefined) return undefined
  const saved = actions.some((action) => action.do === 'save' && action.set.refreshToken === refreshToken)
  return saved ? undefined : { invariant: 'a rotated pair is saved', detail: 'the new pair is not saved' }
}

const settlesOnce: Check = ({ before, event, now, after, actions }) => {
  const invariant = 'each acquisition is settled once'
  const settles = actions.filter((action) => action.do === 'settle')
  const begins = actions.filter((action) => action.do === 'begin')
  const gone = before.flight && before.flight.id !== after.flight?.id ? before.flight.id : undefined
  const come = after.flight && before.flight?.id !== after.flight.id ? after.flight.id : undefined
  if (settles.length > 1 || settles[0]?.flight !== gone)
    return { invariant, detail: `it is settled ${settles.length} times, or another one is` }
  if (begins.length > 1 || begins[0]?.flight !== come)
    return { invariant, detail: 'it begins without a word, or twice' }
  const end = settles[0]?.end
  if (typeof end === 'object' && 'held' in end && leftMs(end.held, now) <= 0)
    return { invariant, detail: 'callers are given a dead token' }
  if (event.type === 'asked' && !after.flight && !after.closed)
    return { invariant: 'nothing is stuck', detail: 'a caller asks, and nothing begins' }
  return undefined
}

/** One millisecond is lost where lives are reckoned on two clocks. */
const growsOlder: Check = ({ before, event, now, after, process }) => {
  const { held } = after
  if (!held) return undefined
  const invariant = 'age never goes down'
  const left = leftMs(held, now)
  const { believed } = process
  if (believed?.token === held.set.accessToken && left > believed.leftMs)
    return { invariant, detail: `a token has ${left - believed.leftMs} ms more to live than before` }
  const past = before.held && agedTo(before.held, now)
  if (past?.set.accessToken === held.set.accessToken && left > leftMs(past, now))
    return { invariant, detail: 'a token has more to live than before the decision' }
  if (past && past.set.refreshToken === held.set.refreshToken && held.set.refreshToken !== undefined)
    if (refreshLeftMs(held, now) > refreshLeftMs(past, now) + 1)
      return { invariant, detail: 'a refresh token has more to live than before' }
  const found = foundBy(event)
  if (!found || past?.set.accessToken === found.set.accessToken) return undefined
  if (held.set.accessToken === found.set.accessToken && left > found.set.lifetimeMs - found.ageMs)
    return { invariant, detail: 'a stored token has more to live than the store says' }
  if (held.set.refreshToken !== undefined && held.set.refreshToken === found.set.refreshToken)
    if (past?.set.refreshToken !== found.set.refreshToken)
      if (refreshLeftMs(held, now) > found.set.refreshLifetimeMs - found.ageMs + 1)
        return { invariant, detail: 'a stored refresh token has more to live than the store says' }
  return undefined
}

/** Whoever waits has to look again when there is a token to use. */
const wakesCallers: Check = ({ before, now, after, actions, subject }) => {
  if (!before.flight?.wanted || !after.flight || after.closed) return undefined
  if (actions.some((action) => action.do === 'wake' || action.do === 'settle')) return undefined
  for (const demand of Object.values(demandsOf(before, now))) {
    if (!('wait' in subject.callerAnswer(before, demand, now))) continue
    if ('use' in subject.callerAnswer(after, demand, now))
      return { invariant: 'waiting callers are woken', detail: 'there is a token to use, and nobody is told' }
  }
  return undefined
}

/** Whether the store did not answer. */
export const saysNothing = (event: Event): boolean =>
  (event.type === 'leased' && event.given === undefined) || (event.type === 'looked' && event.found === undefined)

/** Without a living token a login of one's own is the last resort; with one a caller has no time for a store. */
const waitsForStore: Check = ({ before, event, now, after }) => {
  const { flight, rules } = before
  if (!flight || rules.store !== 'shared' || !saysNothing(event) || before.closed) return undefined
  const at = after.flight?.step.at
  // Whether the store is silent, or only this slot cannot be read, is seen when the lease is asked for.
  const { step, leased } = flight
  const decides = step.at === 'leasing' || (step.at === 'looking' && (step.then !== 'lease' || leased))
  if (!decides) return undefined
  if (!lives(before, now) && now.mono < flight.patientUntil)
    return at === 'elsewhere'
      ? undefined
      : { invariant: 'a silent store is waited for', detail: `it goes on alone, to "${at}"` }
  return lives(before, now) && !flight.background && at === 'elsewhere'
    ? { invariant: 'a living token waits for no store', detail: 'it waits, and callers with it' }
    : undefined
}

/** What was sent cannot be called back, and a mark is set for good. */
const goesOnBehindNobody: Check = ({ before, event, after }) => {
  if (after.rules.renewal !== 'inline' || event.type !== 'left' || before.flight?.background) return undefined
  const at = after.flight?.step.at
  if (at === undefined || at === 'calling' || at === 'marking') return undefined
  return { invariant: 'inline nothing goes on behind callers', detail: `it stands at "${at}", and nobody waits` }
}

export function checkDecision(decided: Decided): Violation | undefined {
  return (
    keepsLiving(decided) ??
    deadOnArrival(decided) ??
    usesNothingSuperseded(decided) ??
    savesRotated(decided) ??
    settlesOnce(decided) ??
    growsOlder(decided) ??
    wakesCallers(decided) ??
    waitsForStore(decided) ??
    goesOnBehindNobody(decided)
  )
}
