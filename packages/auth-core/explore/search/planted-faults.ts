import { waitElsewhere } from '../../src/token/elsewhere.ts'
import type { State } from '../../src/token/state.ts'
import type { Action, Decision, Event, Now } from '../../src/token/transition.ts'
import type { Bounds } from './bounds.ts'
import { saysNothing } from './decision-checks.ts'
import type { Invariant } from './outcome.ts'
import { plantedRuns as runs } from './runs.ts'
import { type Subject, shipped } from './subject.ts'

/** A fault that was put into the decisions, the invariant that it breaks, and the bounds within which it shows. */
export interface PlantedFault {
  readonly name: string
  readonly breaks: Invariant
  readonly bounds: Bounds
  readonly subject: Subject
}

type Change = (decision: Decision, before: State, event: Event, now: Now) => Decision

/** An event of an acquisition that is over: it is left alone, so that a fault shows elsewhere. */
const isNobodys = ({ flight, abandoned }: State, event: Event): boolean =>
  'flight' in event && event.flight !== flight?.id && !abandoned.some(({ id }) => id === event.flight)

/** The shipped decision, with something done to what it says. */
const then = (change: Change): Subject => ({
  ...shipped,
  decide: (before, event, now) => {
    const decision = shipped.decide(before, event, now)
    return isNobodys(before, event) ? decision : change(decision, before, event, now)
  },
})

/** The shipped decision, about something else than what is there. */
const about = (change: (before: State, event: Event) => State): Subject => ({
  ...shipped,
  decide: (before, event, now) => shipped.decide(isNobodys(before, event) ? before : change(before, event), event, now),
})

const without = (what: Action['do']): Subject =>
  then(([after, actions]) => [after, actions.filter((action) => action.do !== what)])

/** The shipped decision, which takes this answer to a mark for a good one. */
const marking = (done: boolean | undefined): Subject => ({
  ...shipped,
  decide: (before, event, now) =>
    shipped.decide(before, event.type === 'marked' && event.done === done ? { ...event, done: true } : event, now),
})

