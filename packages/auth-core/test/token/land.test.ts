import { expect, test } from 'vitest'
import type { TokenResponse } from '../../src/token/answer.ts'
import { leftMs, refreshLeftMs } from '../../src/token/held-token.ts'
import { type Calling, land, tokenSetOf } from '../../src/token/land.ts'
import type { State } from '../../src/token/state.ts'
import { asked, read, response } from './support/events.ts'
import { alone, backingOff, holding, holdingShared, sharing, withRejection } from './support/states.ts'
import { ACCOUNT, after, heldToken, LIFE, MINUTE, REFRESH_LIFE, START } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About src/token/land.ts: what an answer means for what is held. The call was sent at the start.

const login: Calling = { at: 'calling', endpoint: 'login', sentAt: START, generation: 0 }
const refresh: Calling = { ...login, endpoint: 'refresh', generation: 1 }
const fresh = { highestGeneration: 0, overtaken: false, replacement: false, profile: undefined }

test('token set › what comes lives from when it was asked for, its refresh token for seven days', () => {
  const { set, askedAt } = tokenSetOf(response({ lifetimeMs: 10 * MINUTE }), login, undefined, fresh)
  expect(set).toEqual({
    accessToken: 'a2',
    refreshToken: 'r2',
    generation: START.wall,
    lifetimeMs: 10 * MINUTE,
    refreshLifetimeMs: REFRESH_LIFE,
    replacement: false,
    profile: {},
  })
  expect(askedAt).toBe(START)
  expect(Object.isFrozen(set)).toBe(true)
})

test.each([
  { what: 'the time it was sent', highest: 5, sent: 900.7, overtaken: false, generation: 900 },
  {
    what: 'one above the highest, if the wall clock is behind',
    highest: 2_000,
    sent: 900,
    overtaken: false,
    generation: 2_001,
  },
  { what: 'one above the highest, if the lease was lost', highest: 5, sent: 900, overtaken: true, generation: 6 },
])('token set › its generation is $what', ({ highest, sent, overtaken, generation }) => {
  const calling = { ...login, sentAt: { wall: sent, mono: 0 } }
  const about = { ...fresh, highestGeneration: highest, overtaken }
  expect(tokenSetOf(response(), calling, undefined, about).set.generation).toBe(generation)
})

test('token set › it is known to replace a rejected one', () => {
  expect(tokenSetOf(response(), login, undefined, { ...fresh, replacement: true }).set.replacement).toBe(true)
})

