import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import type { State } from '../../src/token/state.ts'
import { failedWith, kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  checked,
  closed,
  granted,
  grantedWithoutLease,
  left,
  limited,
  looked,
  noLease,
  note,
  readWithNext,
  rejected,
  renewalAsked,
  restored,
  tooMany,
  waiting,
  waitingClosed,
} from './support/events.ts'
import { alone, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { inStore, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About src/token/acquisition.ts: what comes of waiting for a permit, of a permit, and of a 429.

const dead = { leftMs: 0 }
const dueAhead = { leftMs: 4 * MINUTE }

/** A set of generation 1 is in the store: ours. */
const sameThere = () => looked({ set: tokenSet(), ageMs: 0, own: true })

const login = () => given(alone()).after(asked()).upTo('queued')
const refresh = () => given(holding(alone(), dead)).after(asked()).upTo('queued')
const renewal = () => given(holding(alone(), dueAhead)).after(renewalAsked()).upTo('queued')

/** A token that lives on, and was rejected to the caller that asks now. */
const refusedToken = (state: State) => given(holdingShared(state, dueAhead)).after(rejected(), asked('rejected'))

const overBudget = (endpoint: string) => ({
  code: 'rate_limited',
  message: `No ${endpoint} may be sent yet: the limit for this address is used up.`,
})

describe('waiting for a permit', () => {
  test.each([
    { endpoint: 'login', walk: () => login() },
    { endpoint: 'refresh', walk: () => renewal() },
  ])('for a $endpoint › callers look again whether they can wait so long, and why', ({ endpoint, walk }) => {
    const waited = walk().after(waiting(5_000))
    expect(waited.actions).toEqual([{ do: 'wake' }])
    expect(waited.flight).toMatchObject({
      step: { at: 'queued', endpoint, waited: true },
      blocked: { until: START.mono + 5_000, failure: overBudget(endpoint) },
      expectedBy: START.mono + 6_000,
    })
  })

  test('a login waits for an endpoint that is closed', () => {
    const walk = login().after(waitingClosed(60_000))
    expect(walk.flight).toMatchObject({
      step: { at: 'queued', endpoint: 'login', waited: true },
      blocked: { until: START.mono + 60_000, failure: overBudget('login') },
    })
  })

  test('the wait may change, and after a 429 its reason stays', () => {
    const walk = login().after(granted(), limited(), waitingClosed(60_000)).later(1_000).after(waiting(70_000))
    expect(walk.flight.blocked).toEqual({ until: START.mono + 71_000, failure: tooMany })
  })

  test('with the permit the waiting is over', () => {
    expect(login().after(waiting(5_000), granted()).flight.blocked).toBe(undefined)
  })
})

describe('refresh is closed', () => {
  const blocked = { ...overBudget('refresh'), retryAfterMs: 60_000 }
  const told = failedWith('rate_limited', { retryAfterMs: 60_000 })

  test('while the held token lives the acquisition ends with a back-off', () => {
    const walk = renewal().after(waitingClosed(60_000))
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { ...told, event: { ...told.event, held: true } },
      { do: 'settle', flight: 1, end: { failure: blocked } },
    ])
    const backoff = { failure: blocked, endpoint: 'refresh', count: 1, until: START.mono + 60_000 }
    expect(walk.state).toMatchObject({ flight: undefined, backoff })
  })

  test('once it is dead the wait goes on, and a login may come first', () => {
    const walk = refresh().after(waitingClosed(60_000))
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    expect(walk.flight.step).toMatchObject({ at: 'queued for either', turns: { refresh: START.mono + 60_000 } })
    expect(walk.state.backoff).toBe(undefined)
  })

  test('if the API refuses it, others may use it during a back-off, and a login follows', () => {
    const walk = refusedToken(alone()).upTo('queued').after(waitingClosed(60_000))
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      told,
      { do: 'queue', flight: 1, endpoint: 'login' },
      { do: 'wake' },
    ])
    expect(walk.flight.step).toEqual({ at: 'queued', endpoint: 'login', waited: false })
  })

  test.each([
    { store: 'kept', state: () => keeping() },
    { store: 'shared', state: () => sharing() },
  ])('before that login one looks into a store that is $store', ({ state }) => {
    const walk = refusedToken(state()).upTo('queued').after(waitingClosed(60_000))
    expect(walk.actions).toEqual([{ do: 'return permit', flight: 1 }, told, { do: 'look', flight: 1 }, { do: 'wake' }])
    expect(walk.flight.step).toEqual(lookingThen('login'))
    expect(walk.after(sameThere()).flight.step).toEqual({ at: 'checking', permit: false })
  })

  test('its back-off counts on from one that went before', () => {
    const before = { failure: tooMany, endpoint: 'refresh', count: 3, until: START.mono } as const
    const state = holding(alone({ backoff: before }), dueAhead)
    const walk = given(state).after(renewalAsked()).upTo('queued').after(waitingClosed(60_000))
    expect(walk.state.backoff?.count).toBe(3)
  })
})

