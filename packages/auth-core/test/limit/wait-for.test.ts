import { expect, test } from 'vitest'
import { callsWithin, waitFor } from '../../src/limit/sliding-window.ts'
import { answered, caller, LIMIT, logOf, renewal, underWay } from './call-logs.ts'

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
  expect(waitFor(log, LIMIT, caller('c'), 1_000)).toBe(0)
})

test('wait › at the limit it lasts until the oldest call leaves the window', () => {
  const log = logOf({ calls: [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000)] })
  expect(waitFor(log, LIMIT, caller('d'), 10_000)).toBe(51_000)
  expect(waitFor(log, LIMIT, caller('d'), 60_999)).toBe(1)
  expect(waitFor(log, LIMIT, caller('d'), 61_000)).toBe(0)
})

test('wait › the oldest call is the one that was answered first, wherever it stands in the log', () => {
  const log = logOf({ calls: [answered('a', 50_000), answered('b', 9_000), answered('c', 8_000)] })
  expect(waitFor(log, LIMIT, caller('d'), 60_000)).toBe(8_000)
})

test('wait › a call without an answer counts as if it were answered now', () => {
  const log = logOf({ calls: [underWay('a', 0, 30_000), underWay('b', 0, 30_000), answered('c', 19_000)] })
  const second = logOf({ ...log, line: [caller('d'), caller('e')] })
  expect(waitFor(log, LIMIT, caller('d'), 20_000)).toBe(59_000)
  expect(waitFor(second, LIMIT, second.line[1], 20_000)).toBe(60_000)
})

test('wait › each place in the line waits for the next call to leave, and a full line for the next window', () => {
  const calls = [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000)]
  const line = ['d', 'e', 'f', 'g', 'h', 'i', 'j'].map((id) => caller(id))
  const log = logOf({ calls, line })
  const waits = line.map((place) => waitFor(log, LIMIT, place, 10_000))
  expect(waits).toEqual([51_000, 52_000, 53_000, 111_000, 112_000, 113_000, 171_000])
})

test('wait › those ahead take what is free now, and it comes free again a window later', () => {
  const line = ['b', 'c', 'd', 'e', 'f'].map((id) => caller(id))
  const log = logOf({ calls: [answered('a', 1_000)], line })
  const waits = line.map((place) => waitFor(log, LIMIT, place, 10_000))
  expect(waits).toEqual([0, 0, 51_000, 60_000, 60_000])
})

test('wait › more calls than the limit, which somebody with a higher limit made, all have to leave first', () => {
  const calls = [answered('a', 1_000), answered('b', 2_000), answered('c', 3_000), answered('d', 4_000)]
  expect(waitFor(logOf({ calls }), { limit: 2, windowMs: 60_000 }, caller('e'), 10_000)).toBe(53_000)
})

test('closed › everybody waits until the closing is over', () => {
  const log = logOf({ closedUntil: 60_000 })
  expect(waitFor(log, LIMIT, caller('a'), 0)).toBe(60_000)
  expect(waitFor(log, LIMIT, caller('a'), 59_999)).toBe(1)
  expect(waitFor(log, LIMIT, caller('a'), 60_000)).toBe(0)
})

test('closed › after it one call goes first, and the others look again every second', () => {
  const line = [caller('a'), caller('b')]
  const log = logOf({ closedUntil: 60_000, line })
  for (const now of [60_000, 60_001]) {
    expect(line.map((place) => waitFor(log, LIMIT, place, now))).toEqual([0, 1_000])
  }
})

test('closed › while the first call has no answer, the next in the line waits for it', () => {
  const log = logOf({ closedUntil: 60_000, calls: [answered('a', 10_000), underWay('b', 60_000, 90_000)] })
  expect(waitFor(log, LIMIT, caller('c'), 60_001)).toBe(1_000)
})

test('closed › calls that were answered before do not keep the first one back, unless they fill the window', () => {
  const calls = [answered('a', 10_000), answered('b', 20_000)]
  expect(waitFor(logOf({ closedUntil: 60_000, calls }), LIMIT, caller('d'), 60_001)).toBe(0)
  const full = [...calls, answered('c', 30_000)]
  expect(waitFor(logOf({ closedUntil: 60_000, calls: full }), LIMIT, caller('d'), 60_001)).toBe(9_999)
})

test('open › calls under way and a line keep nobody back for the answer', () => {
  const line = [caller('b'), caller('c')]
  const log = logOf({ calls: [underWay('a', 0, 10_000)], line })
  expect(line.map((place) => waitFor(log, LIMIT, place, 1))).toEqual([0, 0])
})

test('line › a place that nobody has looked after until now is not ahead of anybody', () => {
  const one = { limit: 1, windowMs: 60_000 }
  const waiting = caller('b')
  const aheadUntil = (keptUntil: number) =>
    waitFor(logOf({ line: [caller('a', keptUntil), waiting] }), one, waiting, 100)
  expect(aheadUntil(100)).toBe(0)
  expect(aheadUntil(101)).toBe(60_000)
})

test('line › a caller goes before renewals that came earlier, and renewals before later ones', () => {
  const one = { limit: 1, windowMs: 60_000 }
  const line = [renewal('a'), renewal('b'), caller('c'), caller('d')]
  const log = logOf({ line })
  expect(line.map((place) => waitFor(log, one, place, 0))).toEqual([120_000, 180_000, 0, 60_000])
})

test('line › somebody without a place waits for all callers in it, and for no renewal', () => {
  const one = { limit: 1, windowMs: 60_000 }
  expect(waitFor(logOf({ line: [renewal('a')] }), one, undefined, 0)).toBe(0)
  expect(waitFor(logOf({ line: [renewal('a'), caller('b'), caller('c')] }), one, undefined, 0)).toBe(120_000)
})
