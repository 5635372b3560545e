import { describe, expect, test } from 'vitest'
import { failure, passwordRefused } from '../../src/errors/failure.ts'
import type { State } from '../../src/token/state.ts'
import { isUnwanted } from '../../src/token/state.ts'
import { failedWith, kinds, lookingThen } from './support/actions.ts'
import {
  asked,
  checked,
  closed,
  failed,
  granted,
  leased,
  left,
  looked,
  note,
  readWithNext,
  refusedAnswer,
  renewalAsked,
  restored,
  token,
  tokenOvertaken,
  unanswered,
  unavailable,
  unreadable,
} from './support/events.ts'
import { alone, holding, holdingShared, keeping, sharing, withRejection } from './support/states.ts'
import { inStore, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given, type Walk } from './support/walk.ts'

// About src/token/outcome.ts: what the answer to our call means.

const dead = { leftMs: 0 }
const due = { leftMs: 4 * MINUTE }

const calling = (state: State) => given(state).after(asked()).upTo('calling')
const renewing = (state: State) => given(state).after(renewalAsked()).upTo('calling')
const attemptsOf = ({ state }: Walk) => state.attempts

describe('a token came', () => {
  test('from a login › those who wait get it', () => {
    const walk = calling(alone()).later(2_000).after(token())
    const { held } = walk.state
    expect(held).toMatchObject({ set: { accessToken: 'a2' }, askedAt: START })
    expect(kinds(walk.actions)).toEqual(['acquired', 'disprove refusal', 'settle'])
    expect(walk.actions).toContainEqual({ do: 'disprove refusal', flight: 1 })
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held } })
    expect(walk.state).toMatchObject({ flight: undefined, backoff: undefined, brief: undefined })
  })

  test('with a store it is saved before the lease ends', () => {
    const walk = calling(sharing()).after(token())
    expect(kinds(walk.actions)).toEqual(['acquired', 'save', 'disprove refusal', 'end lease', 'settle'])
  })

  test('after the lease was lost it is dated by what others have stored, not by our own clock', () => {
    expect(calling(holdingShared(sharing(), dead)).after(tokenOvertaken()).state.held?.set.generation).toBe(3)
  })

  test('from a login › a refusal of which one has heard meanwhile is disproved', () => {
    const walk = calling(sharing()).after(restored({ note: note('password') }))
    expect(walk.state.refused).toBeDefined()
    expect(walk.after(token()).state.refused).toBe(undefined)
  })

  test('from a refresh › a refused password stays refused', () => {
    const walk = calling(holdingShared(keeping(), dead)).after(restored({ note: note('password') }), token())
    expect(walk.state.refused).toEqual({ failure: passwordRefused, at: START.mono })
    expect(kinds(walk.actions)).toEqual(['acquired', 'save', 'settle'])
  })

  test('after the instance was closed those who waited get it, and it is not kept', () => {
    const walk = calling(alone()).after(closed(), token())
    expect(walk.actions.at(-1)).toMatchObject({ do: 'settle', end: { held: { set: { accessToken: 'a2' } } } })
    expect(walk.state.held).toBe(undefined)
  })
})