const failed = (event: Event): boolean => event.type === 'answered' && event.answer.kind !== 'token'

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'lost answers are not counted',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.alone,
    subject: then(([after, actions], before) => [{ ...after, attempts: before.attempts }, actions]),
  },
  {
    name: 'nothing counts as shared',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.sleeping,
    subject: about((before) => ({ ...before, sharedUpTo: 0 })),
  },
  {
    name: 'a refresh token is sent without a mark',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.sleeping,
    subject: about((before, event) =>
      event.type === 'granted' ? { ...before, marked: before.held?.set.generation ?? 0 } : before,
    ),
  },
  {
    name: 'a refresh token is sent that was not in the store any more',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.sleeping,
    subject: marking(false),
  },
  {
    name: 'a refresh token is sent that may still be in the store',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.cutOff,
    subject: marking(undefined),
  },
  {
    name: 'a store marks whatever it holds',
    breaks: 'a refresh token is sent once, or once more after a lost answer',
    bounds: runs.sleeping,
    subject: { ...shipped, takesMark: () => true },
  },
  {
    name: 'callers wait in the last window as long as they like',
    breaks: 'a living token serves',
    bounds: runs.alone,
    subject: {
      ...shipped,
      callerAnswer: (state, demand, now) => shipped.callerAnswer(state, { ...demand, since: now.mono }, now),
    },
  },
  {
    name: 'a refusal is forgotten',
    breaks: 'a refused password rests',
    bounds: runs.alone,
    subject: then(([after, actions]) => [
      { ...after, refused: undefined },
      actions.filter((action) => action.do !== 'refuse password'),
    ]),
  },
  {
    name: 'a permit that is not used is kept',
    breaks: 'one permit is one call',
    bounds: runs.leaving,
    subject: without('return permit'),
  },
  {
    name: 'a place in the other line is kept',
    breaks: 'one permit is one call',
    bounds: runs.waiting,
    subject: without('leave queue'),
  },
  {
    name: 'a superseded call is forgotten',
    breaks: 'what was sent is heard',
    bounds: runs.replaced,
    subject: then(([after, actions]) => [{ ...after, abandoned: [] }, actions]),
  },
  {
    name: 'a lease is not given back',
    breaks: 'no lease is left behind',
    bounds: runs.shared,
    subject: without('end lease'),
  },
  {
    name: 'a pause has no end',
    breaks: 'nothing is stuck',
    bounds: runs.alone,
    subject: without('pause'),
  },
  {
    name: 'callers are left to sleep',
    breaks: 'waiting callers are woken',
    bounds: runs.late,
    subject: without('wake'),
  },
  {
    name: 'a failed refresh throws the token away',
    breaks: 'a living token is kept',
    bounds: runs.alone,
    subject: then(([after, actions], _, event) => [failed(event) ? { ...after, held: undefined } : after, actions]),
  },
  {
    name: 'whatever the store holds is taken over',
    breaks: 'a living token is kept',
    bounds: runs.shortInStore,
    subject: about((before, event) => (event.type === 'looked' ? { ...before, held: undefined } : before)),
  },
  {
    name: 'a superseded call counts as current',
    breaks: 'what was superseded is not used',
    bounds: runs.replaced,
    subject: about((before) => {
      const { version } = before.credentials
      return { ...before, abandoned: before.abandoned.map((flight) => ({ ...flight, version })) }
    }),
  },
  {
    name: 'a new pair is not saved',
    breaks: 'a rotated pair is saved',
    bounds: runs.kept,
    subject: without('save'),
  },
  {
    name: 'what comes late counts as newest',
    breaks: 'newer is not replaced by older',
    bounds: runs.lateInStore,
    subject: then(([after, actions], before) => {
      const generation = before.highestGeneration + 1_000_000
      const late = (action: Action): Action =>
        action.do === 'save' && action.flight !== before.flight?.id
          ? { ...action, set: { ...action.set, generation } }
          : action
      return [after, actions.map(late)]
    }),
  },
  {
    name: 'an acquisition is settled twice',
    breaks: 'each acquisition is settled once',
    bounds: runs.alone,
    subject: then(([after, actions]) => [after, [...actions, ...actions.filter((action) => action.do === 'settle')]]),
  },
  {
    name: 'what waits for its turn survives close',
    breaks: 'after close nothing is sent',
    bounds: runs.replaced,
    subject: then((decision, before, event) =>
      event.type === 'closed' ? [{ ...before, closed: true }, []] : decision,
    ),
  },
  {
    name: 'only the monotonic clock counts',
    breaks: 'age never goes down',
    bounds: runs.clocks,
    subject: then(([after, actions], before, _, now) => {
      const { held } = after
      if (!held || held.set !== before.held?.set) return [after, actions]
      const { mono } = before.held.askedAt
      return [{ ...after, held: { ...held, askedAt: { mono, wall: now.wall - (now.mono - mono) } } }, actions]
    }),
  },
  {
    name: 'a new refresh token counts as spent',
    breaks: 'attempts are counted truly',
    bounds: runs.alone,
    subject: then(([after, actions]) => {
      const attempts = { generation: after.held?.set.generation ?? 0, unclear: 2, garbled: false }
      return [{ ...after, attempts }, actions]
    }),
  },
  {
    name: 'an acquisition goes on when a token has come',
    breaks: 'no call is made for nothing',
    bounds: runs.late,
    subject: then((decision, before, event) => {
      const [after] = decision
      const late = event.type === 'answered' && event.flight !== before.flight?.id
      return late && before.flight && !after.flight ? [{ ...after, flight: before.flight }, [{ do: 'wake' }]] : decision
    }),
  },
  {
    name: 'a store that does not answer is not waited for',
    breaks: 'a silent store is waited for',
    bounds: runs.silent,
    subject: {
      ...shipped,
      decide: (before, event, now) => {
        const { flight } = before
        if (!flight || !saysNothing(event)) return shipped.decide(before, event, now)
        const hurried = { ...before, flight: { ...flight, patientUntil: now.mono } }
        return shipped.decide(hurried, event, now)
      },
    },
  },
  {
    name: 'a store that does not answer holds up everybody',
    breaks: 'a living token waits for no store',
    bounds: runs.silent,
    subject: then((decision, before, event, now) =>
      event.type === 'leased' && saysNothing(event) && before.flight
        ? waitElsewhere({ ...before, flight: before.flight }, false, now)
        : decision,
    ),
  },
  {
    name: 'inline an acquisition goes on behind callers who have a token',
    breaks: 'inline nothing goes on behind callers',
    bounds: runs.inline,
    subject: then((decision, before, event) =>
      event.type === 'left' && event.served && before.flight
        ? [{ ...before, flight: { ...before.flight, wanted: false, background: true } }, []]
        : decision,
    ),
  },
  {
    name: 'a decision writes to the state',
    breaks: 'decide is pure',
    bounds: runs.alone,
    subject: about((before) => Object.assign(before, { flights: before.flights + 1 })),
  },
]
