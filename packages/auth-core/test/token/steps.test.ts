import { describe, expect, test } from 'vitest'
import type { State } from '../../src/token/state.ts'
import { failedWith, kinds } from './support/actions.ts'
import {
  asked,
  closed,
  failed,
  leased,
  left,
  leftServed,
  looked,
  read,
  renewalAsked,
  token,
  unanswered,
  unavailable,
  unreadable,
  woke,
} from './support/events.ts'
import { alone, backingOff, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About src/token/{steps,failing,choose}.ts: rests, tries, and the choice between refresh and login.

const dead = { leftMs: 0 }
const due = { leftMs: 4 * MINUTE }

const renewed = (state: State) => given(state).after(renewalAsked())
const sameThere = () => looked({ set: tokenSet(), ageMs: 0, own: true })

/** Waits until a rest is over. */
const rested = (walk: Walk) => walk.later((walk.flight.blocked?.until ?? 0) - walk.now.mono).after(woke())

describe('rest', () => {
  test('while a back-off runs an acquisition rests first, and callers look whether they can wait so long', () => {
    const state = backingOff(alone(), 'login')
    const walk = given(state).later(400).after(asked())
    expect(walk.actions).toEqual([
      { do: 'begin', flight: 1 },
      { do: 'pause', flight: 1, ms: 600, jittered: false },
      { do: 'wake' },
    ])
    expect(walk.flight).toMatchObject({
      step: { at: 'resting' },
      blocked: { until: START.mono + 1_000, failure: state.backoff?.failure },
      expectedBy: START.mono + 2_000,
    })
  })

  test('after it the credentials are read, and nothing blocks any more', () => {
    const walk = rested(given(backingOff(alone(), 'login')).after(asked()))
    expect(walk.actions).toEqual([{ do: 'read', flight: 1 }])
    expect(walk.flight).toMatchObject({ step: { at: 'reading' }, blocked: undefined })
  })

  test.each([
    { what: 'of a login', state: () => backingOff(alone(), 'login'), at: 'resting' },
    { what: 'of no endpoint', state: () => backingOff(alone()), at: 'resting' },
    {
      what: 'of a refresh, while the token lives',
      state: () => backingOff(holding(alone(), due), 'refresh'),
      at: 'resting',
    },
    {
      what: 'of a refresh, with a dead token',
      state: () => backingOff(holding(alone(), dead), 'refresh'),
      at: 'reading',
    },
    { what: 'of a login, with a dead token', state: () => backingOff(holding(alone(), dead), 'login'), at: 'resting' },
  ])('a back-off $what leaves the next acquisition $at', ({ state, at }) => {
    expect(renewed(state()).flight.step.at).toBe(at)
  })

  test('a back-off that is over holds up nothing', () => {
    expect(given(backingOff(alone(), 'login')).later(1_000).after(asked()).flight.step.at).toBe('reading')
  })
})

describe('tries', () => {
  const calling = (state: State = alone()) => given(state).after(asked()).upTo('calling')

  test('a call that brought nothing is tried again after a second while anybody waits', () => {
    const walk = calling().after(unanswered())
    const failure = { ...unavailable, retryAfterMs: 1_000 }
    expect(walk.actions).toEqual([
      failedWith('endpoint_unavailable', { retryAfterMs: 1_000 }),
      { do: 'pause', flight: 1, ms: 1_000, jittered: false },
      { do: 'wake' },
    ])
    expect(walk.flight).toMatchObject({ step: { at: 'resting' }, tries: 2, blocked: { failure } })
    expect(walk.state.backoff).toEqual({ failure, endpoint: 'login', count: 1, until: START.mono + 1_000 })
  })

  test('three times in all, then those who wait hear why, and the next acquisition keeps the distance', () => {
    const second = rested(calling().after(unanswered())).upTo('calling').after(unanswered())
    expect(second.actions).toContainEqual({ do: 'pause', flight: 1, ms: 2_000, jittered: false })
    const third = rested(second).upTo('calling').after(unanswered())
    const failure = { ...unavailable, retryAfterMs: 4_000 }
    expect(third.actions).toEqual([
      failedWith('endpoint_unavailable', { retryAfterMs: 4_000 }),
      { do: 'settle', flight: 1, end: { failure } },
    ])
    expect(third.state).toMatchObject({ flight: undefined, backoff: { count: 3, until: third.now.mono + 4_000 } })
    expect(third.after(asked()).flight).toMatchObject({ id: 2, tries: 1, step: { at: 'resting' } })
  })

  test('three times in all, those of earlier acquisitions counted', () => {
    const before = { failure: unavailable, endpoint: 'login', count: 1, until: START.mono } as const
    const second = calling(alone({ backoff: before })).after(unanswered())
    expect(second.flight.step.at).toBe('resting')
    expect(rested(second).upTo('calling').after(unanswered()).state).toMatchObject({
      flight: undefined,
      backoff: { count: 3 },
    })
  })

  test('three times in all, also if the failures are of different kinds', () => {
    const forbidden = failed({ failure: { code: 'account_forbidden', message: 'No.' } })
    const second = rested(calling().after(unanswered())).upTo('calling').after(forbidden)
    expect(second.flight.tries).toBe(3)
    expect(rested(second).upTo('calling').after(unanswered()).state.flight).toBe(undefined)
  })

  test.each([
    { why: 'nobody waits any more', walk: () => calling().after(left()) },
    {
      why: 'a renewal is behind',
      walk: () => renewed(holding(alone(), { ...due, refreshToken: undefined })).upTo('calling'),
    },
    { why: 'those who waited took the living token', walk: () => calling(holding(alone(), due)).after(leftServed()) },
    { why: 'the instance was closed', walk: () => calling().after(closed()) },
  ])('once if $why', ({ walk }) => {
    const end = walk().after(unanswered())
    expect(end.state).toMatchObject({ flight: undefined, backoff: { count: 1 } })
    expect(kinds(end.actions)).toEqual(['acquisition_failed', 'settle'])
  })

  test('once if a further try would bring no more', () => {
    const end = calling().after(failed({ passing: false }))
    const failure = { ...unreadable, retryAfterMs: 1_000 }
    expect(end.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { failure } })
    expect(end.state.backoff).toEqual({ failure, endpoint: 'login', count: 1, until: START.mono + 1_000 })
  })

  test('the lease is given back for the rest, and taken again after it', () => {
    const walk = calling(sharing()).after(unanswered())
    expect(kinds(walk.actions)).toEqual(['acquisition_failed', 'end lease', 'pause', 'wake'])
    expect(walk.flight).toMatchObject({ leased: false, elsewhere: undefined, unread: undefined })
    expect(rested(walk).upTo('leasing').actions).toEqual([{ do: 'lease', flight: 1 }])
  })

  test('without a lease there is none to give back', () => {
    expect(kinds(calling(keeping()).after(unanswered()).actions)).toEqual(['acquisition_failed', 'pause', 'wake'])
  })
})

