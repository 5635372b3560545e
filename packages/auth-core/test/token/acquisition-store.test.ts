import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import { spent } from '../../src/token/refresh-attempts.ts'
import type { State } from '../../src/token/state.ts'
import { failedWith, kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  askedFor,
  busy,
  checked,
  granted,
  leased,
  looked,
  marked,
  noLease,
  noLook,
  note,
  read,
  renewalAsked,
  replaced,
  restored,
  woke,
} from './support/events.ts'
import { backingOff, holding, holdingShared, keeping, sharing, withRejection } from './support/states.ts'
import { inStore, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

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
    const inside = given(sharing()).after(asked(), read(), looked(found), leased())
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

  test('while another process has it, a look follows each pause: fourteen in the first second, then three a second', () => {
    let walk = leasing().after(busy())
    expect(walk.actions).toEqual([{ do: 'pause', flight: 1, ms: 60, jittered: true }, { do: 'wake' }])
    const looks: number[] = []
    for (let n = 0; n < 30; n++) {
      const { ms } = walk.actions.find((action) => action.do === 'pause') ?? { ms: 0 }
      walk = walk.later(ms).after(woke())
      expect(walk.actions).toEqual([{ do: 'look', flight: 1 }])
      expect(walk.flight.step).toEqual(lookingThen('lease'))
      looks.push(walk.now.mono - START.mono)
      walk = walk.after(looked(), busy())
    }
    for (const second of [0, 1, 2, 3, 4]) {
      const inThisSecond = looks.filter((at) => at >= second * 1_000 && at < (second + 1) * 1_000)
      expect(inThisSecond.length).toBe(second === 0 ? 14 : 3)
    }
    expect(walk.flight.elsewhere).toMatchObject({ busySince: START.mono, busyLooks: 31 })
  })

  describe('of another process, while nobody waits and the token lives on', () => {
    const idle = (lifetimeMs = LIFE) => {
      const leftMs = lifetimeMs * 0.15
      return given(holdingShared(sharing(), { leftMs, lifetimeMs })).after(renewalAsked(), read(), sameThere(), busy())
    }

    const pausesOf = (walk: Walk, count: number): readonly unknown[] => {
      const [pause] = walk.actions
      return count === 0 ? [] : [pause, ...pausesOf(walk.after(woke(), sameThere(), busy()), count - 1)]
    }

    test.each([
      { lifetimeMs: 30 * MINUTE, pauses: [1_000, 2_000, 3_000, 4_000, 5_000, 5_000] },
      { lifetimeMs: 10 * MINUTE, pauses: [1_000, 2_000, 2_000] },
      { lifetimeMs: MINUTE, pauses: [1_000 / 3, 1_000 / 3] },
    ])('is looked after more and more seldom, where a token lives for $lifetimeMs ms', ({ lifetimeMs, pauses }) => {
      expect(pausesOf(idle(lifetimeMs), pauses.length)).toEqual(
        pauses.map((ms) => ({ do: 'pause', flight: 1, ms, jittered: true })),
      )
    })

    test('is looked after as seldom where a store holds its refusals back', () => {
      let walk = idle()
      for (let n = 0; n < 9; n++) walk = walk.after(woke(), sameThere()).later(250).after(busy())
      expect(walk.actions).toContainEqual({ do: 'pause', flight: 1, ms: 4_750, jittered: true })
    })

    test('is looked after often once the token has to be renewed', () => {
      const walk = idle()
        .later(4 * MINUTE + 10_000)
        .after(woke(), sameThere(), busy())
      expect(walk.actions).toContainEqual({ do: 'pause', flight: 1, ms: 60, jittered: true })
    })

    test('is looked after seldom once it is dead: a caller who comes looks at once', () => {
      const walk = idle().later(LIFE).after(woke(), looked(), busy())
      expect(walk.actions).toContainEqual({ do: 'pause', flight: 1, ms: 2_000, jittered: true })
      expect(walk.after(asked()).actions).toContainEqual({ do: 'begin', flight: 2 })
    })

    test('is looked after anew, and often, as soon as a caller waits', () => {
      const walk = idle().after(asked())
      expect(walk.actions).toEqual([
        { do: 'settle', flight: 1, end: 'again' },
        { do: 'begin', flight: 2 },
        { do: 'read', flight: 2 },
      ])
      const often = walk.after(read(), sameThere(), busy())
      expect(often.actions).toEqual([{ do: 'pause', flight: 2, ms: 60, jittered: true }, { do: 'wake' }])
      expect(often.after(asked()).flight.id).toBe(2)
    })

    test('goes on for a caller who does not wait', () => {
      expect(idle().after(renewalAsked()).actions).toEqual([])
    })

    test('does not end what has gone on to a step of its own', () => {
      expect(idle().after(woke(), asked()).flight).toMatchObject({ id: 1, background: false, wanted: true })
    })
  })

  test('a token from the store that lives too shortly to end the acquisition is shown to callers who wait', () => {
    const walk = given(holdingShared(sharing(), dead)).after(
      asked(),
      read(),
      looked(inStore({}, { ageMs: LIFE - 9_000 })),
    )
    expect(walk.state.held?.set.accessToken).toBe('a2')
    expect(walk.actions).toEqual([{ do: 'lease', flight: 1 }, { do: 'wake' }])
  })

  test('what another process has stored meanwhile is the end of the acquisition', () => {
    const walk = leasing().after(busy()).later(100).after(woke(), looked(inStore()))
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
  })

  const busyFor = (ms: number, looks: number) => {
    let walk = leasing().after(busy())
    for (let n = 0; n < looks - 1; n++) walk = walk.after(woke(), looked(), busy())
    return walk.later(ms).after(woke(), looked(), busy())
  }

  test.each([
    { ms: 10_999, looks: 35, next: 'elsewhere' },
    { ms: 11_000, looks: 34, next: 'elsewhere' },
    { ms: 11_000, looks: 35, next: 'checking' },
  ])('a store that gives it to nobody for $ms ms, at $looks looks, leaves us at "$next"', ({ ms, looks, next }) => {
    const walk = busyFor(ms, looks)
    expect(walk.flight).toMatchObject({ step: { at: next }, leased: false })
  })

  test.each([
    { heldBackMs: 40, pauseMs: 20 },
    { heldBackMs: 60, pauseMs: 0 },
    { heldBackMs: 250, pauseMs: 0 },
  ])('a refusal that the store holds back for $heldBackMs ms is part of the pause', ({ heldBackMs, pauseMs }) => {
    const [pause] = leasing().later(heldBackMs).after(busy()).actions
    expect(pause).toEqual({ do: 'pause', flight: 1, ms: pauseMs, jittered: true })
  })

  test('refusals that are held back count as no looks: it is asked at once when something is told, however late', () => {
    let walk = leasing()
    for (let n = 0; n < 30; n++) walk = walk.later(250).after(busy(), woke(), looked())
    expect(walk.later(100).after(busy()).actions[0]).toMatchObject({ do: 'pause', ms: 0 })
  })

  test('a store that does not answer is left alone for the whole pause', () => {
    expect(leasing().later(5_000).after(noLease()).actions[0]).toMatchObject({ do: 'pause', ms: 60 })
  })

  test('that another process has it counts anew after the store did not answer', () => {
    const walk = busyFor(11_000, 34).after(woke(), looked(), noLease(), woke(), looked(), busy())
    expect(walk.flight.elsewhere).toMatchObject({ busySince: walk.now.mono, busyLooks: 1 })
  })

  test('so it does after the store did not answer a look', () => {
    const walk = busyFor(11_000, 34).after(woke(), noLook(), noLease(), woke(), looked(), busy())
    expect(walk.flight.elsewhere).toMatchObject({ busySince: walk.now.mono, busyLooks: 1 })
  })

  test('taken anew after a lost answer it is not the one under which the refresh token may be sent again', () => {
    const unclear = { generation: 1, unclear: 1, garbled: false }
    const walk = leasing(holdingShared(sharing({ attempts: unclear }), dead)).after(leased(), sameThere())
    expect(walk.state.attempts).toEqual(spent(unclear, 1))
    expect(walk.flight.step.at).toBe('checking')
  })

  test('with a refresh token that others know it goes on at once: the mark finds out what landed in between', () => {
    const walk = leasing(holdingShared(sharing(), dead)).after(leased())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
  })

  test.each([
    { what: 'that is marked already', state: holdingShared(sharing({ marked: 1 }), dead) },
    { what: 'that nobody else knows', state: holding(sharing(), dead) },
    { what: 'whose life is over', state: holdingShared(sharing(), { ...dead, refreshLifetimeMs: LIFE }) },
    { what: 'whose endpoint needs a distance', state: backingOff(holdingShared(sharing(), dead), 'refresh') },
  ])('with a refresh token $what it looks again: nothing else would find that out', ({ state }) => {
    expect(leasing(state).after(leased()).actions).toEqual([{ do: 'look', flight: 1 }])
  })

  test('if it comes after all, the waiting is forgotten', () => {
    const walk = leasing().after(busy()).later(100).after(woke(), looked(), leased())
    expect(walk.flight).toMatchObject({ leased: true, elsewhere: undefined, step: lookingThen('choose') })
  })

  test('if the store cannot say, and the held token has time, a caller who waits goes on: the mark decides', () => {
    const walk = given(holdingShared(sharing(), dueAhead)).after(asked(), read(), sameThere(), noLease())
    expect(walk.flight).toMatchObject({
      step: { at: 'queued', endpoint: 'refresh' },
      leased: false,
      elsewhere: undefined,
    })
    expect(kinds(walk.after(granted()).actions)).toEqual(['mark'])
  })

  test('a lease that is taken anew spends no refresh token that others do not know', () => {
    const unclear = { generation: 1, unclear: 1, garbled: false }
    const walk = leasing(holding(sharing({ attempts: unclear }), dead)).after(leased(), looked())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(walk.state.attempts).toEqual(unclear)
  })

  const renewing = (state: State) => given(state).after(renewalAsked(), read(), sameThere())
  const jittered = { ...sharing(), rules: { store: 'shared', renewal: 'ahead', jitter: 0.5 } } as const

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

  test('a token of ours alone is renewed at once if the store cannot say', () => {
    const own = given(holding(sharing(), dueAhead)).after(renewalAsked(), read(), looked(), noLease())
    expect(own.flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh' })
  })
})

