import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import { turnDeadlineMs } from '../../src/token/turn-deadline.ts'
import { kinds } from './support/actions.ts'
import {
  asked,
  busy,
  checked,
  closed,
  granted,
  grantedWithoutLease,
  leased,
  left,
  limited,
  looked,
  note,
  notRead,
  read,
  refusedAnswer,
  rejected,
  renewalAsked,
  restored,
  token,
  waiting,
  waitingClosed,
  woke,
} from './support/events.ts'
import { alone, backingOff, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { ACCOUNT, inStore, MINUTE, START } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About src/token/either-line.ts: a refresh that has to wait while no token lives, and a login that serves as well.

const dead = { leftMs: 0 }
const dueAhead = { leftMs: 4 * MINUTE }
const LONG = 40_000

const refresh = (state = holding(alone(), dead)) => given(state).after(asked()).upTo('queued')
const either = (state?: Parameters<typeof refresh>[0]) => refresh(state).after(waiting(LONG))
const queuesForLogin = { do: 'queue', flight: 1, endpoint: 'login' }

describe('a caller without a living token, and a refresh that has to wait', () => {
  test('a place in the line for a login as well, and nobody is told to give up before its wait is known', () => {
    const walk = either()
    expect(walk.actions).toEqual([queuesForLogin])
    expect(walk.flight).toMatchObject({
      step: { at: 'queued for either', turns: { refresh: START.mono + LONG, login: undefined } },
      blocked: undefined,
      expectedBy: START.mono + 3_500,
    })
  })

  test.each([
    { login: 12_000, until: 12_000 },
    { login: 90_000, until: LONG },
  ])('callers hear of the shorter wait: $until ms', ({ login, until }) => {
    const walk = either().after(waiting(login, 'login'))
    expect(walk.actions).toEqual([{ do: 'wake' }])
    expect(walk.flight).toMatchObject({
      blocked: { until: START.mono + until, failure: { code: 'rate_limited' } },
      expectedBy: START.mono + until + 1_000,
    })
  })

  test('each line may change its mind', () => {
    const walk = either().after(waiting(12_000, 'login')).later(1_000).after(waiting(5_000, 'refresh'))
    expect(walk.flight.blocked?.until).toBe(START.mono + 6_000)
    expect(walk.after(waiting(2_000, 'login')).flight.blocked?.until).toBe(START.mono + 3_000)
  })

  test('the refresh may change before the login has said anything: callers go on', () => {
    const walk = either().after(waiting(50_000, 'refresh'))
    expect(walk.actions).toEqual([])
    expect(walk.flight).toMatchObject({
      step: { at: 'queued for either', turns: { refresh: START.mono + 50_000, login: undefined } },
      blocked: undefined,
    })
  })

  test('the login comes first › the other place is given up, and the login sent', () => {
    const walk = either().after(granted('login'))
    expect(kinds(walk.actions)).toEqual(['leave queue', 'acquiring', 'call'])
    expect(walk.actions[0]).toEqual({ do: 'leave queue', flight: 1, endpoint: 'refresh' })
    expect(walk.flight.step).toMatchObject({ at: 'calling', endpoint: 'login' })
  })

  test('the refresh comes first › the other place is given up, and the refresh sent', () => {
    const walk = either().after(granted('refresh'))
    expect(walk.actions[0]).toEqual({ do: 'leave queue', flight: 1, endpoint: 'login' })
    expect(walk.flight.step).toMatchObject({ at: 'calling', endpoint: 'refresh' })
  })

  test('with a store the refresh token is marked before it is sent', () => {
    expect(kinds(either(holdingShared(sharing(), dead)).after(granted('refresh')).actions)).toEqual([
      'leave queue',
      'mark',
    ])
  })

  test.each([
    { store: 'kept', state: () => keeping() },
    { store: 'shared', state: () => sharing() },
  ])('with a store that is $store a login looks first what others have brought, and heard', ({ state }) => {
    const walk = either(holdingShared(state(), dead)).after(granted('login'))
    expect(kinds(walk.actions)).toEqual(['leave queue', 'look'])
    const found = walk.after(looked(inStore()))
    expect(kinds(found.actions)).toContain('return permit')
    expect(found.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: found.state.held } })
    const heard = walk.after(looked(), checked(note('password')))
    expect(kinds(heard.actions)).toEqual(['return permit', 'refuse password', 'queue'])
    expect(heard.flight.step).toEqual({ at: 'queued', endpoint: 'refresh', waited: false })
    expect(kinds(walk.after(looked(), checked()).actions)).toEqual(['acquiring', 'call'])
  })

  test('in the line for a login it goes behind those who have no other way, and before renewals of living tokens', () => {
    const { state, now } = either()
    expect(turnDeadlineMs(state, 'login', now)).toBe(0)
    expect(turnDeadlineMs(state, 'refresh', now)).toBe(undefined)
    expect(turnDeadlineMs(refresh().state, 'login', now)).toBe(undefined)
  })

  test('it comes to what was a renewal behind everybody’s back, and is in both lines at once', () => {
    const renewal = given(holding(alone(), dueAhead))
      .after(renewalAsked())
      .upTo('queued')
      .after(waiting(10 * MINUTE))
    expect(renewal.flight.step.at).toBe('queued')
    const walk = renewal.later(5 * MINUTE).after(asked())
    expect(walk.actions).toEqual([queuesForLogin])
    expect(walk.flight).toMatchObject({
      step: { turns: { refresh: START.mono + 10 * MINUTE } },
      blocked: undefined,
    })
  })

  test.each([
    { step: 'resting', walk: () => given(backingOff(holding(alone(), dead), 'login')).after(asked()) },
    {
      step: 'queued',
      walk: () => given(holding(alone(), { ...dead, refreshToken: undefined })).after(asked(), read()),
    },
  ])('a caller who comes to what is "$step" for a login changes nothing', ({ step, walk }) => {
    const waits = step === 'queued' ? walk().after(waiting(LONG)) : walk()
    expect(waits.flight).toMatchObject({ step: { at: step }, blocked: { until: expect.any(Number) } })
    expect(waits.after(asked()).actions).toEqual([])
  })

  test('a token that the API refuses does not live either', () => {
    const walk = given(holding(alone(), dueAhead)).after(rejected(), asked('rejected')).upTo('queued')
    expect(walk.after(waiting(LONG)).actions).toEqual([queuesForLogin])
  })
})

