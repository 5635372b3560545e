import { describe, expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import type { State } from '../../src/token/state.ts'
import { kinds } from './support/actions.ts'
import {
  asked,
  broke,
  closed,
  type Fact,
  failed,
  granted,
  leased,
  limited,
  looked,
  overdue,
  read,
  readWithNext,
  refusedAnswer,
  replaced,
  restored,
  token,
  tokenOvertaken,
  unanswered,
} from './support/events.ts'
import { alone, holding, holdingShared, keeping, sharing } from './support/states.ts'
import { MINUTE, START } from './support/tokens.ts'
import { given, lateOf, type Walk } from './support/walk.ts'

// About `lateOutcome` of src/token/outcome.ts, and the late events of src/token/decide.ts.

const dead = { leftMs: 0 }
const due = { leftMs: 4 * MINUTE }

/** Gives up the call under way, 32 s after it was sent. */
const giveUp = (walk: Walk) => walk.later(31_001).after(overdue()).later(751).after(overdue())
const abandoned = (state: State) => giveUp(given(state).after(asked()).upTo('calling'))
const LATE = 31_752

/** What acquisition 1 still brings. */
const late = (walk: Walk, fact: Fact) => walk.after(lateOf(1, fact))

/** Two calls were given up: a refresh, and the login that came after it. */
const both = () => giveUp(abandoned(holdingShared(sharing(), dead)).after(asked()).upTo('calling'))

describe('a late token', () => {
  test.each([
    { what: 'of a login', state: () => alone(), said: ['acquired', 'disprove refusal'] },
    { what: 'of a refresh', state: () => holding(alone(), dead), said: ['acquired'] },
  ])('$what, that is the newest, is held', ({ state, said }) => {
    const walk = late(abandoned(state()), token())
    expect(walk.state.held).toMatchObject({ set: { accessToken: 'a2' }, askedAt: START })
    expect(walk.state.abandoned).toEqual([])
    expect(kinds(walk.actions)).toEqual(said)
  })

  test('is saved, and its lease ends then', () => {
    const walk = late(abandoned(holdingShared(sharing(), dead)), token())
    expect(kinds(walk.actions)).toEqual(['acquired', 'save', 'end lease'])
    expect(walk.actions).toContainEqual({ do: 'end lease', flight: 1 })
  })

  test('without a lease there is none to end', () => {
    expect(kinds(late(abandoned(holdingShared(keeping(), dead)), token()).actions)).toEqual(['acquired', 'save'])
  })

  test('ends the acquisition that has begun since, if it has sent nothing yet', () => {
    const walk = late(abandoned(alone()).after(asked()).upTo('queued'), token())
    expect(kinds(walk.actions)).toEqual(['acquired', 'disprove refusal', 'return permit', 'settle'])
    expect(walk.actions.at(-1)).toEqual({ do: 'settle', flight: 2, end: { held: walk.state.held } })
    expect(walk.state.flight).toBe(undefined)
  })

  test('wakes callers who wait for another call', () => {
    const walk = late(abandoned(alone()).after(asked()).upTo('calling'), token())
    expect(kinds(walk.actions)).toEqual(['acquired', 'disprove refusal', 'wake'])
    expect(walk.flight).toMatchObject({ id: 2, step: { at: 'calling' } })
  })

  test('that lives no longer than the held one ends nothing', () => {
    const state = abandoned(holding(alone(), due)).after(asked())
    const walk = late(state, token({ lifetimeMs: MINUTE }))
    expect(walk.state.held?.set.accessToken).toBe('a2')
    expect(kinds(walk.actions)).toEqual(['acquired', 'wake'])
    expect(walk.flight.id).toBe(2)
  })

  test('after the lease was lost is dated by what others have stored', () => {
    expect(late(abandoned(holdingShared(sharing(), dead)), tokenOvertaken()).state.held?.set.generation).toBe(3)
  })

  test('after the instance was closed is saved, and not kept', () => {
    const walk = late(abandoned(holdingShared(sharing(), dead)).after(closed()), token())
    expect(walk.state.held).toBe(undefined)
    expect(kinds(walk.actions)).toEqual(['acquired', 'save', 'end lease'])
  })

  test('after the instance was closed gives nobody a token who waits for another call', () => {
    const walk = late(abandoned(alone()).after(asked()).upTo('calling').after(closed()), token())
    expect(kinds(walk.actions)).toEqual(['acquired', 'disprove refusal', 'wake'])
  })
})

describe('a late token, and another one has landed meanwhile', () => {
  const overtaken = (state: State) =>
    abandoned(state)
      .after(asked())
      .upTo('calling')
      .after(token({ accessToken: 'a3', refreshToken: 'r3' }))

  test.each([
    { what: 'of a login', walk: () => overtaken(keeping()), fact: token() },
    { what: 'of a refresh, without a store', walk: () => overtaken(holding(alone(), dead)), fact: token() },
    {
      what: 'of a refresh, without a refresh token',
      walk: () => overtaken(holding(keeping(), dead)),
      fact: token({ refreshToken: undefined }),
    },
  ])('$what › it is dropped', ({ walk, fact }) => {
    const before = walk()
    const then = late(before, fact)
    expect(then.actions).toEqual([])
    expect(then.state).toEqual({ ...before.state, abandoned: [] })
  })

  test('of a refresh › its pair is saved for other processes, as old as it is, and the held token stays', () => {
    const walk = overtaken(holdingShared(sharing(), dead)).later(1_000)
    const then = late(walk, token())
    // As old as its call, so that it replaces its predecessor in the store, and nothing newer.
    const set = { accessToken: 'a2', refreshToken: 'r2', generation: START.wall, replacement: false }
    expect(then.actions).toMatchObject([
      { do: 'save', flight: 1, set, ageMs: LATE + 1_000 },
      { do: 'end lease', flight: 1 },
    ])
    expect(then.state).toEqual({ ...walk.state, abandoned: [] })
    expect(walk.state.highestGeneration).toBeGreaterThan(START.wall)
  })

  test('of a refresh that told nothing of the account › its pair is saved with what is known of it', () => {
    const profile = { userType: 'MERCHANT' }
    const walk = abandoned(holdingShared(sharing(), dead))
      .after(asked())
      .upTo('calling')
      .after(token({ accessToken: 'a3', profile }))
    expect(late(walk, token()).actions[0]).toMatchObject({ do: 'save', set: { accessToken: 'a2', profile } })
  })

  test('of a refresh, whose own clock is behind › its pair is dated after its predecessor', () => {
    const generation = START.wall + 5 * MINUTE
    const walk = late(overtaken(holdingShared(sharing(), { ...dead, generation })), token())
    // The mark is one more than what was held.
    expect(walk.actions[0]).toMatchObject({ do: 'save', set: { generation: generation + 2 } })
  })

  test('of a login, and the instance was closed meanwhile › it does not replace the newer one in the store', () => {
    const walk = giveUp(abandoned(keeping()).after(asked()).upTo('calling')).after(closed())
    const newer = walk.after(lateOf(2, token({ accessToken: 'a3', refreshToken: 'r3' })))
    expect(kinds(newer.actions)).toEqual(['acquired', 'save', 'disprove refusal'])
    expect(late(newer, token()).actions).toEqual([])
  })
})

describe('a late token of credentials that were replaced', () => {
  const replacedMeanwhile = (state: State) => given(state).after(asked()).upTo('calling').after(replaced())

  test('of a login › it is dropped, and its lease ends', () => {
    const walk = late(replacedMeanwhile(sharing()), token())
    expect(walk.actions).toEqual([{ do: 'end lease', flight: 1 }])
    expect(walk.state).toMatchObject({ held: undefined, abandoned: [] })
  })

  test('of a refresh › its rotated pair is saved, because the old one may be spent, and it is not used here', () => {
    const walk = late(replacedMeanwhile(holdingShared(sharing(), due)), token())
    expect(walk.actions).toMatchObject([
      { do: 'save', flight: 1, set: { accessToken: 'a2', refreshToken: 'r2', generation: START.wall }, ageMs: 0 },
      { do: 'end lease', flight: 1 },
    ])
    expect(walk.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: undefined })
    expect(walk.state.highestGeneration).toBe(START.wall)
  })

  test('after the lease was lost › the pair is dated by what is known here', () => {
    const walk = late(replacedMeanwhile(holdingShared(sharing(), due)), tokenOvertaken())
    expect(walk.actions[0]).toMatchObject({ do: 'save', set: { generation: 3 } })
  })
})