test('token set › the same access token again lives no longer than it did', () => {
  const before = heldToken({ leftMs: 5 * MINUTE })
  const { set, askedAt } = tokenSetOf(response({ accessToken: 'a1', lifetimeMs: 60 * MINUTE }), login, before, fresh)
  expect(set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2', lifetimeMs: LIFE })
  expect(askedAt).toBe(before.askedAt)
})

test('token set › a refresh that brings no refresh token leaves the old one in use, for what is left of its life', () => {
  const before = heldToken({ leftMs: 5 * MINUTE })
  const { set } = tokenSetOf(response({ refreshToken: undefined }), refresh, before, fresh)
  expect(set).toMatchObject({ accessToken: 'a2', refreshToken: 'r1' })
  expect(set.refreshLifetimeMs).toBe(refreshLeftMs(before, START))
})

test('token set › a refresh token that comes lives seven days, whatever the one before it had left', () => {
  const { set } = tokenSetOf(response(), refresh, heldToken({ leftMs: 5 * MINUTE }), fresh)
  expect(set).toMatchObject({ refreshToken: 'r2', refreshLifetimeMs: REFRESH_LIFE })
})

test('token set › a login that brings no refresh token leaves none', () => {
  const { set } = tokenSetOf(response({ refreshToken: undefined }), login, heldToken(), fresh)
  expect(set).toMatchObject({ refreshToken: undefined, refreshLifetimeMs: REFRESH_LIFE })
})

test('token set › a refresh whose predecessor is gone brings what it brings', () => {
  const { set } = tokenSetOf(response({ refreshToken: undefined }), refresh, undefined, fresh)
  expect(set).toMatchObject({ refreshToken: undefined, refreshLifetimeMs: REFRESH_LIFE })
})

const flight = () => given(alone()).after(asked(), read()).flight

/** Lands what a call brought that took two seconds. */
const landing = (state: State, calling: Calling, fields: Partial<TokenResponse> = {}, overtaken = false) =>
  land(state, flight(), calling, { response: response(fields), overtaken }, after(2_000))

test('land › what came is held, told and saved, and ends a back-off', () => {
  const { state, held, prolongs, actions } = landing(backingOff(sharing({ highestGeneration: 5 })), login)
  expect(state).toEqual({
    ...sharing(),
    held,
    highestGeneration: START.wall,
    sharedUpTo: START.wall,
  })
  expect(held).toMatchObject({
    set: { accessToken: 'a2', refreshToken: 'r2', generation: START.wall, replacement: false },
    account: ACCOUNT,
    askedAt: START,
    landedAt: START.mono + 2_000,
  })
  expect(prolongs).toBe(true)
  const generation = START.wall
  const expiresAt = START.wall + LIFE
  const event = { type: 'acquired', endpoint: 'login', generation, expiresAt, lifetimeMs: LIFE, tookMs: 2_000 }
  expect(actions).toEqual([
    { do: 'tell', event },
    { do: 'save', flight: 1, set: held.set, ageMs: 2_000 },
  ])
})

test('land › from the moment in which it is being saved, other processes may know it', () => {
  const before = { ...holdingShared(sharing()), sharedUpTo: 7 }
  expect(landing(before, refresh).state.sharedUpTo).toBe(START.wall)
  const ahead = { ...before, sharedUpTo: START.wall + 1 }
  expect(landing(ahead, refresh).state.sharedUpTo).toBe(START.wall + 1)
})

test('land › it is dated by the clock that saw it age more, so that neither can make it younger later', () => {
  const slept = { wall: START.wall + 5 * MINUTE, mono: START.mono + 1_000 }
  const { held } = land(alone(), flight(), login, { response: response(), overtaken: false }, slept)
  expect(held.askedAt).toEqual({ wall: START.wall, mono: START.mono + 1_000 - 5 * MINUTE })
})

test('land › without a store nothing is saved', () => {
  expect(landing(alone(), login).actions.map((action) => action.do)).toEqual(['tell'])
})

test('land › warnings are told first', () => {
  const { actions } = landing(alone(), login, { warnings: ['one', 'two'] })
  expect(actions).toMatchObject([
    { do: 'tell', event: { type: 'response_warning', warning: 'one' } },
    { do: 'tell', event: { type: 'response_warning', warning: 'two' } },
    { do: 'tell', event: { type: 'acquired' } },
  ])
})

test.each([
  { what: 'that the state knows', highest: START.wall + 10, held: 7, generation: START.wall + 11 },
  { what: 'that is held', highest: 7, held: START.wall + 10, generation: START.wall + 11 },
])('land › its generation is above the highest $what', ({ highest, held, generation }) => {
  const state = { ...holding(alone(), { generation: held }), highestGeneration: highest }
  expect(landing(state, refresh).state).toMatchObject({ highestGeneration: generation, held: { set: { generation } } })
})

test('land › if the lease was lost while the call was under way, the own clock has no say about the generation', () => {
  expect(landing(holding(sharing()), refresh, {}, true).held.set.generation).toBe(2)
})

test('land › what comes for a rejected token is its replacement', () => {
  expect(landing(withRejection(holding(alone())), refresh).held.set.replacement).toBe(true)
  expect(landing(holding(alone()), refresh).held.set.replacement).toBe(false)
})

test('land › a token that lives shorter than the held one is used and saved, and prolongs nothing', () => {
  const state = holding(sharing(), { leftMs: 20 * MINUTE })
  const { held, prolongs, actions } = landing(state, refresh, { lifetimeMs: 10 * MINUTE })
  expect(held.set).toMatchObject({ accessToken: 'a2', lifetimeMs: 10 * MINUTE })
  expect(prolongs).toBe(false)
  expect(actions.at(-1)).toMatchObject({ do: 'save', set: { accessToken: 'a2' } })
})

test.each([
  { left: 10 * MINUTE + 1, prolongs: true },
  { left: 10 * MINUTE, prolongs: false },
])('land › a token with $left ms left prolongs one with 10 minutes left: $prolongs', ({ left, prolongs }) => {
  const state = holding(alone(), { leftMs: 10 * MINUTE + 2_000 })
  expect(landing(state, refresh, { lifetimeMs: left + 2_000 }).prolongs).toBe(prolongs)
})

test.each([
  { before: 'rejected', state: () => withRejection(holding(alone())) },
  { before: 'dead', state: () => holding(alone(), { leftMs: -1 }) },
])('land › whatever lives prolongs a token that is $before', ({ state }) => {
  expect(landing(state(), refresh, { lifetimeMs: 2_001 })).toMatchObject({
    prolongs: true,
    held: { set: { accessToken: 'a2' } },
  })
})

test.each([2_000, 1_000])(
  'land › one that is dead on arrival (%i ms of life) leaves a living token in use, with the new refresh token',
  (lifetimeMs) => {
    const state = holding(sharing(), { leftMs: 20 * MINUTE })
    const { held, prolongs, actions, state: next } = landing(state, refresh, { lifetimeMs })
    expect(held.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2', generation: START.wall })
    expect(leftMs(held, after(2_000))).toBe(20 * MINUTE - 2_000)
    expect(next.held).toBe(held)
    expect(prolongs).toBe(false)
    expect(actions.at(-1)).toMatchObject({ do: 'save', set: { accessToken: 'a2' }, ageMs: 2_000 })
  },
)

test('land › one with a millisecond left on arrival is used', () => {
  const state = holding(alone(), { leftMs: 20 * MINUTE })
  expect(landing(state, refresh, { lifetimeMs: 2_001 }).held.set.accessToken).toBe('a2')
})

test.each([
  { before: 'there is none', state: () => alone() },
  { before: 'the held one is dead', state: () => holding(alone(), { leftMs: 2_000 }) },
  { before: 'the held one was rejected', state: () => withRejection(holding(alone())) },
])('land › one that is dead on arrival is held for its refresh token if $before', ({ state }) => {
  expect(landing(state(), refresh, { lifetimeMs: 500 })).toMatchObject({
    prolongs: false,
    held: { set: { accessToken: 'a2', refreshToken: 'r2' } },
  })
})

test('land › after the instance was closed it goes to those who waited, and into the store, but is not kept', () => {
  const { state, held, actions } = landing(sharing({ closed: true }), login)
  expect(state).toMatchObject({ held: undefined, highestGeneration: START.wall })
  expect(held.set.accessToken).toBe('a2')
  expect(actions.map((action) => action.do)).toEqual(['tell', 'save'])
})

test('land › the same token again is saved as old as it is', () => {
  const { held, prolongs, actions } = landing(holding(sharing(), { leftMs: 20 * MINUTE }), refresh, {
    accessToken: 'a1',
  })
  expect(leftMs(held, after(2_000))).toBe(20 * MINUTE - 2_000)
  expect(prolongs).toBe(false)
  expect(actions).toMatchObject([
    { event: { type: 'acquired', expiresAt: START.wall + 20 * MINUTE, tookMs: 2_000 } },
    { do: 'save', ageMs: 10 * MINUTE + 2_000 },
  ])
})

test('token set › a refresh keeps what the login told of the account, as far as it does not tell it anew', () => {
  const before = heldToken({ profile: { userType: 'MERCHANT', roles: ['TILL'] } })
  const about = { ...fresh, profile: before.set.profile }
  const of = (calling: Calling, profile: TokenResponse['profile']) =>
    tokenSetOf(response({ profile }), calling, before, about).set.profile
  expect(of(refresh, {})).toEqual({ userType: 'MERCHANT', roles: ['TILL'] })
  expect(of(refresh, { roles: [] })).toEqual({ userType: 'MERCHANT', roles: [] })
  expect(of(login, { userType: 'SUB_MERCHANT' })).toEqual({ userType: 'SUB_MERCHANT' })
})
