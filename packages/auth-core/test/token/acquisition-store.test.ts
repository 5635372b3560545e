import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import type { State } from '../../src/token/state.ts'
import { failedWith, kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  busy,
  checked,
  granted,
  leased,
  looked,
  marked,
  noLease,
  note,
  read,
  renewalAsked,
  replaced,
  restored,
  woke,
} from './support/events.ts'
import { holding, holdingShared, sharing } from './support/states.ts'
import { inStore, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About src/token/acquisition.ts: what comes of asking the store.

const dead = { leftMs: 0 }
const dueAhead = { leftMs: 4 * MINUTE }

/** Our own set is in the store, and nothing newer. */
const sameThere = () => looked({ set: tokenSet(), ageMs: 0, own: true })

describe('looking', () => {
  const adopted = (generation: number) => ({
    do: 'tell',
    event: { type: 'adopted', generation, expiresAt: START.wall - MINUTE + LIFE },
  })

  test('a newer set that another process has stored is the end of the acquisition', () => {
    const walk = given(sharing()).after(asked(), read(), looked(inStore()))
    const { held } = walk.state
    expect(held?.set.accessToken).toBe('a2')
    expect(walk.state).toMatchObject({ flight: undefined, sharedUpTo: 2 })
    expect(walk.actions).toEqual([adopted(2), { do: 'settle', flight: 1, end: { held } }])
  })

  test('so is one that was stored between the first look and the lease', () => {
    const walk = given(sharing()).after(asked(), read(), looked(), leased(), looked(inStore()))
    expect(walk.actions).toEqual([
      adopted(2),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { held: walk.state.held } },
    ])
  })

  test('a set of no use of its own goes on with its refresh token', () => {
    const found = inStore({}, { ageMs: LIFE })
    const inside = given(sharing()).after(asked(), read(), looked(found), leased(), looked(found))
    expect(inside.after(granted(), marked()).actions).toContainEqual({
      do: 'call',
      flight: 1,
      endpoint: 'refresh',
      refreshToken: 'r2',
    })
  })

  test('what is found is held for the account that was read', () => {
    expect(given(sharing()).after(asked(), read('another'), looked(inStore())).state.held?.account).toBe('another')
  })
})

