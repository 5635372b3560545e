import { expect, test } from 'vitest'
import {
  afterRejection,
  isRejected,
  noRejection,
  type RejectionMemory,
  replacesRejected,
} from '../../src/token/rejection.ts'
import { heldToken, MINUTE } from './support/tokens.ts'

// About the rules of src/token/rejection.ts; rejection.test.ts shows what comes of them.

/** The token number n of a row. */
const landed = (n: number, landedAt: number, replacement = true) =>
  heldToken({ accessToken: `a${n}`, generation: n, replacement, landedAt })

/** The memory after a first 401, for token 1. */
const once = () => afterRejection(noRejection, landed(1, 0, false), 1_000)

/** Rejects a fresh replacement each time, as soon as that may start an acquisition again. */
function afterReplacements(count: number): RejectionMemory {
  let memory = once()
  for (let n = 1; n <= count; n++) {
    const now = Math.max(1_000, memory.suppressedUntil)
    memory = afterRejection(memory, landed(1 + n, now), now)
  }
  return memory
}

test('rejection › the first 401 condemns its token, and suppresses nothing', () => {
  expect(once()).toEqual({ value: 'a1', level: 0, suppressedUntil: 0 })
  expect(isRejected(once(), landed(1, 0))).toBe(true)
})

test('rejection › other tokens are not condemned with it', () => {
  expect(isRejected(once(), landed(2, 0))).toBe(false)
  expect(isRejected(noRejection, landed(1, 0))).toBe(false)
})

test('rejection › a token that gets the refresh token of a newer set is still the one that was rejected', () => {
  const { set } = landed(1, 0)
  const renamed = { ...landed(1, 0), set: { ...set, generation: 2 } }
  expect(isRejected(once(), renamed)).toBe(true)
  expect(replacesRejected(once(), renamed)).toBe(true)
})

test('rejection › a second 401 for the same token changes nothing', () => {
  const memory = once()
  expect(afterRejection(memory, landed(1, 0), 90_000)).toBe(memory)
})

test('rejection › what comes after a rejected token takes its place', () => {
  expect(replacesRejected(once(), landed(1, 0))).toBe(true)
  expect(replacesRejected(once(), landed(2, 0))).toBe(false)
  expect(replacesRejected(noRejection, undefined)).toBe(false)
})

test.each([
  [1, 30_000],
  [2, 60_000],
  [3, 120_000],
  [4, 240_000],
  [5, 5 * MINUTE],
  [9, 5 * MINUTE],
])('rejection › replacement %i in a row that is rejected at once suppresses acquisitions for %i ms', (count, ms) => {
  const before = afterReplacements(count - 1)
  const now = Math.max(1_000, before.suppressedUntil)
  const memory = afterRejection(before, landed(1 + count, now), now)
  expect(memory).toEqual({ value: `a${1 + count}`, level: count, suppressedUntil: now + ms })
})

test('rejection › a token whose replacement was rejected too is not condemned: it is not what is wrong', () => {
  expect(isRejected(afterReplacements(1), landed(2, 0))).toBe(false)
  expect(replacesRejected(afterReplacements(1), landed(2, 0))).toBe(true)
})

test('rejection › while it is suppressed, a 401 for a further token changes nothing', () => {
  const memory = afterReplacements(1)
  expect(afterRejection(memory, landed(3, 2_000), memory.suppressedUntil - 1)).toBe(memory)
  expect(afterRejection(memory, landed(3, 31_000), memory.suppressedUntil)).not.toBe(memory)
})

test.each([
  { ms: 29_999, level: 1 },
  { ms: 30_000, level: 0 },
])(
  'rejection › a replacement that is rejected after $ms ms leaves the suppression at level $level',
  ({ ms, level }) => {
    expect(afterRejection(once(), landed(2, 5_000), 5_000 + ms)).toMatchObject({ value: 'a2', level })
  },
)

test('rejection › a token that replaces none is condemned without a suppression, however young it is', () => {
  const memory = afterRejection(afterReplacements(2), landed(9, 100_000, false), 100_001)
  expect(memory).toEqual({ value: 'a9', level: 0, suppressedUntil: 0 })
})