describe('a login that is refused, sent because its turn came first', () => {
  const refused = () => either().after(granted('login'), refusedAnswer())

  test('the refresh goes on, which needs no password', () => {
    expect(kinds(refused().actions)).toEqual(['refuse password', 'queue'])
    expect(refused().flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh' })
  })

  test('no other login is queued for, and callers have the token of the refresh', () => {
    const walk = refused().after(waiting(LONG))
    expect(walk.flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh', waited: true })
    const end = walk.after(granted(), token())
    expect(end.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: end.state.held } })
    expect(end.state.refused).toMatchObject({ failure: passwordRefused })
  })

  test.each([
    { why: 'the instance was closed', meanwhile: closed() },
    { why: 'nobody waits any more', meanwhile: left() },
  ])('$why meanwhile › it ends', ({ meanwhile }) => {
    const end = either().after(granted('login'), meanwhile, refusedAnswer())
    expect(kinds(end.actions)).toContain('settle')
  })

  test('once the refresh is refused too, callers hear of the password', () => {
    const end = refused().after(granted(), refusedAnswer())
    expect(
      either(holdingShared(keeping(), dead)).after(
        granted('login'),
        looked(),
        checked(),
        refusedAnswer(),
        granted(),
        refusedAnswer(),
      ).actions,
    ).toEqual([{ do: 'look', flight: 1 }, { do: 'wake' }])
    expect(end.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { failure: passwordRefused } })
  })
})

describe('one line only', () => {
  const stays = (walk: Walk) => {
    expect(walk.actions).not.toContainEqual(queuesForLogin)
    expect(walk.flight.step).toMatchObject({ at: 'queued', endpoint: 'refresh', waited: true })
  }

  test('for a refresh that comes within a second', () => {
    stays(refresh().after(waiting(1_000)))
  })

  test('while the token lives', () => {
    stays(given(holding(alone(), dueAhead)).after(asked()).upTo('queued').after(waiting(LONG)))
  })

  test('where nobody waits', () => {
    stays(given(holding(alone(), dead)).after(renewalAsked()).upTo('queued').after(waiting(LONG)))
  })

  test('where the credentials cannot be read', () => {
    stays(given(holding(alone(), dead)).after(asked(), notRead(ACCOUNT)).upTo('queued').after(waiting(LONG)))
  })

  test('where the password is known to be refused', () => {
    const known = refresh(holdingShared(keeping(), dead)).after(restored({ note: note('password') }))
    stays(known.after(waiting(LONG)))
  })

  test('a login is waited for without a refresh', () => {
    const walk = given(alone()).after(asked()).upTo('queued').after(waiting(LONG))
    expect(walk.flight.step).toMatchObject({ at: 'queued', endpoint: 'login', waited: true })
  })
})