describe('a permit', () => {
  test('that came at once is used at once', () => {
    const walk = given(holding(sharing(), dead)).after(asked()).upTo('queued').after(granted())
    expect(kinds(walk.actions)).toEqual(['acquiring', 'call'])
  })

  test.each([
    { store: 'none', state: () => alone(), next: 'calling' },
    { store: 'kept', state: () => keeping(), next: 'looking again' },
    { store: 'shared', state: () => sharing(), next: 'looking again' },
  ])('that came late, with a store that is $store › "$next"', ({ state, next }) => {
    const walk = given(state()).after(asked()).upTo('queued').after(waiting(5_000)).later(5_000).after(granted())
    expect(walk.flight.step.at).toBe(next)
  })

  const again = (walk: Walk) => walk.upTo('queued').after(waiting(5_000)).later(5_000).after(granted())

  test('that came late › a look into the store, and a question for refusals, come before the call', () => {
    const walk = again(given(sharing()).after(asked()))
    expect(walk.actions).toEqual([{ do: 'look', flight: 1 }])
    expect(walk.flight).toMatchObject({
      step: { at: 'looking again' },
      expectedBy: START.mono + 13_000,
    })
    const free = walk.after(looked())
    expect(free.actions).toEqual([{ do: 'check', flight: 1 }])
    expect(free.flight).toMatchObject({ step: { at: 'checking', permit: true }, blocked: undefined })
    expect(kinds(free.after(checked()).actions)).toEqual(['acquiring', 'call'])
  })

  test('that came late › if another process has noted a refusal meanwhile, the permit is given back', () => {
    const walk = again(given(sharing()).after(asked())).after(looked(), checked(note('password')))
    expect(kinds(walk.actions)).toEqual([
      'return permit',
      'refuse password',
      'acquisition_failed',
      'end lease',
      'settle',
    ])
  })

  test('that came late › if the last caller leaves during that question, the permit is given back', () => {
    const walk = again(given(sharing()).after(asked())).after(looked(), left())
    expect(kinds(walk.actions)).toEqual(['return permit', 'end lease', 'settle'])
  })

  test('that came at once › a question for refusals comes before it, and has nothing to give back', () => {
    const walk = given(sharing()).after(asked()).upTo('checking').after(left())
    expect(kinds(walk.actions)).toEqual(['end lease', 'settle'])
  })

  test('that came late › what another process has acquired meanwhile is used, and the permit given back', () => {
    const walk = again(given(sharing()).after(asked())).after(looked(inStore()))
    expect(kinds(walk.actions)).toEqual(['adopted', 'return permit', 'end lease', 'settle'])
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
  })

  test('that came late › for a refresh no look is needed: the mark asks whether the set is still there', () => {
    expect(kinds(again(given(holdingShared(sharing(), dueAhead)).after(renewalAsked())).actions)).toEqual(['mark'])
  })

  test('that came late › if the password was refused meanwhile, no login follows the look', () => {
    const walk = again(given(sharing()).after(asked())).after(restored({ note: note('password') }), looked())
    expect(kinds(walk.actions)).toEqual(['return permit', 'acquisition_failed', 'end lease', 'settle'])
  })

  test('is not used without the lease that was taken for it', () => {
    const walk = given(sharing()).after(asked()).upTo('queued').after(grantedWithoutLease())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: 'again' },
    ])
  })

  test('is used without a lease if none was taken', () => {
    const walk = given(sharing()).after(asked()).upTo('leasing').later(20_000).after(noLease()).upTo('queued')
    expect(walk.after(grantedWithoutLease()).flight.step.at).toBe('calling')
  })

  test('is not used for a refresh token whose life has ended meanwhile: a login follows, or the back-off of an end', () => {
    const brief = holding(alone(), { ...dead, refreshLifetimeMs: LIFE + 2_000 })
    const walk = given(brief).after(asked()).upTo('queued').later(2_000).after(granted())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'queue', flight: 1, endpoint: 'login' },
    ])
  })

  test('is given back once if what follows is an end', () => {
    const refused = { failure: passwordRefused, at: START.mono }
    const brief = holding(alone({ refused }), { ...dead, refreshLifetimeMs: LIFE + 2_000 })
    const queued = given({ ...brief, refused: undefined })
      .after(asked())
      .upTo('queued')
    const walk = given({ ...queued.state, refused }, queued.now)
      .later(2_000)
      .after(granted())
    expect(kinds(walk.actions)).toEqual(['return permit', 'acquisition_failed', 'settle'])
  })

  test('is not used for a password that is known to be refused by now', () => {
    const queued = given(sharing())
      .after(asked())
      .upTo('queued')
      .after(restored({ note: note('password') }))
    expect(queued.flight.step.at).toBe('queued')
    const walk = queued.after(granted())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      failedWith('invalid_credentials', { status: 401 }),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { failure: passwordRefused } },
    ])
  })

  test('is used for a refresh, even if the password is known to be refused by now', () => {
    const queued = given(holdingShared(keeping(), dead)).after(asked()).upTo('queued')
    const walk = queued.after(restored({ note: note('password') }), granted())
    expect(walk.actions).toContainEqual({ do: 'call', flight: 1, endpoint: 'refresh', refreshToken: 'r1' })
  })
})

