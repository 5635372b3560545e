import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import { leftMs, refreshLeftMs } from '../../src/token/held-token.ts'
import type { State } from '../../src/token/state.ts'
import { kinds } from './support/actions.ts'
import {
  asked,
  closed,
  forgotten,
  left,
  leftServed,
  note,
  overtaken,
  read,
  rejected,
  renewalAsked,
  replaced,
  restored,
  token,
  waiting,
} from './support/events.ts'
import { alone, backingOff, holding, holdingShared, inline, keeping, sharing } from './support/states.ts'
import { ACCOUNT, DAY, heldToken, inStore, LIFE, MINUTE, START } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About src/token/decide.ts: what callers and the owner of an instance do.

const _dead = { leftMs: 0 }
const due = { leftMs: 4 * MINUTE }

describe('asked', () => {
  test('a caller begins an acquisition', () => {
    const walk = given(alone()).after(asked('rejected'))
    expect(walk.flight).toEqual({
      id: 1,
      version: 0,
      reason: 'rejected',
      step: { at: 'reading' },
      wanted: true,
      background: false,
      tries: 1,
      leased: false,
      account: '',
      unread: undefined,
      elsewhere: undefined,
      patientUntil: START.mono + 20_000,
      blocked: undefined,
      expectedBy: START.mono + 31_000,
      suspected: false,
    })
    expect(walk.state.flights).toBe(1)
    expect(walk.actions).toEqual([
      { do: 'begin', flight: 1 },
      { do: 'read', flight: 1 },
    ])
  })

  test('a renewal that nobody waits for is behind callers', () => {
    expect(given(alone()).after(renewalAsked()).flight).toMatchObject({
      reason: 'renew_ahead',
      wanted: false,
      background: true,
    })
  })

  test('each acquisition has a number of its own, and the credentials of its time', () => {
    const walk = given(alone()).after(asked(), left(), replaced(), asked())
    expect(walk.flight).toMatchObject({ id: 2, version: 1 })
  })

  test('further callers join the one under way', () => {
    const first = given(alone()).after(asked())
    const walk = first.after(asked('must_renew'))
    expect(walk.actions).toEqual([])
    expect(walk.state).toEqual(first.state)
  })

  test('a caller who waits makes a renewal wanted, and no longer one behind', () => {
    const walk = given(alone()).after(renewalAsked(), asked())
    expect(walk.flight).toMatchObject({ reason: 'renew_ahead', wanted: true, background: false })
  })

  test('a renewal that is asked for does not change what callers wait for', () => {
    const walk = given(alone()).after(asked(), renewalAsked())
    expect(walk.flight).toMatchObject({ wanted: true, background: false })
    expect(given(alone()).after(renewalAsked(), renewalAsked()).flight).toMatchObject({
      wanted: false,
      background: true,
    })
  })

  test('a closed instance begins nothing', () => {
    const state = alone({ closed: true })
    expect(given(state).after(asked())).toMatchObject({ state, actions: [] })
  })
})

describe('left', () => {
  test('what was not sent yet is given up', () => {
    const walk = given(alone()).after(asked(), read(), left())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'settle', flight: 1, end: 'again' },
    ])
    expect(walk.state).toMatchObject({ flight: undefined, failFast: undefined })
  })

  test('the lease is given back', () => {
    const walk = given(sharing()).after(asked()).upTo('checking').after(left())
    expect(kinds(walk.actions)).toEqual(['end lease', 'settle'])
  })

  test('what was sent goes on, without anybody', () => {
    const walk = given(alone()).after(asked()).upTo('calling').after(left())
    expect(walk.actions).toEqual([])
    expect(walk.flight).toMatchObject({ wanted: false, background: false, step: { at: 'calling' } })
    expect(walk.after(token()).state.held?.set.accessToken).toBe('a2')
  })

  test('with a token, the acquisition goes on behind', () => {
    const gone = given(inline(alone())).after(asked(), read(), leftServed())
    expect(gone.state.flight).toBe(undefined)
    const walk = given(alone()).after(asked(), read(), leftServed())
    expect(walk.actions).toEqual([])
    expect(walk.flight).toMatchObject({ wanted: false, background: true, step: { at: 'queued' } })
  })

  test('a renewal behind callers stays what it is', () => {
    const walk = given(alone()).after(renewalAsked(), left())
    expect(walk.flight).toMatchObject({ wanted: false, background: true })
  })

  test('if nothing is under way, nothing happens', () => {
    const state = alone()
    expect(given(state).after(left())).toMatchObject({ state, actions: [] })
  })

  test('those who could not wait for their turn leave word of it for a second', () => {
    const walk = given(alone()).after(asked(), read(), waiting(40_000))
    const { blocked } = walk.flight
    expect(walk.later(500).after(left()).state.failFast).toEqual({ ...blocked, lookAgainAt: START.mono + 1_500 })
  })

  test('without a wait, the word of earlier ones stays', () => {
    const failFast = { failure: passwordRefused, until: 5, lookAgainAt: 6 }
    expect(given(alone({ failFast })).after(asked(), left()).state.failFast).toEqual(failFast)
  })
})