describe('both places are given back', () => {
  const settled = ['return permit', 'settle']

  test('when the last caller leaves', () => {
    expect(kinds(either().after(left()).actions)).toEqual(settled)
  })

  test('when the lease is lost', () => {
    const walk = either(holdingShared(sharing(), dead)).after(grantedWithoutLease())
    expect(kinds(walk.actions)).toEqual(['return permit', 'end lease', 'settle'])
  })

  test('when a token comes from elsewhere', () => {
    const walk = either(holdingShared(sharing(), dead)).after(restored({ found: inStore() }))
    expect(kinds(walk.actions)).toEqual(['adopted', 'return permit', 'end lease', 'settle'])
  })

  test('when refresh is closed, and others may use the token: the login is queued for anew, with its back-off', () => {
    const refused = given(holding(alone(), dueAhead)).after(rejected(), asked('rejected')).upTo('queued')
    const walk = refused.after(waiting(LONG), waitingClosed(60_000, 'refresh'))
    expect(kinds(walk.actions)).toEqual(['return permit', 'acquisition_failed', 'queue', 'wake'])
    expect(walk.flight.step).toEqual({ at: 'queued', endpoint: 'login', waited: false })
  })
})

describe('of two endpoints one is closed', () => {
  test.each([
    { closed: 'login', until: LONG },
    { closed: 'refresh', until: 20_000 },
  ] as const)('$closed › the other one is waited for', ({ closed, until }) => {
    const walk = either().after(waiting(20_000, 'login'), waitingClosed(60_000, closed))
    expect(walk.flight).toMatchObject({ step: { at: 'queued for either' }, blocked: { until: START.mono + until } })
  })

  test('a 429 to the login that came first › the refresh is queued for again, and a login beside it', () => {
    const walk = either().after(granted('login'), limited())
    expect(kinds(walk.actions)).toEqual(['endpoint_closed', 'queue'])
    expect(walk.flight).toMatchObject({ step: { at: 'queued', endpoint: 'refresh' }, blocked: undefined })
    expect(walk.after(waiting(LONG, 'refresh')).actions).toEqual([queuesForLogin])
  })
})

describe('without the lease, which another process has', () => {
  const busyForLong = (state = holdingShared(sharing(), dead)) => {
    let walk = given(state).after(asked()).upTo('leasing').after(busy())
    for (let n = 0; n < 34; n++) walk = walk.after(woke(), looked(), busy())
    return walk.later(11_000).after(woke(), looked(), busy())
  }

  test('a permit that is free is used', () => {
    const walk = busyForLong()
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(kinds(walk.after(granted()).actions)).toEqual(['mark'])
  })

  test('nobody stands in line: the place is given back, and the lease asked for again', () => {
    const walk = busyForLong().after(waiting(LONG))
    expect(kinds(walk.actions)).toEqual(['return permit', 'pause', 'wake'])
    expect(walk.flight).toMatchObject({
      step: { at: 'elsewhere' },
      blocked: { until: walk.now.mono + LONG },
      elsewhere: { busySince: walk.now.mono, busyLooks: 1 },
    })
    expect(walk.after(woke(), looked(), busy()).flight.step.at).toBe('elsewhere')
  })

  test('a caller who comes when the lease was given, and nothing is known of the line yet, changes nothing', () => {
    const walk = busyForLong().after(waiting(LONG), woke(), looked(), leased())
    expect(walk.flight).toMatchObject({
      step: { at: 'queued', endpoint: 'refresh', waited: false },
      blocked: { until: walk.now.mono + LONG },
    })
    expect(walk.after(asked()).actions).toEqual([])
  })

  test('so it is with a login', () => {
    const walk = busyForLong(sharing()).after(checked(), waiting(LONG))
    expect(kinds(walk.actions)).toEqual(['return permit', 'pause', 'wake'])
  })

  test('a store that fails gives no lease to anybody: then one stands in line', () => {
    const walk = given(holdingShared(sharing(), dead)).after(asked()).upTo('leasing')
    const never = walk.after({ type: 'leased', given: 'never' }).upTo('queued').after(waiting(LONG))
    expect(never.flight.step.at).toBe('queued for either')
  })
})