describe('a token of little use came', () => {
  const short = (endpoint: string, seconds: number, retryAfterMs: number) => ({
    code: 'unexpected_response',
    message: `The ${endpoint} endpoint gave a token with ${seconds} s to live.`,
    retryAfterMs,
  })

  test.each([
    { lifetimeMs: 5_000, paced: false },
    { lifetimeMs: 4_999, paced: true },
  ])('a life of $lifetimeMs ms › it is used, and asked for at a distance: $paced', ({ lifetimeMs, paced }) => {
    const walk = calling(alone()).after(token({ lifetimeMs }))
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: walk.state.held } })
    expect(walk.state.held?.set.accessToken).toBe('a2')
    expect(walk.state.backoff !== undefined).toBe(paced)
    expect(walk.state.brief).toEqual(walk.state.backoff)
  })

  test('the distance is that of a failure of no endpoint, and the events tell why', () => {
    const walk = calling(alone())
      .later(1_400)
      .after(token({ lifetimeMs: 4_000 }))
    const failure = short('login', 3, 1_000)
    expect(walk.state.backoff).toEqual({ failure, endpoint: undefined, count: 1, until: walk.now.mono + 1_000 })
    expect(kinds(walk.actions)).toEqual(['acquired', 'disprove refusal', 'acquisition_failed', 'settle'])
    expect(walk.actions).toContainEqual(failedWith('unexpected_response', { retryAfterMs: 1_000, held: true }))
  })

  test('one that is dead on arrival, without another: those who wait hear why', () => {
    const walk = calling(alone())
      .later(9_000)
      .after(token({ lifetimeMs: 9_000 }))
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { failure: short('login', 0, 1_000) } })
    expect(walk.state).toMatchObject({ held: { set: { refreshToken: 'r2' } }, backoff: { count: 1 } })
  })

  test('one that has been dead for long is told as one without life', () => {
    const walk = calling(alone())
      .later(20_000)
      .after(token({ lifetimeMs: 9_000 }))
    expect(walk.state.backoff?.failure).toEqual(short('login', 0, 1_000))
  })

  test('one that is dead on arrival, while another lives: that one is used, with the new refresh token', () => {
    const walk = renewing(holding(alone(), due))
      .later(2_000)
      .after(token({ lifetimeMs: 2_000 }))
    const { held } = walk.state
    expect(held?.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2' })
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held } })
    expect(walk.state.backoff).toMatchObject({ count: 1, failure: short('refresh', 0, 1_000) })
  })

  test('one of our own that dies sooner than the held one is used and saved, and the next renewal keeps a distance', () => {
    const walk = renewing(holdingShared(sharing(), due)).after(token({ lifetimeMs: 2 * MINUTE }))
    const { held } = walk.state
    expect(held?.set.accessToken).toBe('a2')
    expect(kinds(walk.actions)).toEqual(['acquired', 'save', 'acquisition_failed', 'end lease', 'settle'])
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held } })
    expect(walk.state.backoff).toMatchObject({ count: 1, failure: short('refresh', 120, 1_000) })
  })

  test('one that takes the place of a rejected token is of use, however short the rejected one had', () => {
    const walk = calling(withRejection(holding(alone(), due))).after(token({ lifetimeMs: MINUTE }))
    expect(walk.state).toMatchObject({ backoff: undefined, held: { set: { replacement: true } } })
  })

  test('several in a row are counted, until one is of use', () => {
    const next = (walk: Walk, lifetimeMs: number) =>
      walk
        .later(5 * MINUTE)
        .after(asked())
        .upTo('calling')
        .after(token({ accessToken: `a${walk.state.flights}`, lifetimeMs }))
    const first = next(given(alone()), 4_000)
    const second = next(first, 4_000)
    expect(second.state.backoff).toMatchObject({ count: 2, until: second.now.mono + 2_000 })
    const useful = next(second, LIFE)
    expect(useful.state).toMatchObject({ backoff: undefined, brief: undefined })
    expect(next(useful.later(LIFE), 4_000).state.backoff?.count).toBe(1)
  })

  test('they count on from the last one, and not from failures in between', () => {
    const first = calling(alone()).after(token({ lifetimeMs: 4_000 }))
    const down = first.later(MINUTE).after(asked()).upTo('calling').after(left(), unanswered(false))
    const again = down
      .later(MINUTE)
      .after(asked())
      .upTo('calling')
      .after(token({ accessToken: 'a3', lifetimeMs: 4_000 }))
    expect(again.state.backoff?.count).toBe(2)
  })
})

