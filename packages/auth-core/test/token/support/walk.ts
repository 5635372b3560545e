import { decide } from '../../../src/token/decide.ts'
import type { LimitedEndpoint } from '../../../src/token/endpoint.ts'
import type { Flight, State, Step } from '../../../src/token/state.ts'
import type { Action, Event, Found, Now } from '../../../src/token/transition.ts'
import { checked, type Fact, granted, leased, looked, marked, read } from './events.ts'
import { START } from './tokens.ts'

/** A state that is led through events: each step gives another walk, and leaves this one as it was. */
export class Walk {
  readonly state: State
  readonly now: Now
  /** What the last event asked for. */
  readonly actions: readonly Action[]

  constructor(state: State, actions: readonly Action[], now: Now) {
    // A decision that changed what it was given would throw.
    this.state = frozen(state)
    this.now = now
    this.actions = actions
  }

  /** The acquisition under way; throws if there is none. */
  get flight(): Flight {
    if (!this.state.flight) throw new Error('No acquisition is under way.')
    return this.state.flight
  }

  /** Decides these events, one after the other, at this moment. A fact belongs to the acquisition begun last. */
  after(...events: readonly (Event | Fact)[]): Walk {
    return events.reduce<Walk>(
      ({ state, now }, event) => new Walk(...decide(state, frozen(numbered(event, state)), now), now),
      this,
    )
  }

  /** Lets time pass on both clocks. */
  later(ms: number): Walk {
    return this.clocks({ wallMs: ms, monoMs: ms })
  }

  /** Lets time pass on each clock by as much as is said: a machine that sleeps, a clock that is set. */
  clocks({ wallMs, monoMs }: { readonly wallMs: number; readonly monoMs: number }): Walk {
    const { wall, mono, random } = this.now
    return new Walk(this.state, this.actions, { wall: wall + wallMs, mono: mono + monoMs, random })
  }

  /** Goes on to a step: everything before it succeeds, and nothing new is in the store. */
  upTo(step: Step['at']): Walk {
    let here: Walk = this
    for (let n = 0; here.flight.step.at !== step; n++) {
      if (n > 9) throw new Error(`It does not come to "${step}".`)
      here = here.after(plainly(here))
    }
    return here
  }
}

/** Begins a walk; chance is in the middle, so that a back-off is as long as its name says. */
export const given = (state: State, now: Now = { ...START, random: 0.5 }): Walk => new Walk(state, [], now)

/** An event of an acquisition that may be over. */
export function lateOf(flight: number, fact: Fact, queuedFor: LimitedEndpoint = 'login'): Event {
  if (fact.type !== 'waiting' && fact.type !== 'granted') return { ...fact, flight }
  return { ...fact, endpoint: fact.endpoint ?? queuedFor, flight }
}

/** Our own set, if it was stored: without its refresh token if that one is marked. */
function ownInStore({ held, sharedUpTo, marked: taken }: State): Found | undefined {
  if (!held) return undefined
  const { set } = held
  if (set.generation === taken) return { set: { ...set, refreshToken: undefined }, ageMs: 0, own: true }
  return set.generation <= sharedUpTo ? { set, ageMs: 0, own: true } : undefined
}

/** What the step waits for, if all goes well. */
function plainly({ state, flight }: Walk): Fact {
  switch (flight.step.at) {
    case 'reading':
      return read()
    case 'looking':
    case 'looking again':
      return looked(ownInStore(state))
    case 'leasing':
      return leased()
    case 'checking':
      return checked()
    case 'queued':
      return granted()
    case 'marking':
      return marked()
    default:
      throw new Error(`Nothing goes on from "${flight.step.at}" by itself.`)
  }
}

const OUTSIDE = new Set<string>([
  'asked',
  'left',
  'rejected',
  'replaced',
  'closed',
  'forgotten',
  'restored',
  'overtaken',
])

const isFact = (event: Event | Fact): event is Fact => !('flight' in event) && !OUTSIDE.has(event.type)

function numbered(event: Event | Fact, { flights, flight }: State): Event {
  const step = flight?.step
  return isFact(event) ? lateOf(flights, event, step?.at === 'queued' ? step.endpoint : undefined) : event
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) frozen(member)
  }
  return value
}