describe('429', () => {
  const endpointClosed = (endpoint: string) => ({
    do: 'tell',
    event: { type: 'endpoint_closed', endpoint, forMs: 60_000 },
  })
  const reason = { ...tooMany, retryAfterMs: 60_000 }

  test('to a login › it waits for its turn again', () => {
    const walk = login().after(granted(), limited())
    expect(walk.actions).toEqual([
      endpointClosed('login'),
      { do: 'queue', flight: 1, endpoint: 'login' },
      { do: 'wake' },
    ])
    expect(walk.flight).toMatchObject({
      step: { at: 'queued', endpoint: 'login', waited: false },
      blocked: { until: START.mono + 60_000, failure: tooMany },
    })
    expect(walk.state.backoff).toBe(undefined)
  })

  test('to a refresh, while the held token lives › the acquisition ends with a back-off', () => {
    const walk = renewal().after(granted(), limited())
    expect(walk.actions).toEqual([
      endpointClosed('refresh'),
      failedWith('rate_limited', { status: 429, retryAfterMs: 60_000, held: true }),
      { do: 'settle', flight: 1, end: { failure: reason } },
    ])
    const backoff = { failure: reason, endpoint: 'refresh', count: 1, until: START.mono + 60_000 }
    expect(walk.state).toMatchObject({ flight: undefined, backoff })
  })

  test('to a refresh, with a dead token › it waits for its turn again, and a login may come first', () => {
    const walk = refresh().after(granted(), limited())
    expect(walk.actions).toEqual([endpointClosed('refresh'), { do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(walk.after(waitingClosed(60_000)).actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    expect(walk.state.backoff).toBe(undefined)
  })

  test('to a refresh, with a token that others may use during a back-off › a login follows', () => {
    const walk = refusedToken(alone()).upTo('calling').after(limited())
    expect(walk.actions).toEqual([
      endpointClosed('refresh'),
      failedWith('rate_limited', { status: 429, retryAfterMs: 60_000 }),
      { do: 'queue', flight: 1, endpoint: 'login' },
      { do: 'wake' },
    ])
    expect(walk.flight.blocked).toBe(undefined)
    expect(walk.after(granted()).flight.step).toMatchObject({ at: 'calling', endpoint: 'login' })
  })

  test('to a refresh, with such a token and a store › one looks whether others were luckier before the login', () => {
    const walk = refusedToken(sharing()).upTo('calling').after(limited())
    expect(walk.flight.step).toEqual(lookingThen('login'))
    const found = walk.after(looked(inStore()))
    expect(found.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: found.state.held } })
  })

  test('to a call that nobody waits for any more › it ends', () => {
    const walk = login().after(granted(), left(), limited())
    expect(walk.actions).toEqual([endpointClosed('login'), { do: 'settle', flight: 1, end: 'again' }])
  })

  test('to a renewal that nobody waits for › it goes on', () => {
    const state = holding(alone(), { ...dueAhead, refreshToken: undefined })
    const walk = given(state).after(renewalAsked()).upTo('calling').after(limited())
    expect(walk.flight.step).toMatchObject({ at: 'queued', endpoint: 'login' })
  })

  test('after the instance was closed › it ends', () => {
    const walk = login().after(granted(), closed(), limited())
    expect(walk.actions).toEqual([endpointClosed('login'), { do: 'settle', flight: 1, end: 'again' }])
  })

  test('the login that follows asks first whether the password was refused elsewhere', () => {
    const walk = refusedToken(keeping()).upTo('calling').after(limited(), sameThere())
    expect(walk.after(checked(note('password'))).actions.at(-1)).toMatchObject({ end: { failure: passwordRefused } })
  })
})

describe('a refusal is heard during the wait, and there is another password', () => {
  const heard = (store: State) =>
    given(store)
      .after(asked(), readWithNext())
      .upTo('queued')
      .after(waiting(5_000, 'login'), restored({ note: note('password') }), granted('login'))

  test('with a store › the permit is given back before that one is read', () => {
    expect(kinds(heard(sharing()).after(looked()).actions)).toEqual(['return permit', 'end lease', 'read'])
  })

  test('without one › so it is', () => {
    expect(kinds(heard(alone()).actions)).toEqual(['return permit', 'read'])
  })
})