describe('a refresh failed', () => {
  test.each([
    { what: 'no answer', answer: unanswered(), failure: unavailable, tries: true },
    { what: 'garbage that may pass', answer: failed(), failure: unreadable, tries: true },
    { what: 'garbage that will not', answer: failed({ passing: false }), failure: unreadable, tries: false },
  ])('$what, while the token lives › a back-off of refresh, and no login', ({ answer, failure, tries }) => {
    const walk = calling(holding(alone(), due)).after(answer)
    const told = failedWith(failure.code, { retryAfterMs: 1_000, held: true })
    expect(walk.actions[0]).toEqual(told)
    expect(kinds(walk.actions).slice(1)).toEqual(tries ? ['pause', 'wake'] : ['settle'])
    expect(walk.state.backoff).toMatchObject({ endpoint: 'refresh', failure: { ...failure, retryAfterMs: 1_000 } })
  })

  test('refused, while the token lives › a login follows, and nothing is told as failed', () => {
    const walk = renewing(holding(alone(), due)).after(refusedAnswer())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
    expect(walk.state).toMatchObject({ backoff: undefined, refused: undefined })
    expect(attemptsOf(walk)).toEqual({ generation: 1, unclear: 2, garbled: false })
  })

  test.each([
    { what: 'no answer', answer: unanswered(), told: [failedWith('endpoint_unavailable')] },
    { what: 'garbage', answer: failed({ passing: false }), told: [failedWith('unexpected_response')] },
    { what: 'refused', answer: refusedAnswer(), told: [] },
  ])('$what, with a dead token › a login follows at once', ({ answer, told }) => {
    const walk = calling(holding(alone(), dead)).after(answer)
    expect(walk.actions).toEqual([...told, { do: 'queue', flight: 1, endpoint: 'login' }])
    expect(walk.state.backoff).toBe(undefined)
  })

  test('with a rejected token › a login follows at once', () => {
    const walk = calling(withRejection(holding(alone()))).after(unanswered())
    expect(kinds(walk.actions)).toEqual(['acquisition_failed', 'queue'])
  })

  test.each([
    { store: 'kept', state: () => keeping() },
    { store: 'shared', state: () => sharing() },
  ])('with a store that is $store › one looks whether another process was luckier first', ({ state }) => {
    const walk = calling(holdingShared(state(), dead)).after(refusedAnswer())
    expect(walk.actions).toEqual([{ do: 'look', flight: 1 }])
    expect(walk.flight.step).toEqual(lookingThen('login'))
    const found = walk.after(looked(inStore()))
    expect(found.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { held: found.state.held } })
  })

  test('after that look comes a login, even if the refresh token might be sent once more', () => {
    const walk = calling(holdingShared(keeping(), dead)).after(unanswered())
    expect(walk.state.attempts.unclear).toBe(1)
    const then = walk.after(looked({ set: tokenSet(), ageMs: 0, own: true }))
    expect(then.flight.step).toEqual({ at: 'checking', permit: false })
  })

  test.each([
    { when: 'nobody waits any more', walk: () => calling(holding(alone(), dead)).after(left()) },
    { when: 'the instance was closed', walk: () => calling(holding(alone(), dead)).after(closed()) },
  ])('with a dead token, if $when › no login is sent', ({ walk }) => {
    const again = { do: 'settle', flight: 1, end: 'again' }
    expect(walk().after(refusedAnswer()).actions).toEqual([again])
    expect(walk().after(unanswered()).actions).toEqual([failedWith('endpoint_unavailable'), again])
  })

  test('what became of the call is remembered for its refresh token', () => {
    const sent = () => calling(holding(alone(), due))
    expect(attemptsOf(sent().after(unanswered()))).toEqual({ generation: 1, unclear: 1, garbled: false })
    expect(attemptsOf(sent().after(failed({ mayBeSpent: true })))).toEqual({ generation: 1, unclear: 1, garbled: true })
    expect(attemptsOf(sent().after(unanswered(false)))).toEqual({ generation: 1, unclear: 0, garbled: false })
  })
})

describe('a refresh failed, and another token came meanwhile', () => {
  const sent = (found = inStore()) => calling(holdingShared(keeping(), dead)).after(restored({ found }))

  test.each([
    { what: 'refused', answer: refusedAnswer() },
    { what: 'no answer', answer: unanswered() },
    { what: 'garbage', answer: failed() },
  ])('$what › those who wait get the other token, about which it says nothing', ({ answer }) => {
    const walk = sent().after(answer)
    expect(walk.actions).toEqual([{ do: 'settle', flight: 1, end: { held: walk.state.held } }])
    expect(walk.state).toMatchObject({ held: { set: { accessToken: 'a2' } }, backoff: undefined })
    expect(attemptsOf(walk)).toEqual({ generation: 0, unclear: 0, garbled: false })
  })

  test('if the other one is dead too, a login follows, or its own refresh', () => {
    const walk = sent(inStore({}, { ageMs: LIFE })).after(refusedAnswer())
    expect(walk.flight.step).toEqual(lookingThen('login'))
    expect(attemptsOf(walk)).toEqual({ generation: 0, unclear: 0, garbled: false })
  })

  test('if the held one turned out to be that of another account, a login follows', () => {
    const walk = calling(holdingShared(keeping(), due)).after(restored({ account: 'another' }), refusedAnswer())
    expect(walk.flight.step).toEqual(lookingThen('login'))
    expect(attemptsOf(walk)).toEqual({ generation: 0, unclear: 0, garbled: false })
  })
})