describe('a refresh token after a lost answer', () => {
  const sent = (state: State) => given(state).after(asked()).upTo('calling')

  test('is sent once more, then there is a login once the token is dead', () => {
    const first = sent(holding(alone(), due)).after(unanswered())
    expect(first.flight.step.at).toBe('resting')
    const second = rested(first).upTo('calling')
    expect(second.actions).toContainEqual({ do: 'call', flight: 1, endpoint: 'refresh', refreshToken: 'r1' })
    const third = rested(second.after(unanswered())).upTo('calling')
    expect(third.actions).toContainEqual({ do: 'call', flight: 1, endpoint: 'login', refreshToken: undefined })
  })

  test('is sent once more under the same lease, if others may hold it', () => {
    const rest = sent(holdingShared(sharing(), due)).after(unanswered())
    expect(kinds(rest.actions)).toEqual(['acquisition_failed', 'pause', 'wake'])
    expect(rest.flight.leased).toBe(true)
    const looking = rested(rest).upTo('looking')
    expect(looking.after(sameThere()).actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
  })

  test('the second loss spends it: the lease is given back, and a login follows', () => {
    const again = rested(sent(holdingShared(sharing(), due)).after(unanswered()))
      .upTo('calling')
      .after(unanswered())
    expect(again.state.attempts).toEqual({ generation: 2, unclear: 2, garbled: false })
    expect(kinds(again.actions)).toEqual(['acquisition_failed', 'end lease', 'pause', 'wake'])
    expect(rested(again).upTo('queued').flight.step).toMatchObject({ endpoint: 'login' })
  })

  test('is sent once more under the lease even if nobody waits: nobody else may do it', () => {
    const rest = renewed(holdingShared(sharing(), due)).upTo('calling').after(unanswered())
    expect(rest.flight).toMatchObject({ step: { at: 'resting' }, leased: true, background: true })
  })

  test('a renewal without a lease ends with the first loss', () => {
    expect(renewed(holding(alone(), due)).upTo('calling').after(unanswered()).state.flight).toBe(undefined)
    expect(renewed(holding(keeping(), due)).upTo('calling').after(unanswered()).state.flight).toBe(undefined)
  })

  test('a renewal under a lease ends too if the call was never sent', () => {
    const end = renewed(holdingShared(sharing(), due)).upTo('calling').after(unanswered(false))
    expect(kinds(end.actions)).toEqual(['acquisition_failed', 'end lease', 'settle'])
    expect(end.state.attempts).toEqual({ generation: 2, unclear: 0, garbled: false })
  })

  test('it is not kept for another try if its life is over', () => {
    const brief = holdingShared(sharing(), { ...due, refreshLifetimeMs: LIFE - due.leftMs + 5_000 })
    const end = renewed(brief).upTo('calling').later(5_000).after(unanswered())
    expect(kinds(end.actions)).toEqual(['acquisition_failed', 'end lease', 'settle'])
  })

  const twiceBefore = { failure: unavailable, endpoint: 'refresh', count: 2, until: START.mono } as const

  test('counts as spent when the acquisition ends, and its lease with it', () => {
    const end = sent(holdingShared(sharing({ backoff: twiceBefore }), due)).after(unanswered())
    expect(kinds(end.actions)).toEqual(['acquisition_failed', 'end lease', 'settle'])
    // Of the mark's generation.
    expect(end.state.attempts).toEqual({ generation: 2, unclear: 2, garbled: false })
  })

  test.each([
    { why: 'it is in no store', state: () => holding(sharing({ backoff: twiceBefore }), due) },
    { why: 'the store is only ours', state: () => holdingShared(keeping({ backoff: twiceBefore }), due) },
    { why: 'there is no store', state: () => holding(alone({ backoff: twiceBefore }), due) },
  ])('may be sent again by the next acquisition if $why', ({ state }) => {
    const end = sent(state()).after(unanswered())
    expect(end.state).toMatchObject({ flight: undefined, attempts: { generation: 1, unclear: 1 } })
  })

  test('if its answer was clear, nothing changes when the acquisition ends', () => {
    const end = sent(holdingShared(sharing({ backoff: twiceBefore }), due)).after(failed())
    expect(end.state.attempts).toEqual({ generation: 2, unclear: 0, garbled: true })
  })
})

describe('refresh or login', () => {
  const queued = (state: State) => given(state).after(asked()).upTo('queued').flight.step

  test.each([
    { what: 'a refresh token that lives', state: () => holding(alone(), dead), endpoint: 'refresh' },
    { what: 'none', state: () => holding(alone(), { ...dead, refreshToken: undefined }), endpoint: 'login' },
    {
      what: 'one with a millisecond left',
      state: () => holding(alone(), { ...dead, refreshLifetimeMs: LIFE + 1 }),
      endpoint: 'refresh',
    },
    {
      what: 'one that is over',
      state: () => holding(alone(), { ...dead, refreshLifetimeMs: LIFE }),
      endpoint: 'login',
    },
    {
      what: 'one that is spent',
      state: () => holding(alone({ attempts: { generation: 1, unclear: 2, garbled: false } }), dead),
      endpoint: 'login',
    },
    { what: 'a back-off of refresh', state: () => backingOff(holding(alone(), dead), 'refresh'), endpoint: 'login' },
    {
      what: 'a back-off of refresh that is over',
      state: () =>
        holding(alone({ backoff: { failure: unavailable, endpoint: 'refresh', count: 1, until: START.mono } }), dead),
      endpoint: 'refresh',
    },
  ])('with $what › $endpoint', ({ state, endpoint }) => {
    expect(queued(state())).toMatchObject({ endpoint })
  })

  test('the back-off of a login is no reason against a refresh', () => {
    const walk = given(backingOff(holding(alone(), dead), 'login')).after(asked())
    const { state } = walk
    expect(given(state, walk.now).after(woke()).upTo('queued').flight.step).toMatchObject({ endpoint: 'refresh' })
  })

  test('if the store has forgotten the set, it queues for a refresh: the mark decides', () => {
    const inside = given(holdingShared(sharing(), dead)).after(asked(), read(), looked(), leased())
    expect(inside.flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh' })
  })
})

describe('answers of refresh that nobody can read', () => {
  const garbled = { generation: 1, unclear: 2, garbled: true }

  test('twice › while the token lives no login is spent on it: the acquisition ends with a back-off', () => {
    const walk = given(holding(alone({ attempts: garbled }), due))
      .after(asked())
      .upTo('reading')
      .after({
        type: 'read',
        account: 'demo',
      })
    const failure = {
      code: 'unexpected_response',
      message: 'The refresh endpoint answers what cannot be read.',
      retryAfterMs: 1_000,
    }
    expect(walk.actions).toEqual([
      failedWith('unexpected_response', { retryAfterMs: 1_000, held: true }),
      { do: 'settle', flight: 1, end: { failure } },
    ])
    expect(walk.state.backoff).toMatchObject({ failure, endpoint: 'refresh', count: 1 })
  })

  test.each([
    { when: 'once the token is dead', state: () => holding(alone({ attempts: garbled }), dead) },
    {
      when: 'if they were about an earlier token',
      state: () => holding(alone({ attempts: garbled }), { ...due, generation: 2, refreshToken: undefined }),
    },
    {
      when: 'if they were lost instead',
      state: () => holding(alone({ attempts: { ...garbled, garbled: false } }), due),
    },
    { when: 'if no token is held', state: () => alone({ attempts: garbled }) },
  ])('$when there is a login', ({ state }) => {
    expect(given(state()).after(asked()).upTo('queued').flight.step).toMatchObject({ endpoint: 'login' })
  })

  test('in between a token that came makes them count for nothing', () => {
    const walk = given(holding(alone({ attempts: garbled }), dead))
      .after(asked())
      .upTo('calling')
      .after(token())
    expect(walk.later(LIFE).after(asked()).upTo('queued').flight.step).toMatchObject({ endpoint: 'refresh' })
  })
})