describe('the lease', () => {
  const leasing = (state: State = sharing()) => given(state).after(asked(), read(), looked())

  test('while another process has it, a look follows each pause, which grows to a second', () => {
    let walk = leasing().after(busy())
    expect(walk.actions).toEqual([{ do: 'pause', flight: 1, ms: 100, jittered: true }, { do: 'wake' }])
    const pauses: number[] = []
    for (let n = 0; n < 8; n++) {
      walk = walk.later(100).after(woke())
      expect(walk.actions).toEqual([{ do: 'look', flight: 1 }])
      expect(walk.flight.step).toEqual(lookingThen('lease'))
      walk = walk.after(looked(), busy())
      for (const action of walk.actions) if (action.do === 'pause') pauses.push(action.ms)
      const ms = pauses.at(-1) ?? 0
      expect(walk.flight.expectedBy).toBe(walk.now.mono + 2 * ms + 3_500)
    }
    expect(pauses).toEqual([150, 225, 337.5, 506.25, 759.375, 1_000, 1_000, 1_000])
    expect(walk.flight.elsewhere).toEqual({ since: START.mono, pauseMs: 1_000 })
  })

  test('what another process has stored meanwhile is the end of the acquisition', () => {
    const walk = leasing().after(busy()).later(100).after(woke(), looked(inStore()))
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
  })

  test.each([
    { ms: 10_999, next: 'elsewhere' },
    { ms: 11_000, next: 'checking' },
  ])('a store that gives it to nobody for $ms ms leaves us at "$next"', ({ ms, next }) => {
    const walk = leasing().after(busy()).later(ms).after(woke(), looked(), busy())
    expect(walk.flight).toMatchObject({ step: { at: next }, leased: false })
    expect(walk.flight.elsewhere === undefined).toBe(next === 'checking')
  })

  test('if it comes after all, the waiting is forgotten', () => {
    const walk = leasing().after(busy()).later(100).after(woke(), looked(), leased())
    expect(walk.flight).toMatchObject({ leased: true, elsewhere: undefined, step: lookingThen('choose') })
  })

  test.each([
    { held: 'is dead', holds: dead },
    { held: 'has time', holds: dueAhead },
  ])('if the store cannot say, and the held token $held, a caller who waits goes on: the mark decides', ({ holds }) => {
    const walk = given(holdingShared(sharing(), holds)).after(asked(), read(), sameThere(), noLease())
    expect(walk.flight).toMatchObject({
      step: { at: 'queued', endpoint: 'refresh' },
      leased: false,
      elsewhere: undefined,
    })
    expect(kinds(walk.after(granted()).actions)).toEqual(['mark'])
  })

  test('a refresh token that is in no store is sent without a lease', () => {
    const walk = leasing(holding(sharing(), dead)).after(noLease())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
  })

  test('a lease that is taken anew spends no refresh token that others do not know', () => {
    const unclear = { generation: 1, unclear: 1, garbled: false }
    const walk = leasing(holding(sharing({ attempts: unclear }), dead)).after(leased(), looked())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(walk.state.attempts).toEqual(unclear)
  })

  const renewing = (state: State) => given(state).after(renewalAsked(), read(), sameThere())
  const jittered = { ...sharing(), rules: { store: 'shared', jitter: 0.5 } } as const

  test.each([
    { leftMs: 180_001, next: 'elsewhere' },
    { leftMs: 180_000, next: 'queued' },
  ])(
    'a renewal that nobody waits for leaves the store time to come back: at "$next" with $leftMs ms left',
    ({ leftMs, next }) => {
      const walk = renewing(holdingShared(jittered, { leftMs }))
      expect(walk.after(noLease()).flight.step.at).toBe(next)
    },
  )

  test('a token of ours alone, or none at all, is renewed at once if the store cannot say', () => {
    const own = given(holding(sharing(), dueAhead)).after(renewalAsked(), read(), looked(), noLease())
    expect(own.flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh' })
    expect(given(sharing()).after(renewalAsked(), read(), looked(), noLease()).flight.step.at).toBe('checking')
  })
})

describe('what others have heard', () => {
  const checking = () => given(sharing()).after(asked()).upTo('checking')

  test('nothing › the login queues', () => {
    expect(checking().after(checked()).actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
  })

  test('the password is refused › it is not sent, and remembered here', () => {
    const walk = checking().after(checked(note('password')))
    expect(walk.state).toMatchObject({ refused: { failure: passwordRefused, at: START.mono }, backoff: undefined })
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, note: false },
      failedWith('invalid_credentials', { status: 401 }),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { failure: passwordRefused } },
    ])
  })

  test('the account is not allowed › nobody asks before its time is over, and no password is refused', () => {
    const walk = checking().after(checked(note('account', { forMs: 120_000, ageMs: 0, count: 2 })))
    expect(walk.state).toMatchObject({
      refused: undefined,
      backoff: { count: 2, endpoint: 'login', until: START.mono + 120_000 },
    })
    expect(walk.actions).toMatchObject([
      failedWith('account_forbidden', { status: 403, retryAfterMs: 120_000 }),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { failure: { code: 'account_forbidden', retryAfterMs: 120_000 } } },
    ])
  })

  test('the account was not allowed for a while that is over › the login queues, and a further 403 counts on', () => {
    const walk = checking().after(checked(note('account', { forMs: 60_000, ageMs: 60_000, count: 2 })))
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    expect(walk.state.backoff?.count).toBe(2)
  })

  test('the account is not allowed, and meanwhile the password was refused › the values are not refused by the account', () => {
    const walk = checking().after(restored({ note: note('password') }), checked(note('account')))
    expect(kinds(walk.actions)).toEqual(['acquisition_failed', 'end lease', 'settle'])
  })

  test('something about credentials that were replaced since › the login queues', () => {
    const walk = given(sharing()).after(replaced()).later(500).after(asked()).upTo('checking')
    expect(walk.after(checked(note('password'))).flight.step).toMatchObject({ at: 'queued', endpoint: 'login' })
  })
})