describe('a store that does not answer, while no token lives', () => {
  const leasing = (state: State = sharing(), ms = 30_000) => given(state).after(askedFor(ms), read(), looked())

  test.each([
    { token: 'none', state: sharing() },
    { token: 'a dead one that others know', state: holdingShared(sharing(), dead) },
    { token: 'a dead one of ours', state: holding(sharing(), dead) },
    { token: 'one that was rejected', state: withRejection(holdingShared(sharing())) },
  ])('is waited for: $token is held', ({ state }) => {
    const walk = leasing(state).after(noLease())
    expect(walk.flight.step.at).toBe('elsewhere')
    expect(walk.later(10).after(woke()).actions).toEqual([{ do: 'look', flight: 1 }])
  })

  test.each([
    { ms: 30_000, waitsMs: 20_000 },
    { ms: 120_000, waitsMs: 20_000 },
    { ms: Number.POSITIVE_INFINITY, waitsMs: 20_000 },
    { ms: 12_000, waitsMs: 6_000 },
    { ms: 1_000, waitsMs: 500 },
  ])('for $waitsMs ms by a caller who has $ms ms: then it logs in alone', ({ ms, waitsMs }) => {
    const before = leasing(sharing(), ms)
      .later(waitsMs - 1)
      .after(noLease())
    expect(before.flight.step.at).toBe('elsewhere')
    expect(before.later(1).after(woke(), looked(), noLease()).flight.step.at).toBe('checking')
  })

  test('by callers together as long as the most hurried one can', () => {
    const walk = leasing().later(1_000).after(askedFor(4_000), noLease())
    expect(walk.flight.patientUntil).toBe(START.mono + 2_500)
    expect(walk.after(askedFor(30_000)).flight.patientUntil).toBe(START.mono + 2_500)
  })

  test('by nobody but the acquisition itself too', () => {
    const walk = given(sharing()).after(renewalAsked(), read(), looked(), noLease())
    expect(walk.flight.step.at).toBe('elsewhere')
  })

  test('under the lease is waited for too: another process may have landed just before, and the lease stays ours', () => {
    const walk = leasing().after(leased(), noLook())
    expect(walk.flight).toMatchObject({ step: { at: 'elsewhere' }, leased: true })
    expect(walk.after(woke(), looked()).actions).toEqual([{ do: 'check', flight: 1 }])
    const found = walk.after(woke(), looked(inStore()))
    expect(kinds(found.actions)).toEqual(['adopted', 'end lease', 'settle'])
  })

  test('that only keeps tokens is not waited for: nobody else acquires', () => {
    expect(given(keeping()).after(asked(), read(), noLook()).flight.step.at).toBe('checking')
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
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: false },
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