test('a late refresh of an account whose token was dropped since › its pair is saved, and not used here', () => {
  const walk = abandoned(holdingShared(sharing(), dead)).after(restored({ account: 'another' }))
  const then = late(walk, token())
  expect(kinds(then.actions)).toEqual(['save', 'end lease'])
  expect(then.state.held).toBe(undefined)
})

describe('a late refusal', () => {
  test('of the password › it is not sent again, and callers and others hear of it', () => {
    const walk = late(abandoned(sharing()), refusedAnswer())
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: true },
      { do: 'wake' },
      { do: 'end lease', flight: 1 },
    ])
    expect(walk.state).toMatchObject({ refused: { failure: passwordRefused, at: walk.now.mono }, abandoned: [] })
  })

  test('of the password › the login that has begun since ends before it is sent', () => {
    const walk = late(abandoned(alone()).after(asked()).upTo('queued'), refusedAnswer()).after(granted())
    expect(walk.actions).toContainEqual({ do: 'settle', flight: 2, end: { failure: passwordRefused } })
  })

  test('of the password › nor does one that has read it begin to queue', () => {
    const walk = late(abandoned(keeping()).after(asked(), read()), refusedAnswer()).after(looked())
    expect(walk.actions).toContainEqual({ do: 'settle', flight: 2, end: { failure: passwordRefused } })
  })

  test('of the password, with another one at hand › who is on the way with it begins again', () => {
    const gone = giveUp(given(alone()).after(asked(), readWithNext(), granted()))
    expect(gone.state.abandoned).toHaveLength(1)
    const walk = late(gone.after(asked(), readWithNext()), refusedAnswer())
    expect(walk.actions).toEqual([
      { do: 'refuse password', flight: 1, failure: passwordRefused, note: true },
      { do: 'return permit', flight: 2 },
      { do: 'settle', flight: 2, end: 'again' },
    ])
    expect(walk.state.refused).toBe(undefined)
    const nobody = late(gone, refusedAnswer())
    expect(nobody.actions).toEqual([{ do: 'refuse password', flight: 1, failure: passwordRefused, note: true }])
    expect(nobody.state.refused).toBe(undefined)
    // What was sent is answered soon, and says it itself.
    const sent = gone.after(asked(), readWithNext(), granted())
    expect(late(sent, refusedAnswer()).state.flight).toEqual(sent.state.flight)
  })

  test('of a password that was replaced › it says nothing about the new one', () => {
    const walk = late(abandoned(sharing()).after(replaced()), refusedAnswer())
    expect(walk.actions).toEqual([{ do: 'end lease', flight: 1 }])
    expect(walk.state.refused).toBe(undefined)
  })

  test('of a refresh token that is still held › it is spent', () => {
    const walk = late(abandoned(holding(alone(), dead)), refusedAnswer())
    expect(walk.actions).toEqual([])
    expect(walk.state).toMatchObject({ attempts: { generation: 1, unclear: 2 }, refused: undefined, abandoned: [] })
  })

  test('of a refresh token whose successor is held › it says nothing about that one', () => {
    const walk = abandoned(holding(alone(), dead)).after(asked()).upTo('calling').after(token())
    expect(late(walk, refusedAnswer()).state.attempts).toBe(walk.state.attempts)
  })

  test('of a refresh token of credentials that were replaced › nothing follows', () => {
    const walk = abandoned(holding(alone(), dead)).after(replaced())
    expect(late(walk, refusedAnswer()).state).toEqual({ ...walk.state, abandoned: [] })
  })
})

