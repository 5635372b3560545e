import { refusalNow } from '../../src/token/caller-answer.ts'
import { leftMs, phaseOf } from '../../src/token/held-token.ts'
import { isSpent } from '../../src/token/refresh-attempts.ts'
import { isRejected } from '../../src/token/rejection.ts'
import type { Flight } from '../../src/token/state.ts'
import type { FlightEvent, Now } from '../../src/token/transition.ts'
import { demandsOf, PATIENCE_MS } from './demands.ts'
import type { Context, Violation } from './outcome.ts'
import { nowOf, type Pending, type Process, type World } from './world.ts'

/** Callers wait no longer than this while a token lives that they could use. */
const GRACE_MS = { ahead: 1_000, inline: 5_000 }

/** What has to hold in every state, whatever led to it. */
export function checkState(context: Context, world: World, number = 0): Violation | undefined {
  for (const process of world.processes) {
    const now = nowOf(world, process)
    const violation =
      serves(context, process, now) ??
      goesOn(process) ??
      leavesNothingBehind(process) ??
      countsTruly(world, process) ??
      (number % EVERY === 0 ? dropsStrangers(context, process, now) : undefined)
    if (violation) return violation
  }
  return undefined
}

/** Nobody who could use a living token fails, or waits longer than a moment for another one. */
function serves({ subject }: Context, { state }: Process, now: Now): Violation | undefined {
  const invariant = 'a living token serves'
  if (state.closed) return undefined
  const { held, rejection } = state
  const living = held !== undefined && leftMs(held, now) > 0
  const graceMs = GRACE_MS[state.rules.renewal]
  for (const sinceMs of [0, graceMs + 1])
    for (const [name, demand] of Object.entries(demandsOf(state, now, sinceMs))) {
      const answer = subject.callerAnswer(state, demand, now)
      if ('use' in answer && leftMs(answer.use, now) <= 0) return { invariant, detail: `${name}: a dead token is used` }
      const usable = living && name !== 'rejected'
      if ('failure' in answer) {
        if (usable) return { invariant, detail: `${name}: fails, and a living token is there` }
        const known = refusalNow(state, now) !== undefined || state.failFast !== undefined
        if (!known) return { invariant, detail: `${name}: fails for no reason` }
      }
      if (!('wait' in answer)) continue
      if (answer.until > demand.since + PATIENCE_MS) return { invariant, detail: `${name}: waits too long` }
      if (name !== 'plain' || !held || !living || isRejected(rejection, held)) continue
      if (phaseOf(held, state.rules, now) !== 'must_renew')
        return { invariant, detail: 'waits outside the last window' }
      if (sinceMs > graceMs || answer.until > demand.since + graceMs)
        return { invariant, detail: 'waits too long in the last window' }
    }
  return undefined
}

const waitsFor: Record<string, Pending['kind']> = {
  resting: 'pause',
  reading: 'read',
  looking: 'look',
  leasing: 'lease',
  elsewhere: 'pause',
  checking: 'check',
  queued: 'queue',
  'queued for either': 'queue',
  'looking again': 'look',
  marking: 'mark',
  calling: 'call',
}

/** A merchant may stand in the lines of both endpoints. */
const placesOf = ({ step }: Flight): number => {
  if (step.at === 'queued for either') return 2
  const one = ['queued', 'looking again', 'marking'].includes(step.at) || (step.at === 'checking' && step.permit)
  return one ? 1 : 0
}

/** For the step of each acquisition exactly one action is under way, or one in each line, and for everything that was sent somebody listens. */
function goesOn({ state, pending }: Process): Violation | undefined {
  const { flight, abandoned } = state
  if (flight) {
    const mine = pending.filter((each) => each.flight === flight.id)
    const { at } = flight.step
    if (mine.length !== (at === 'queued for either' ? 2 : 1) || mine.some(({ kind }) => kind !== waitsFor[at]))
      return {
        invariant: 'nothing is stuck',
        detail: `at "${at}" it waits for ${mine.map(({ kind }) => kind)}`,
      }
  }
  const calls = pending.filter(({ kind }) => kind === 'call')
  const heard = abandoned.length + (flight?.step.at === 'calling' ? 1 : 0)
  if (calls.length !== heard)
    return {
      invariant: 'what was sent is heard',
      detail: `${calls.length} calls are under way, ${heard} are waited for`,
    }
  return undefined
}

function leavesNothingBehind({ state, leases, permits }: Process): Violation | undefined {
  const { flight, abandoned } = state
  const having = [...abandoned, ...(flight ? [flight] : [])].filter(({ leased }) => leased)
  for (const lease of leases)
    if (!having.some(({ id }) => id === lease.flight))
      return { invariant: 'no lease is left behind', detail: 'a lease belongs to no acquisition' }
  if (leases.length !== having.length)
    return { invariant: 'no lease is left behind', detail: 'an acquisition believes in a lease that it was not given' }
  if (permits.length !== (flight ? placesOf(flight) : 0) || permits.some((permit) => permit.flight !== flight?.id))
    return { invariant: 'one permit is one call', detail: 'a permit belongs to no acquisition' }
  return undefined
}

/** A refresh token that counts as spent was sent, or may be: it could not be taken out of the store. */
function countsTruly({ sent, faults }: World, { state: { held, attempts }, unmarked }: Process): Violation | undefined {
  const refreshToken = held?.set.refreshToken
  if (refreshToken === undefined || !held || !isSpent(attempts, held.set.generation) || faults.length > 0)
    return undefined
  if (refreshToken === unmarked || sent.some(({ token }) => token === refreshToken)) return undefined
  return { invariant: 'attempts are counted truly', detail: 'a refresh token counts as spent that was never sent' }
}

const NOBODY = 0
/** It is the same code in every state: some of them will do. */
const EVERY = 16

const strangers: readonly FlightEvent[] = [
  { type: 'woke', flight: NOBODY },
  { type: 'read', flight: NOBODY, account: 'other' },
  { type: 'looked', flight: NOBODY, found: false },
  { type: 'leased', flight: NOBODY, given: false },
  { type: 'checked', flight: NOBODY, note: undefined },
  { type: 'marked', flight: NOBODY, done: true },
  { type: 'waiting', flight: NOBODY, endpoint: 'login', ms: 1, closed: true },
  { type: 'overdue', flight: NOBODY },
  { type: 'broke', flight: NOBODY },
]

/** An event of an acquisition that is over changes nothing; what it brings is given back. */
function dropsStrangers({ subject }: Context, { state }: Process, now: Now): Violation | undefined {
  const invariant = 'what was superseded is not used'
  for (const event of strangers) {
    const [after, actions] = subject.decide(state, event, now)
    const same = Object.entries(after).every(
      ([key, value]) => key === 'held' || value === state[key as keyof typeof state],
    )
    if (!same || after.held?.set !== state.held?.set || actions.length > 0)
      return { invariant, detail: `"${event.type}" of an acquisition that is over changes something` }
  }
  const [, given] = subject.decide(state, { type: 'leased', flight: NOBODY, given: true }, now)
  if (given.length !== 1 || given[0]?.do !== 'end lease')
    return { invariant: 'no lease is left behind', detail: 'a lease that comes late is kept' }
  const [, permit] = subject.decide(state, { type: 'granted', flight: NOBODY, endpoint: 'login', ours: true }, now)
  if (permit.length !== 1 || permit[0]?.do !== 'return permit')
    return { invariant: 'one permit is one call', detail: 'a permit that comes late is kept' }
  return undefined
}