describe('a login failed', () => {
  test('refused › the password counts as refused, here and for others, and is not tried again', () => {
    const walk = calling(sharing()).after(refusedAnswer())
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: true },
      failedWith('invalid_credentials', { status: 401 }),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { failure: passwordRefused } },
    ])
    expect(walk.state).toMatchObject({ refused: { failure: passwordRefused, at: START.mono }, backoff: undefined })
  })

  test('refused, with another password at hand › that is read, once, and goes the whole way', () => {
    const walk = given(sharing()).after(asked(), readWithNext(), looked(), leased(), looked(), checked(), granted())
    const again = walk.after(refusedAnswer())
    expect(again.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: true },
      { do: 'end lease', flight: 1 },
      { do: 'read', flight: 1 },
    ])
    expect(again.state).toMatchObject({
      refused: undefined,
      backoff: undefined,
      flight: { leased: false, next: false },
    })
    const second = again.after(readWithNext(), looked(), leased(), looked(), checked(), granted())
    expect(kinds(second.actions)).toContain('call')
    const both = second.after(refusedAnswer())
    expect(both.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { failure: passwordRefused } })
    expect(both.state.refused).toEqual({ failure: passwordRefused, at: START.mono })
  })

  test('refused without a store, with another password at hand › that is read', () => {
    const walk = given(alone()).after(asked(), readWithNext(), granted(), refusedAnswer())
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: true },
      { do: 'read', flight: 1 },
    ])
  })

  test('refused elsewhere, with another password at hand › it is told to nobody, and no login is made for it', () => {
    const walk = given(sharing()).after(
      asked(),
      readWithNext(),
      looked(),
      leased(),
      looked(),
      checked(note('password')),
    )
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: false },
      { do: 'end lease', flight: 1 },
      { do: 'read', flight: 1 },
    ])
    expect(walk.state.refused).toBe(undefined)
  })

  test('an account that is not allowed, with another password at hand › is not allowed with that one either', () => {
    const walk = given(sharing()).after(asked(), readWithNext(), looked(), leased(), looked(), checked(note('account')))
    expect(walk.actions.at(-1)).toMatchObject({ do: 'settle', end: { failure: { code: 'account_forbidden' } } })
  })

  test.each([
    { what: 'no answer', answer: unanswered(), tries: true },
    { what: 'garbage that may pass', answer: failed(), tries: true },
    { what: 'garbage that will not', answer: failed({ passing: false }), tries: false },
  ])('$what › a back-off of login, and another try: $tries', ({ answer, tries }) => {
    const walk = calling(alone()).after(answer)
    expect(walk.state.backoff).toMatchObject({ endpoint: 'login', count: 1 })
    expect(kinds(walk.actions).slice(1)).toEqual(tries ? ['pause', 'wake'] : ['settle'])
  })

  test('the account is not allowed › others hear of it, and for how long nobody asks', () => {
    const forbidden = failure('account_forbidden', 'Not approved yet.', { status: 403 })
    const walk = calling(sharing()).after(failed({ failure: forbidden, passing: false }))
    expect(walk.actions).toEqual([
      { do: 'note account', flight: 1, forMs: 67_500, count: 1 },
      failedWith('account_forbidden', { status: 403, retryAfterMs: 67_500 }),
      { do: 'end lease', flight: 1 },
      { do: 'settle', flight: 1, end: { failure: { ...forbidden, retryAfterMs: 67_500 } } },
    ])
    const later = walk
      .later(67_500)
      .after(asked())
      .upTo('calling')
      .after(failed({ failure: forbidden, passing: false }))
    expect(later.actions[0]).toEqual({ do: 'note account', flight: 2, forMs: 135_000, count: 2 })
  })

  test('another failure is noted for nobody', () => {
    expect(kinds(calling(sharing()).after(failed({ passing: false })).actions)).not.toContain('note account')
  })
})

describe('a login failed, and another token came meanwhile', () => {
  const sent = () => calling(keeping()).after(restored({ found: inStore() }))

  test.each([
    { what: 'no answer', answer: unanswered() },
    { what: 'garbage', answer: failed({ passing: false }) },
  ])('$what › those who wait get the other token, and no back-off follows', ({ answer }) => {
    const walk = sent().after(answer)
    expect(walk.actions).toEqual([{ do: 'settle', flight: 1, end: { held: walk.state.held } }])
    expect(walk.state).toMatchObject({ held: { set: { accessToken: 'a2' } }, backoff: undefined })
  })

  test('refused › the password is refused all the same', () => {
    const walk = sent().after(refusedAnswer())
    expect(walk.state.refused).toEqual({ failure: passwordRefused, at: START.mono })
    expect(walk.actions[0]).toEqual({ do: 'refuse password', flight: 1, failure: passwordRefused, note: true })
    expect(walk.state.held?.set.accessToken).toBe('a2')
  })
})

describe('wanted', () => {
  test.each([
    { wanted: true, background: false, unwanted: false },
    { wanted: false, background: true, unwanted: false },
    { wanted: true, background: true, unwanted: false },
    { wanted: false, background: false, unwanted: true },
  ])(
    'an acquisition that is wanted ($wanted), or a renewal behind callers ($background), is unwanted: $unwanted',
    ({ unwanted, ...fields }) => {
      expect(isUnwanted({ ...calling(alone()).flight, ...fields })).toBe(unwanted)
    },
  )
})
