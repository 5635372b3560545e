import { expect, test } from 'vitest'
import { callsWithin, waitFor } from '../../src/limit/sliding-window.ts'
import { answered, LIMIT, logOf, underWay } from './call-logs.ts'

// About `waitFor` and `callsWithin` of src/limit/sliding-window.ts.

test('window › sees a call until its window after the answer is over, and not a moment longer', () => {
  const log = logOf({ calls: [answered('a', 1_000), underWay('b', 1_000, 11_000)] })
  const seenAt = (now: number) => callsWithin(log, LIMIT, now).map(({ id }) => id)
  expect(seenAt(60_999)).toEqual(['a', 'b'])
  expect(seenAt(61_000)).toEqual(['b'])
  expect(seenAt(70_999)).toEqual(['b'])
  expect(seenAt(71_000)).toEqual([])
})

test('wait › none while fewer calls than the limit are in the window', () => {
  const log = logOf({ calls: [answered('a', 0), answered('b', 0)] })
  expect(waitFor(log, LIMIT, 0, 1_000)).toBe(0)
})

test('wait › at the limit it lasts until the oldest call leaves the window', () => {
  const log = logOf({ calls: [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000)] })
  expect(waitFor(log, LIMIT, 0, 10_000)).toBe(51_000)
  expect(waitFor(log, LIMIT, 0, 60_999)).toBe(1)
  expect(waitFor(log, LIMIT, 0, 61_000)).toBe(0)
})

test('wait › the oldest call is the one that was answered first, wherever it stands in the log', () => {
  const log = logOf({ calls: [answered('a', 50_000), answered('b', 9_000), answered('c', 8_000)] })
  expect(waitFor(log, LIMIT, 0, 60_000)).toBe(8_000)
})

test('wait › a call without an answer counts as if it were answered now', () => {
  const log = logOf({ calls: [underWay('a', 0, 30_000), underWay('b', 0, 30_000), answered('c', 19_000)] })
  expect(waitFor(log, LIMIT, 0, 20_000)).toBe(59_000)
  expect(waitFor(log, LIMIT, 1, 20_000)).toBe(60_000)
})

test('wait › each place in the line waits for the next call to leave, and a full line for the next window', () => {
  const calls = [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000)]
  const waits = [0, 1, 2, 3, 4, 5, 6].map((ahead) => waitFor(logOf({ calls }), LIMIT, ahead, 10_000))
  expect(waits).toEqual([51_000, 52_000, 53_000, 111_000, 112_000, 113_000, 171_000])
})

test('wait › those ahead take what is free now, and it comes free again a window later', () => {
  const log = logOf({ calls: [answered('a', 1_000)] })
  const waits = [0, 1, 2, 3, 4].map((ahead) => waitFor(log, LIMIT, ahead, 10_000))
  expect(waits).toEqual([0, 0, 51_000, 60_000, 60_000])
})

test('wait › more calls than the limit, which somebody with a higher limit made, all have to leave first', () => {
  const calls = [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000), answered('d', 4_000)]
  expect(waitFor(logOf({ calls }), { limit: 2, windowMs: 60_000 }, 0, 10_000)).toBe(53_000)
})

test('closed › everybody waits until the closing is over', () => {
  const log = logOf({ closedUntil: 60_000 })
  expect(waitFor(log, LIMIT, 0, 0)).toBe(60_000)
  expect(waitFor(log, LIMIT, 0, 59_999)).toBe(1)
  expect(waitFor(log, LIMIT, 0, 60_000)).toBe(0)
})

test('closed › after it one call goes first, and the others look again every second', () => {
  const log = logOf({ closedUntil: 60_000 })
  for (const now of [60_000, 60_001]) {
    expect([0, 1].map((ahead) => waitFor(log, LIMIT, ahead, now))).toEqual([0, 1_000])
  }
})

test('closed › while the first call has no answer, the next in the line waits for it', () => {
  const log = logOf({ closedUntil: 60_000, calls: [answered('a', 10_000), underWay('b', 60_000, 90_000)] })
  expect(waitFor(log, LIMIT, 0, 60_001)).toBe(1_000)
})

test('closed › calls that were answered before do not keep the first one back, unless they fill the window', () => {
  const calls = [answered('a', 10_000), answered('b', 20_000)]
  expect(waitFor(logOf({ closedUntil: 60_000, calls }), LIMIT, 0, 60_001)).toBe(0)
  const full = [...calls, answered('c', 30_000)]
  expect(waitFor(logOf({ closedUntil: 60_000, calls: full }), LIMIT, 0, 60_001)).toBe(9_999)
})

test('open › calls under way and a line keep nobody back for the answer', () => {
  const log = logOf({ calls: [underWay('a', 0, 10_000)] })
  expect([0, 1].map((ahead) => waitFor(log, LIMIT, ahead, 1))).toEqual([0, 0])
})
