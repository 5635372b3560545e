import { expect, test } from 'vitest'
import {
  agedTo,
  freshUntil,
  leftMs,
  phaseOf,
  refreshLeftMs,
  windowsOf,
  withRefreshOf,
} from '../../src/token/held-token.ts'
import { ACCOUNT, after, DAY, heldToken, LIFE, MINUTE, REFRESH_LIFE, START } from './support/tokens.ts'

// About src/token/held-token.ts. Each clock of these tests may be moved alone.

const clocks = (wallMs: number, monoMs: number) => ({ wall: START.wall + wallMs, mono: START.mono + monoMs })

const ahead = { renewal: 'ahead', jitter: 0 } as const

test('windows › a token has those of its own life, and by the rules of its instance', () => {
  const held = heldToken({ lifetimeMs: 10 * MINUTE })
  expect(windowsOf(held, { renewal: 'ahead', jitter: 0.5 })).toEqual({
    aheadMs: 132_000,
    mustMs: 30_000,
    aloneMs: 81_000,
  })
})

test.each([
  { moved: 'both clocks moved on', at: clocks(MINUTE, MINUTE), left: LIFE - MINUTE },
  { moved: 'the machine slept, which only the wall clock sees', at: clocks(20 * MINUTE, 0), left: LIFE - 20 * MINUTE },
  { moved: 'the wall clock was set back', at: clocks(-DAY, MINUTE), left: LIFE - MINUTE },
  { moved: 'both clocks are before the time it was asked for', at: clocks(-5, -5), left: LIFE },
  { moved: 'more time passed than it had', at: clocks(LIFE + 5, 0), left: -5 },
])('life › $moved: what is left is what the older reckoning leaves', ({ at, left }) => {
  expect(leftMs(heldToken(), at)).toBe(left)
  expect(refreshLeftMs(heldToken(), at)).toBe(left - LIFE + REFRESH_LIFE)
})

test.each([
  { setBack: 'the wall clock', seen: clocks(10 * MINUTE, 10 * MINUTE), afterwards: clocks(-DAY, 11 * MINUTE) },
  {
    setBack: 'the wall clock, after the machine slept',
    seen: clocks(10 * MINUTE, 0),
    afterwards: clocks(-DAY, MINUTE),
  },
  {
    setBack: 'the monotonic clock, in a copied machine',
    seen: clocks(0, 10 * MINUTE),
    afterwards: clocks(MINUTE, -DAY),
  },
])('aged › a token that was seen as 10 minutes old stays so if $setBack is set back', ({ seen, afterwards }) => {
  const aged = agedTo(heldToken(), seen)
  expect(leftMs(aged, seen)).toBe(LIFE - 10 * MINUTE)
  expect(leftMs(aged, afterwards)).toBe(LIFE - 11 * MINUTE)
})

test('aged › each look may only make a token older, on both clocks', () => {
  const once = agedTo(heldToken(), clocks(10 * MINUTE, 4 * MINUTE))
  expect(once.askedAt).toEqual(clocks(0, -6 * MINUTE))
  const twice = agedTo(once, clocks(-DAY, 5 * MINUTE))
  expect(twice.askedAt).toEqual(clocks(-DAY - 11 * MINUTE, -6 * MINUTE))
  expect(twice).toEqual({ ...heldToken(), askedAt: twice.askedAt })
})

test('aged › a token about which the clocks agree is left as it is', () => {
  const held = heldToken()
  expect(agedTo(held, after(MINUTE))).toBe(held)
})

test('aged › looks do not age a token, though one clock is cut to whole milliseconds and the other one is not', () => {
  let held = heldToken()
  for (let look = 1; look <= 100_000; look++) {
    const ms = look * 1.0837
    held = agedTo(held, clocks(Math.floor(ms), ms))
  }
  expect(held).toEqual(heldToken())
})

test('aged › what clocks are apart by more than a few milliseconds counts, however slowly it comes to that', () => {
  let held = heldToken()
  for (let second = 1; second <= 1_000; second++) held = agedTo(held, clocks(second * 1_000, second * 999))
  const at = clocks(1_000_000, 999_000)
  expect(leftMs(held, at)).toBeLessThanOrEqual(LIFE - 1_000_000)
  expect(leftMs(held, at)).toBeGreaterThan(LIFE - 1_001_000)
})

test.each([
  { clock: 'wall', at: clocks(MINUTE, 0) },
  { clock: 'monotonic', at: clocks(0, MINUTE) },
])('aged › if only the $clock clock went on, the other one is dated back', ({ at }) => {
  expect(agedTo(heldToken(), at).askedAt).toEqual({ wall: at.wall - MINUTE, mono: at.mono - MINUTE })
})

test.each([
  { left: LIFE, phase: 'fresh' },
  { left: 5 * MINUTE + 1, phase: 'fresh' },
  { left: 5 * MINUTE, phase: 'renew_ahead' },
  { left: 30_001, phase: 'renew_ahead' },
  { left: 30_000, phase: 'must_renew' },
  { left: 1, phase: 'must_renew' },
  { left: 0, phase: 'expired' },
  { left: -1, phase: 'expired' },
])('phase › a token of 30 minutes with $left ms left is $phase', ({ left, phase }) => {
  expect(phaseOf(heldToken(), ahead, after(LIFE - left))).toBe(phase)
})

test('phase › nothing needs to be decided until a renewal ahead is due, on either clock', () => {
  const held = heldToken()
  const until = freshUntil(held, ahead)
  expect(until).toEqual(after(25 * MINUTE))
  expect(phaseOf(held, ahead, { ...until, wall: until.wall - 1, mono: until.mono - 1 })).toBe('fresh')
  expect(phaseOf(held, ahead, until)).toBe('renew_ahead')
})

test('refresh of a newer set › the access token and its life stay, the refresh token and the generation are new', () => {
  const held = heldToken({ leftMs: 10 * MINUTE, landedAt: 7, replacement: true })
  const newer = heldToken({ accessToken: 'a2', refreshToken: 'r2', generation: 2, refreshLifetimeMs: DAY, leftMs: -1 })
  const both = withRefreshOf(held, newer)
  expect(both.set).toMatchObject({ accessToken: 'a1', refreshToken: 'r2', generation: 2, replacement: true })
  expect(both).toMatchObject({ askedAt: held.askedAt, landedAt: 7, account: ACCOUNT })
  expect(leftMs(both, START)).toBe(10 * MINUTE)
  expect(Object.isFrozen(both.set)).toBe(true)
})

test('refresh of a newer set › the refresh token lives as long as it does in its own set', () => {
  const held = heldToken({ leftMs: LIFE - 20 * MINUTE })
  const newer = heldToken({ generation: 2, refreshLifetimeMs: DAY, leftMs: LIFE - 5 * MINUTE })
  expect(refreshLeftMs(withRefreshOf(held, newer), START)).toBe(refreshLeftMs(newer, START))
})

test.each([
  { clock: 'wall', askedAt: clocks(3 * MINUTE, 5 * MINUTE) },
  { clock: 'monotonic', askedAt: clocks(5 * MINUTE, 3 * MINUTE) },
])('refresh of a newer set › if the clocks differ about its date, the earlier one counts: $clock', ({ askedAt }) => {
  const newer = { ...heldToken({ generation: 2, refreshLifetimeMs: DAY }), askedAt }
  expect(withRefreshOf(heldToken(), newer).set.refreshLifetimeMs).toBe(DAY + 3 * MINUTE)
})
