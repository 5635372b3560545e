import { describe, expect, test } from 'vitest'
import { adopt, lives, sawInStore } from '../../src/token/adopt.ts'
import { leftMs } from '../../src/token/held-token.ts'
import type { State } from '../../src/token/state.ts'
import type { Found } from '../../src/token/transition.ts'
import { backingOff, holding, sharing, withRejection } from './support/states.ts'
import { ACCOUNT, after, DAY, inStore, LIFE, MINUTE, START } from './support/tokens.ts'

// About src/token/adopt.ts: what is taken over from the store. There is an `a2` of generation 2 in it, if nothing else is
// said, and it was asked for a minute ago.

const take = (state: State, found: Found | undefined) => adopt(state, found, ACCOUNT, START)

/** A stored set with so much of its life left. */
const withLeft = (leftMs: number, fields: Parameters<typeof inStore>[0] = {}) =>
  inStore(fields, { ageMs: LIFE - leftMs })

const suppressed = (state: State): State => ({
  ...state,
  rejection: { value: state.held?.set.accessToken, level: 1, suppressedUntil: START.mono + 30_000 },
})

test('adopt › if the store holds nothing, nothing changes', () => {
  const state = holding(sharing())
  expect(take(state, undefined)).toEqual({ state, adopted: undefined, actions: [] })
})

test('adopt › without a token of our own, a stored one is held as old as it is, and makes an acquisition unnecessary', () => {
  const { state, adopted, actions } = take(backingOff(sharing()), inStore())
  expect(adopted).toBe(state.held)
  expect(adopted).toEqual({
    set: inStore().set,
    account: ACCOUNT,
    askedAt: after(-MINUTE),
    landedAt: START.mono - MINUTE,
  })
  expect(state).toEqual({ ...sharing(), held: adopted, highestGeneration: 2 })
  const event = { type: 'adopted', generation: 2, expiresAt: START.wall - MINUTE + LIFE }
  expect(actions).toEqual([{ do: 'tell', event }])
})

test.each([
  { leftMs: 30_001, what: 'makes an acquisition unnecessary', adopts: true },
  { leftMs: 30_000, what: 'is held for its refresh token only', adopts: false },
  { leftMs: -MINUTE, what: 'is held for its refresh token only', adopts: false },
])('adopt › a newer stored token with $leftMs ms left $what', ({ leftMs, adopts }) => {
  const state = backingOff(holding(sharing(), { leftMs: -2 * MINUTE }))
  const taken = take(state, withLeft(leftMs))
  expect(taken.state.held?.set.refreshToken).toBe('r2')
  expect(taken.adopted !== undefined).toBe(adopts)
  expect(taken.actions).toHaveLength(adopts ? 1 : 0)
  expect(taken.state.backoff).toBe(adopts ? undefined : state.backoff)
})

test.each([
  { leftMs: 20 * MINUTE - 1, held: 'a1' },
  { leftMs: 20 * MINUTE, held: 'a1' },
  { leftMs: 20 * MINUTE + 1, held: 'a2' },
])(
  'adopt › a token with 20 minutes left, and a newer one with $leftMs ms: $held is held',
  ({ leftMs: stored, held }) => {
    const state = backingOff(holding(sharing(), { leftMs: 20 * MINUTE }))
    const taken = take(state, withLeft(stored))
    expect(taken.state.held?.set).toMatchObject({ accessToken: held, refreshToken: 'r2', generation: 2 })
    expect(taken.adopted !== undefined).toBe(held === 'a2')
  },
)

test('adopt › a living token that stays keeps its life, and the refresh token of the newer set the life of its own', () => {
  const state = backingOff(holding(sharing(), { leftMs: 20 * MINUTE }))
  const taken = take(state, withLeft(5 * MINUTE, { refreshLifetimeMs: DAY }))
  const held = taken.state.held
  expect(held && leftMs(held, START)).toBe(20 * MINUTE)
  expect(held?.set.refreshLifetimeMs).toBe(DAY - 15 * MINUTE)
  expect(taken).toMatchObject({ adopted: undefined, actions: [], state: { highestGeneration: 2 } })
  expect(taken.state.backoff).toBe(state.backoff)
})

