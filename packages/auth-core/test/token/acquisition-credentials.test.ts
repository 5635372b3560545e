import { describe, expect, test } from 'vitest'
import { failure, passwordRefused } from '../../src/errors/failure.ts'
import { failedWith } from './support/actions.ts'
import {
  asked,
  granted,
  looked,
  noCredentials,
  noMark,
  notRead,
  read,
  readRefused,
  refusedAnswer,
  renewalAsked,
} from './support/events.ts'
import { alone, holding, holdingShared, sharing } from './support/states.ts'
import { ACCOUNT, LIFE, MINUTE, START, tokenSet } from './support/tokens.ts'
import { given } from './support/walk.ts'

// About src/token/acquisition.ts: what comes of reading the credentials.

const dead = { leftMs: 0 }
const dueAhead = { leftMs: 4 * MINUTE }

/** Our own set is in the store, and nothing newer. */
const _sameThere = () => looked({ set: tokenSet(), ageMs: 0, own: true })

describe('reading', () => {
  test('what was read is whose token this will be', () => {
    const { flight } = given(alone()).after(asked(), read('another'))
    expect(flight).toMatchObject({ account: 'another', unread: undefined })
  })

  test('credentials without a name are those of no account', () => {
    const { state, flight } = given(holding(alone())).after(asked(), { type: 'read', account: undefined })
    expect(flight.account).toBe('')
    expect(state.held).toBe(undefined)
  })

  test('if a function comes with credentials of another account, the held token is not theirs', () => {
    const walk = given(holding(alone(), dead)).after(asked(), read('another'))
    expect(walk.state.held).toBe(undefined)
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'login' }])
  })

  test('those of the same account leave it', () => {
    expect(given(holding(alone())).after(asked(), read()).state.held).toMatchObject({ account: ACCOUNT })
  })

  test('without credentials there is a refresh, if the refresh token lives', () => {
    const walk = given(holding(alone(), dead)).after(asked(), notRead(ACCOUNT))
    expect(walk.flight).toMatchObject({ account: ACCOUNT, unread: noCredentials })
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
  })

  // Even with a store: there is nothing to be looked for.
  test.each([
    { what: 'none is held', state: () => sharing(), account: ACCOUNT },
    { what: 'it is over', state: () => holding(sharing(), { ...dead, refreshLifetimeMs: LIFE }), account: ACCOUNT },
    { what: 'there is none', state: () => holding(sharing(), { ...dead, refreshToken: undefined }), account: ACCOUNT },
    { what: 'nobody knows whose it is', state: () => holding(sharing(), dead), account: undefined },
    { what: 'it is that of another account', state: () => holding(alone(), dead), account: 'another' },
  ])('without credentials, and without a refresh token ($what), those who wait hear why', ({ state, account }) => {
    const walk = given(state()).after(asked(), notRead(account))
    expect(walk.actions).toEqual([
      failedWith('credentials_unavailable'),
      { do: 'settle', flight: 1, end: { failure: noCredentials } },
    ])
    expect(walk.state.backoff).toBe(undefined)
  })

  test('without credentials, if nobody waits, a back-off follows: else each call would ask the function', () => {
    const walk = given(holding(alone(), { ...dueAhead, refreshToken: undefined })).after(
      renewalAsked(),
      notRead(ACCOUNT),
    )
    const backoff = { failure: { ...noCredentials, retryAfterMs: 1_000 }, endpoint: undefined, count: 1 }
    expect(walk.state.backoff).toEqual({ ...backoff, until: START.mono + 1_000 })
    expect(walk.actions).toEqual([
      failedWith('credentials_unavailable', { retryAfterMs: 1_000, held: true }),
      { do: 'settle', flight: 1, end: { failure: backoff.failure } },
    ])
  })

  test('a login is not tried with the credentials of an earlier reading', () => {
    const marking = given(holdingShared(sharing(), dead)).after(asked(), notRead(ACCOUNT)).upTo('marking')
    const walk = marking.after(noMark(), looked())
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 1, end: { failure: noCredentials } })
  })

  const refused = { failure: failure('invalid_credentials', 'Refused before.'), at: START.mono - 40_000 }

  test('values that Pagamio has refused are not sent, and count as refused from now on', () => {
    const walk = given(alone({ refused, reread: true })).after(asked(), readRefused(refused.failure))
    expect(walk.state).toMatchObject({ refused: { failure: refused.failure, at: START.mono }, backoff: undefined })
    expect(walk.actions).toEqual([
      failedWith('invalid_credentials'),
      { do: 'settle', flight: 1, end: { failure: refused.failure } },
    ])
  })

  test('that is so too if the refusal is known to the source of the credentials only', () => {
    const walk = given(alone()).after(asked(), readRefused())
    expect(walk.state.refused).toEqual({ failure: passwordRefused, at: START.mono })
    expect(walk.actions).toContainEqual({ do: 'settle', flight: 1, end: { failure: passwordRefused } })
  })

  test('refused values that nobody waits for are asked for again after a back-off', () => {
    const without = holding(alone(), { ...dueAhead, refreshToken: undefined })
    const walk = given(without).after(renewalAsked(), readRefused())
    expect(walk.state.backoff).toMatchObject({ endpoint: undefined, count: 1, until: START.mono + 1_000 })
  })

  test('a refresh needs no password: with refused values it is queued for, and a login is not', () => {
    const walk = given(holding(alone(), dead)).after(asked(), readRefused())
    expect(walk.actions).toEqual([{ do: 'queue', flight: 1, endpoint: 'refresh' }])
    expect(walk.state.refused).toEqual({ failure: passwordRefused, at: START.mono })
    const then = walk.after(granted(), refusedAnswer())
    expect(then.actions.at(-1)).toMatchObject({ do: 'settle', end: { failure: passwordRefused } })
  })

  test('other values lift a refusal, and an earlier reading does not', () => {
    const held = holding(alone({ refused, reread: true }), dead)
    expect(given(held).after(asked(), read()).state.refused).toBe(undefined)
    expect(given(held).after(asked(), notRead(ACCOUNT)).state.refused).toEqual(refused)
  })
})