describe('rejected', () => {
  test('a 401 to the held token is remembered and told', () => {
    const walk = given(holding(alone())).after(rejected('a1'))
    expect(walk.state.rejection).toEqual({ value: 'a1', level: 0, suppressedUntil: 0 })
    const event = { type: 'token_rejected', generation: 1, suppressedForMs: 0 }
    expect(walk.actions).toEqual([{ do: 'tell', event }])
  })

  test('a 401 to another token says nothing about the held one', () => {
    const state = holding(alone())
    expect(given(state).after(rejected('a0'))).toMatchObject({ state, actions: [] })
    expect(given(alone()).after(rejected())).toMatchObject({ state: alone(), actions: [] })
  })

  test('a second 401 to the same token is not told again', () => {
    const once = given(holding(alone())).after(rejected())
    const twice = once.later(MINUTE).after(rejected())
    expect(twice).toMatchObject({ state: once.state, actions: [] })
  })

  test('a 401 to a young replacement suppresses acquisitions, and tells for how long', () => {
    const walk = given(holding(alone(), { replacement: true }))
      .later(1_000)
      .after(rejected())
    expect(walk.state.rejection).toEqual({ value: 'a1', level: 1, suppressedUntil: START.mono + 31_000 })
    expect(walk.actions).toMatchObject([{ event: { suppressedForMs: 30_000 } }])
  })
})

describe('credentials replaced', () => {
  const refused = { failure: passwordRefused, at: 0 }
  const failFast = { failure: passwordRefused, until: 5, lookAgainAt: 6 }

  test('what was refused, failed or hurried is forgotten', () => {
    const state = backingOff(alone({ refused, failFast }), 'login')
    expect(given(state).after(replaced(ACCOUNT, true)).state).toEqual(
      alone({ reread: true, credentials: { version: 1, replacedAt: START.mono } }),
    )
  })

  test('those of the same account keep its token, and not its refresh token', () => {
    const { state, actions } = given(holding(alone())).after(replaced())
    expect(state.held).toEqual(heldToken({ refreshToken: undefined }))
    expect(Object.isFrozen(state.held?.set)).toBe(true)
    expect(actions).toEqual([])
  })

  test.each(['another', undefined])('those of another account (%s) drop the token', (account) => {
    const walk = given(holding(alone()))
    expect(walk.after({ type: 'replaced', account, reread: false }).state.held).toBe(undefined)
  })

  test('each time counts', () => {
    const walk = given(alone()).after(replaced()).later(5).after(replaced())
    expect(walk.state.credentials).toEqual({ version: 2, replacedAt: START.mono + 5 })
  })

  test('an acquisition that was not sent yet is given up, and those who wait ask again', () => {
    const walk = given(sharing()).after(asked()).upTo('queued').after(replaced())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: 'again' },
    ])
    expect(walk.state).toMatchObject({ flight: undefined, abandoned: [] })
  })

  test('a call that was sent is waited for, and those who wait ask again', () => {
    const walk = given(sharing()).after(asked()).upTo('calling').after(replaced())
    expect(walk.actions).toEqual([{ do: 'settle', flight: 1, end: 'again' }])
    expect(walk.state).toMatchObject({ flight: undefined, abandoned: [{ id: 1, version: 0, leased: true }] })
  })
})

describe('closed', () => {
  test('what was not sent yet is given up', () => {
    const walk = given(alone()).after(asked(), read(), closed())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'settle', flight: 1, end: 'again' },
    ])
    expect(walk.state).toMatchObject({ flight: undefined, closed: true })
  })

  test('a call that was sent is waited for', () => {
    const walk = given(alone()).after(asked()).upTo('calling').after(closed())
    expect(walk.actions).toEqual([])
    expect(walk.state).toMatchObject({ closed: true, flight: { step: { at: 'calling' } } })
  })

  test('without an acquisition there is nothing to give up', () => {
    expect(given(alone()).after(closed())).toMatchObject({ state: alone({ closed: true }), actions: [] })
  })

  test('the token is there until it is forgotten', () => {
    const walk = given(holding(alone())).after(closed())
    expect(walk.state.held).toBeDefined()
    const over = walk.after(forgotten())
    expect(over.actions).toEqual([])
    expect(over.state).toEqual({ ...walk.state, held: undefined })
  })
})