test('adopt › a living token does not yield to one that has to be renewed at once, even if that one lives longer', () => {
  const taken = take(holding(sharing(), { leftMs: 1_000 }), withLeft(2_000))
  expect(taken.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2' })
  expect(taken.adopted).toBe(undefined)
})

test('adopt › a living token does not yield to the one that the API has rejected', () => {
  const rejection = { value: 'a2', level: 0, suppressedUntil: 0 }
  const taken = take({ ...holding(sharing(), { leftMs: MINUTE }), rejection }, inStore())
  expect(taken.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2' })
  expect(taken.adopted).toBe(undefined)
})

test('adopt › without a token of our own, one that the API has rejected is held for its refresh token only', () => {
  const rejection = { value: 'a2', level: 0, suppressedUntil: 0 }
  const taken = take(sharing({ rejection }), inStore())
  expect(taken.state.held?.set).toMatchObject({ accessToken: 'a2', refreshToken: 'r2' })
  expect(taken).toMatchObject({ adopted: undefined, actions: [] })
})

test.each([1, 2])(
  'adopt › a living token of generation 2 does not yield to an older one, nor to its like: %i',
  (generation) => {
    const state = holding(sharing(), { accessToken: 'a0', generation: 2, leftMs: 1_000 })
    expect(take(state, inStore({ generation }))).toEqual({ state, adopted: undefined, actions: [] })
  },
)

test.each([
  { ours: 'dead', state: () => holding(sharing(), { generation: 3, leftMs: 0 }) },
  { ours: 'rejected', state: () => withRejection(holding(sharing(), { generation: 3 })) },
])('adopt › if ours is $ours, an older stored token that lives is adopted', ({ state }) => {
  const taken = take(state(), withLeft(30_001))
  expect(taken.adopted).toBe(taken.state.held)
  expect(taken.adopted?.set.accessToken).toBe('a2')
  // With the refresh token of our own, newer set, because that one is not spent.
  expect(taken.adopted?.set).toMatchObject({ refreshToken: 'r1', generation: 3 })
  const event = { type: 'adopted', generation: 3, expiresAt: START.wall + 30_001 }
  expect(taken.actions).toEqual([{ do: 'tell', event }])
  expect(taken.state.highestGeneration).toBe(3)
})

test('adopt › if ours is dead, an older stored token that is of no use either leaves it', () => {
  const state = holding(sharing(), { generation: 3, leftMs: 0 })
  expect(take(state, withLeft(30_000))).toEqual({ state, adopted: undefined, actions: [] })
})

test.each([
  { ours: 'rejected', state: () => withRejection(holding(sharing())) },
  { ours: 'dead', state: () => holding(sharing(), { leftMs: 0 }) },
])(
  'adopt › our own token in the store is no other one if it is $ours: only a newer refresh token is taken',
  ({ state }) => {
    const before = state()
    const same = take(before, inStore({ accessToken: 'a1', generation: 1 }, { ageMs: LIFE }))
    expect(same).toEqual({ state: before, adopted: undefined, actions: [] })
    const newer = take(before, inStore({ accessToken: 'a1', generation: 4 }, { ageMs: LIFE }))
    expect(newer).toMatchObject({ adopted: undefined, actions: [], state: { highestGeneration: 4 } })
    expect(newer.state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2', generation: 4 })
  },
)

test('adopt › what takes the place of a rejected token counts as a replacement, new from now on', () => {
  const { adopted } = take(withRejection(holding(sharing())), inStore())
  expect(adopted?.set).toEqual({ ...inStore().set, replacement: true })
  expect(Object.isFrozen(adopted?.set)).toBe(true)
  expect(adopted).toMatchObject({ askedAt: after(-MINUTE), landedAt: START.mono })
})

test('adopt › so does what comes while 401s start no acquisition', () => {
  const { adopted } = take(suppressed(holding(sharing(), { leftMs: MINUTE })), inStore())
  expect(adopted).toMatchObject({ set: { accessToken: 'a2', replacement: true }, landedAt: START.mono })
})

test('adopt › a stored set that is a replacement already is taken as it is', () => {
  const found = inStore({ replacement: true })
  expect(take(withRejection(holding(sharing())), found).adopted?.set).toBe(found.set)
})

test.each([
  { came: 'of these credentials', version: 1, own: true, adopts: true },
  { came: 'of others for this account', version: 1, own: false, adopts: false },
  { came: 'of others, as far as this process knows its first ones', version: 0, own: false, adopts: true },
])('adopt › what came $came: adopted is $adopts', ({ version, own, adopts }) => {
  const state = sharing({ credentials: { version, replacedAt: START.mono } })
  const taken = take(state, inStore({}, { own }))
  expect(taken.adopted !== undefined).toBe(adopts)
  expect(taken.state.highestGeneration).toBe(2)
})

test('adopt › a closed instance takes nothing over', () => {
  const state = sharing({ closed: true })
  expect(take(state, inStore())).toEqual({ state: { ...state, highestGeneration: 2 }, adopted: undefined, actions: [] })
})

test.each([
  { what: 'there is none', state: () => sharing(), is: false },
  { what: 'it has a millisecond left', state: () => holding(sharing(), { leftMs: 1 }), is: true },
  { what: 'it has none left', state: () => holding(sharing(), { leftMs: 0 }), is: false },
  { what: 'it was rejected', state: () => withRejection(holding(sharing())), is: false },
  { what: 'its replacements were rejected too', state: () => suppressed(holding(sharing())), is: true },
])('lives › if $what, the held token lives: $is', ({ state, is }) => {
  expect(lives(state(), START)).toBe(is)
})

test('seen › what was in the store once stays known to others, also when it is there no more', () => {
  expect(sawInStore(sharing(), 3)).toEqual(sharing({ sharedUpTo: 3 }))
  for (const generation of [undefined, 2, 3]) {
    expect(sawInStore(sharing({ sharedUpTo: 3 }), generation).sharedUpTo).toBe(3)
  }
})

describe('a mark of another process', () => {
  /** The same set without its refresh token, which is being spent. */
  const mark = (about: Parameters<typeof inStore>[1] = {}) =>
    inStore({ accessToken: 'a1', refreshToken: undefined }, { ageMs: 0, ...about })

  test.each([
    { held: 'lives', left: 4 * MINUTE },
    { held: 'is dead', left: 0 },
  ])('if the token $held, the refresh token that others spend is not held any more', ({ left }) => {
    const before = backingOff(holding(sharing(), { leftMs: left }))
    const { state, adopted, actions } = take(before, mark({ ageMs: LIFE - left }))
    expect(state.held?.set).toMatchObject({ accessToken: 'a1', refreshToken: undefined, generation: 2 })
    expect(state.held && leftMs(state.held, START)).toBe(left)
    expect({ adopted, actions, backoff: state.backoff }).toEqual({
      adopted: undefined,
      actions: [],
      backoff: before.backoff,
    })
    expect(state.highestGeneration).toBe(2)
  })

  test('that looks younger than the same token here does not prolong it', () => {
    const { state, adopted } = take(holding(sharing(), { leftMs: 4 * MINUTE }), mark())
    expect(adopted).toBe(undefined)
    expect(state.held && leftMs(state.held, START)).toBe(4 * MINUTE)
    expect(state.held?.set).toMatchObject({ refreshToken: undefined, generation: 2 })
  })

  test('without a token of our own, its access token is used', () => {
    const { adopted } = take(sharing(), mark())
    expect(adopted?.set).toMatchObject({ accessToken: 'a1', refreshToken: undefined, generation: 2 })
  })

  test('our own mark leaves us the refresh token', () => {
    const state = holding(sharing({ marked: 2 }), { generation: 2, leftMs: 0 })
    expect(take(state, mark({ ageMs: LIFE }))).toEqual({ state, adopted: undefined, actions: [] })
  })
})
