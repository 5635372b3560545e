import { describe, expect, test } from 'vitest'
import type { State } from '../../src/token/state.ts'
import { kinds } from './support/actions.ts'
import { asked, broke, noLease, overdue, read, renewalAsked, token, waiting } from './support/events.ts'
import { alone, holding, holdingShared, inline, sharing } from './support/states.ts'
import { MINUTE } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About `overdue`, `abandon` and `broke` of src/token/acquisition.ts: acquisitions that give no sign of life.

const dead = { leftMs: 0 }

/** Just after the time by which something should have been heard. */
const tooLate = (walk: Walk) => walk.later(walk.flight.expectedBy - walk.now.mono + 1)

/** Given up: late, and late again. */
const lost = (walk: Walk) => tooLate(tooLate(walk).after(overdue())).after(overdue())

const login = () => given(alone()).after(asked()).upTo('calling')
const refresh = () => given(holding(alone(), dead)).after(asked()).upTo('calling')
const shared = () => given(holdingShared(sharing(), dead)).after(asked()).upTo('calling')

describe('overdue', () => {
  test('what is not late yet is left alone', () => {
    const walk = login()
    const last = walk.later(walk.flight.expectedBy - walk.now.mono).after(overdue())
    expect(last.actions).toEqual([])
    expect(last.state).toBe(walk.state)
  })

  test('what is late is suspected, and gets a moment more: the whole process may have stood still', () => {
    const walk = tooLate(login()).after(overdue())
    expect(walk.actions).toEqual([{ do: 'wake' }])
    expect(walk.flight).toMatchObject({ suspected: true, expectedBy: walk.now.mono + 750, step: { at: 'calling' } })
    expect(walk.later(750).after(overdue()).actions).toEqual([])
  })

  test('inline it gets a tenth of a second: there the process stands still all the time', () => {
    const walk = tooLate(given(inline(alone())).after(asked()).upTo('calling')).after(overdue())
    expect(walk.flight.expectedBy).toBe(walk.now.mono + 100)
  })

  test.each([
    { name: 'slept for half a minute and a bit', leapMs: 30_001, late: true },
    { name: 'slept for half a minute', leapMs: 30_000, late: false },
    { name: 'had its clock set back', leapMs: -MINUTE, late: false },
  ])('inline, a process that $name while a call was under way', ({ leapMs, late }) => {
    const calling = given(holding(inline(alone()), dead))
      .after(asked())
      .upTo('calling')
    const asleep = calling.clocks({ wallMs: leapMs + 1_000, monoMs: 1_000 })
    const walk = asleep.after(asked())
    expect(walk.flight).toMatchObject({ id: 1, suspected: late })
    // The leap is judged once.
    expect(walk.later(99).after(asked()).flight.id).toBe(1)
    expect(walk.later(101).after(asked()).flight.id).toBe(late ? 2 : 1)
  })

  test('elsewhere somebody may have set the wall clock, and no second call is made', () => {
    expect(login().clocks({ wallMs: MINUTE, monoMs: 0 }).after(asked()).flight).toMatchObject({
      id: 1,
      suspected: false,
    })
  })

  test('before a call was sent, only the monotonic clock says that it is late', () => {
    const walk = given(inline(alone())).after(asked()).clocks({ wallMs: MINUTE, monoMs: 0 }).after(asked())
    expect(walk.flight.suspected).toBe(false)
  })

  test('what was answered in that moment counts', () => {
    const walk = tooLate(login()).after(overdue(), token())
    expect(walk.state.held?.set.accessToken).toBe('a2')
  })

  test('each step forward ends the suspicion', () => {
    const walk = tooLate(given(alone()).after(asked())).after(overdue(), read())
    expect(walk.flight).toMatchObject({ suspected: false, expectedBy: walk.now.mono + 3_500 })
    expect(tooLate(walk).after(overdue()).flight.suspected).toBe(true)
  })

  test('what is late again is lost to those who wait', () => {
    const walk = lost(given(alone()).after(asked()))
    expect(walk.actions).toEqual([{ do: 'settle', flight: 1, end: 'lost' }])
    expect(walk.state).toMatchObject({ flight: undefined, abandoned: [] })
  })

  test('its place in the queue and its lease are given back', () => {
    const walk = lost(given(sharing()).after(asked()).upTo('queued').after(waiting(5_000)))
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: 'lost' },
    ])
  })

  test('a call that was sent is still waited for, with its lease', () => {
    const calling = shared()
    const walk = lost(calling)
    expect(walk.actions).toEqual([{ do: 'settle', flight: 1, end: 'lost' }])
    expect(walk.state.flight).toBe(undefined)
    expect(walk.state.abandoned).toMatchObject([{ id: 1, leased: true, step: calling.flight.step }])
  })

  test('eight calls are waited for; of the oldest one before those the lease ends', () => {
    const gaveUp = (state: State, times: number) =>
      Array.from({ length: times }).reduce<Walk>((walk) => lost(walk.after(asked()).upTo('calling')), given(state))
    const eight = gaveUp(sharing(), 8)
    expect(eight.actions).toEqual([{ do: 'settle', flight: 8, end: 'lost' }])
    expect(eight.state.abandoned.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const nine = lost(eight.after(asked()).upTo('calling'))
    expect(nine.actions).toEqual([
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 9, end: 'lost' },
    ])
    expect(nine.state.abandoned.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(kinds(gaveUp(alone(), 9).actions)).toEqual(['settle'])
  })

  test('several calls may be waited for', () => {
    const walk = lost(lost(login()).after(asked()).upTo('calling'))
    expect(walk.state.abandoned.map(({ id }) => id)).toEqual([1, 2])
  })
})