describe('restored', () => {
  const refused = { failure: passwordRefused, at: START.mono }

  test('what the store holds is taken over', () => {
    const walk = given(sharing()).after(restored({ found: inStore() }))
    expect(walk.state).toMatchObject({ held: { set: { accessToken: 'a2' } }, sharedUpTo: 2 })
    expect(kinds(walk.actions)).toEqual(['adopted'])
  })

  test('it belongs to the account that was read, and a token of another one is dropped', () => {
    const found = inStore({}, { ageMs: LIFE - 2 * MINUTE })
    const walk = given(holding(sharing(), { account: 'another' })).after(restored({ found }))
    expect(walk.state.held).toMatchObject({ account: ACCOUNT, set: { accessToken: 'a2' } })
    expect(given(holding(sharing(), { account: 'another' })).after(restored()).state.held).toBe(undefined)
  })

  test('a token of the same account stays if the store has nothing better', () => {
    const state = holdingShared(sharing())
    const walk = given(state).after(restored())
    expect(walk.state).toEqual(state)
    expect(walk.actions).toEqual([])
  })

  test('a note about the password is heeded', () => {
    const walk = given(sharing()).after(restored({ note: note('password') }))
    expect(walk.state).toEqual(sharing({ refused }))
    expect(walk.actions).toEqual([])
  })

  test.each([
    {
      why: 'the credentials were replaced meanwhile',
      state: () => sharing({ credentials: { version: 1, replacedAt: 0 } }),
    },
    { why: 'the instance was closed', state: () => sharing({ closed: true }) },
  ])('if $why, all of it is dropped', ({ state }) => {
    const before = state()
    const walk = given(before).after(restored({ found: inStore(), note: note('password') }))
    expect(walk.actions).toEqual([])
    expect(walk.state).toBe(before)
  })
})

describe('overtaken', () => {
  test('what is there instead of our own set is taken over', () => {
    const walk = given(holding(sharing(), due)).after(overtaken())
    expect(walk.state).toMatchObject({ held: { set: { accessToken: 'a2' } }, sharedUpTo: 2 })
    expect(walk.state.held?.account).toBe(ACCOUNT)
    expect(kinds(walk.actions)).toEqual(['adopted'])
  })

  test('if that dies sooner, our own token stays, with its refresh token', () => {
    const walk = given(holding(sharing())).after(overtaken())
    expect(walk.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2', generation: 2 })
    expect(walk.actions).toEqual([])
  })

  test.each([
    { what: 'another set than that in use', event: overtaken({ generation: 2 }) },
    { what: 'credentials that were replaced', event: overtaken({ version: 1 }) },
  ])('what was not saved of $what says nothing', ({ event }) => {
    const state = holdingShared(sharing(), due)
    expect(given(state).after(event)).toMatchObject({ state, actions: [] })
    expect(given(sharing()).after(event)).toMatchObject({ state: sharing(), actions: [] })
  })

  test('a closed instance takes nothing over', () => {
    const state = holdingShared(sharing({ closed: true }), due)
    expect(given(state).after(overtaken())).toMatchObject({ state, actions: [] })
  })
})

describe('something came from elsewhere while an acquisition is under way', () => {
  // The second generation is that of our own mark.
  const found = inStore({ generation: 3 })

  test.each([
    { how: 'restored', event: restored({ found }) },
    { how: 'overtaken', event: overtaken({ newer: found }) },
  ])('$how › a token ends it, if it has sent nothing yet', ({ event }) => {
    const walk = given(holdingShared(sharing(), due)).after(renewalAsked()).upTo('queued').after(event)
    expect(kinds(walk.actions)).toEqual(['adopted', 'return permit', 'end lease', 'settle'])
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
    expect(walk.state.flight).toBe(undefined)
  })

  test.each([
    { how: 'restored', event: restored({ found }) },
    { how: 'overtaken', event: overtaken({ generation: 2, newer: found }) },
  ])('$how › a call that was sent goes on, and callers look again', ({ event }) => {
    const walk = given(holdingShared(sharing(), due)).after(renewalAsked()).upTo('calling').after(event)
    expect(kinds(walk.actions)).toEqual(['adopted', 'wake'])
    expect(walk.flight.step.at).toBe('calling')
  })

  test('restored › without a token it goes on, and callers look again', () => {
    const walk = given(sharing()).after(asked(), restored({ note: note('password') }))
    expect(walk.actions).toEqual([{ do: 'wake' }])
    expect(walk.flight.step.at).toBe('reading')
  })
})

describe('clocks', () => {
  const ages = ({ held }: State, now: typeof START) => held && [leftMs(held, now), refreshLeftMs(held, now)]

  test.each([
    { setBack: 'wall', by: { wallMs: -DAY, monoMs: MINUTE } },
    { setBack: 'monotonic', by: { wallMs: MINUTE, monoMs: -DAY } },
  ])('a token that was seen as older stays older, if the $setBack clock is set back later', ({ by }) => {
    const walk = given(holding(keeping()))
      .later(10 * MINUTE)
      .after(rejected('a0'))
      .clocks(by)
    expect(ages(walk.state, walk.now)).toEqual([LIFE - 11 * MINUTE, 7 * DAY - 11 * MINUTE])
  })

  test('a token that died while the machine slept stays dead', () => {
    const slept = given(holding(alone(), due))
      .clocks({ wallMs: 5 * MINUTE, monoMs: 0 })
      .after(left())
    const { state, now } = slept.clocks({ wallMs: -5 * MINUTE, monoMs: 0 })
    expect(state.held && leftMs(state.held, now)).toBe(-MINUTE)
  })

  test('without a token there is nothing to date', () => {
    const state = alone()
    expect(given(state).clocks({ wallMs: DAY, monoMs: 0 }).after(left()).state).toBe(state)
  })
})