describe('what else may come late', () => {
  test.each([
    { what: 'no answer', fact: unanswered() },
    { what: 'garbage', fact: failed() },
    { what: 'a 429', fact: limited() },
    { what: 'an end that is not ours', fact: broke() },
  ])('$what of a call that was given up › its lease ends, and nothing else', ({ fact }) => {
    const walk = abandoned(holdingShared(sharing(), dead))
    const then = late(walk, fact)
    expect(then.actions).toEqual([{ do: 'end lease', flight: 1 }])
    expect(then.state).toEqual({ ...walk.state, abandoned: [] })
  })

  test.each([
    { what: 'no answer', fact: unanswered() },
    { what: 'garbage', fact: failed() },
    { what: 'a 429', fact: limited() },
  ])('$what of a call that was given up › its refresh token or password is no worse for it', ({ fact }) => {
    for (const state of [alone(), holding(alone(), dead)]) {
      const walk = abandoned(state)
      const then = late(walk, fact)
      expect(then.actions).toEqual([])
      expect(then.state).toEqual({ ...walk.state, abandoned: [] })
    }
  })

  test('a look at its time › a call that was given up is still waited for', () => {
    const walk = abandoned(sharing())
    expect(late(walk, overdue())).toMatchObject({ state: walk.state, actions: [] })
  })

  test.each([
    { what: 'an answer', fact: unanswered() },
    { what: 'a 429', fact: limited() },
  ])('$what › other calls that were given up are still waited for', ({ fact }) => {
    expect(late(both(), fact).state.abandoned.map(({ id }) => id)).toEqual([2])
  })

  test('an answer of a call that nobody knows any more is dropped', () => {
    const walk = given(alone()).after(asked()).upTo('calling').after(broke())
    for (const fact of [token(), refusedAnswer(), limited(), broke()]) {
      expect(late(walk, fact)).toMatchObject({ state: walk.state, actions: [] })
    }
  })

  test('an answer of a call that nobody knows any more does not stand for another one that was given up', () => {
    const walk = giveUp(given(alone()).after(asked(), broke(), asked()).upTo('calling'))
    expect(late(walk, token())).toMatchObject({ state: walk.state, actions: [] })
  })

  const over = () => given(sharing()).after(asked(), broke())

  test('a lease › it is given back', () => {
    expect(late(over(), leased()).actions).toEqual([{ do: 'end lease', flight: 1 }])
  })

  test.each([{ given: false }, { given: undefined }])('no lease ($given) › nothing is given back', (about) => {
    expect(late(over(), { type: 'leased', ...about }).actions).toEqual([])
  })

  test('a permit › it is given back', () => {
    expect(late(over(), granted()).actions).toEqual([{ do: 'return permit', flight: 1 }])
  })

  test.each([read(), looked(), overdue()])('%o › it is dropped', (fact) => {
    const walk = over()
    expect(late(walk, fact)).toMatchObject({ state: walk.state, actions: [] })
  })

  test('of an acquisition that is over, the one under way takes no notice', () => {
    const walk = over().after(asked())
    for (const fact of [read(), leased(), granted(), overdue(), broke()])
      expect(late(walk, fact).state).toBe(walk.state)
  })
})

test('a late login › takes back what was said of the password meanwhile, so that renewals go on', () => {
  const note = { refused: 'password', forMs: 10 * MINUTE, ageMs: 0, count: 1 } as const
  const walk = late(abandoned(keeping()).after(restored({ note })), token())
  expect(walk.state.refused).toBeUndefined()
  expect(kinds(walk.actions)).toContain('disprove refusal')
})