describe('a caller who asks', () => {
  test('joins what is late, after it is suspected', () => {
    const walk = tooLate(given(alone()).after(renewalAsked())).after(asked())
    expect(walk.actions).toEqual([{ do: 'wake' }])
    expect(walk.flight).toMatchObject({ id: 1, suspected: true, wanted: true, background: false })
  })

  test('begins another one in place of one that is lost', () => {
    const walk = tooLate(tooLate(login()).after(overdue())).after(asked())
    expect(walk.actions).toEqual([
      { do: 'settle', flight: 1, end: 'lost' },
      { do: 'begin', flight: 2 },
      { do: 'read', flight: 2 },
    ])
    expect(walk.flight).toMatchObject({ id: 2, suspected: false, step: { at: 'reading' } })
  })
})

describe('the refresh token of a call that is lost', () => {
  test.each([
    { how: 'it is late', walk: () => lost(refresh()) },
    { how: 'it broke', walk: () => refresh().after(broke()) },
  ])('$how › it may be sent once more, because nobody knows', ({ walk }) => {
    expect(walk().state.attempts).toEqual({ generation: 1, unclear: 1, garbled: false })
    const again = walk().after(asked()).upTo('calling')
    expect(again.actions).toContainEqual({ do: 'call', flight: 2, endpoint: 'refresh', refreshToken: 'r1' })
    expect(lost(again).after(asked()).upTo('queued').flight.step).toMatchObject({ endpoint: 'login' })
  })

  test.each([
    { how: 'it is late', walk: () => lost(shared()) },
    { how: 'it broke', walk: () => shared().after(broke()) },
  ])('$how › if it was marked, it is not sent again: the next lease is another one', ({ walk }) => {
    // Of the mark's generation.
    expect(walk().state.attempts).toMatchObject({ generation: 2, garbled: false })
    const next = walk().after(asked()).upTo('queued')
    expect(next.flight.step).toMatchObject({ endpoint: 'login' })
    expect(next.state.attempts).toEqual({ generation: 2, unclear: 2, garbled: false })
  })

  test.each([
    { how: 'it is late', lose: lost },
    { how: 'it broke', lose: (walk: Walk) => walk.after(broke()) },
  ])('$how › if it was sent without a lease, and its mark was seen in the store, it is spent at once', ({ lose }) => {
    const leasing = given(holdingShared(sharing({ marked: 1 }), dead))
      .after(asked())
      .upTo('leasing')
    const calling = leasing.later(20_000).after(noLease()).upTo('calling')
    expect(calling.actions).toContainEqual({ do: 'call', flight: 1, endpoint: 'refresh', refreshToken: 'r1' })
    expect(lose(calling).state.attempts).toEqual({ generation: 1, unclear: 2, garbled: false })
  })

  test.each([
    { how: 'late', lose: lost },
    { how: 'broken', lose: (walk: Walk) => walk.after(broke()) },
  ])('if a login was $how, a held refresh token has no part in it', ({ lose }) => {
    const unclear = { generation: 1, unclear: 1, garbled: false }
    const state = holding(alone({ attempts: unclear }), { ...dead, refreshLifetimeMs: 30 * MINUTE })
    expect(lose(given(state).after(asked()).upTo('calling')).state.attempts).toBe(unclear)
  })
})

describe('broke', () => {
  test('those who wait are told that it is lost, and what it had is given back', () => {
    const walk = given(sharing()).after(asked()).upTo('queued').after(broke())
    expect(walk.actions).toEqual([
      { do: 'return permit', flight: 1 },
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: 'lost' },
    ])
    expect(walk.state.flight).toBe(undefined)
  })

  test('a call that broke is not waited for', () => {
    const walk = shared().after(broke())
    expect(kinds(walk.actions)).toEqual(['end lease', 'settle'])
    expect(walk.state.abandoned).toEqual([])
  })

  test('before a call no refresh token was sent', () => {
    const walk = given(holding(alone(), dead)).after(asked()).upTo('queued')
    expect(walk.after(broke()).state.attempts).toBe(walk.state.attempts)
  })
})
