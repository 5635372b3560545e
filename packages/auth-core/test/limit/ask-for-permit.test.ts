import { expect, test } from 'vitest'
import { askForPermit, type PermitLog } from '../../src/limit/permit-log.ts'
import { answered, caller, LIMIT, logOf, renewal, underWay } from './call-logs.ts'

// About `askForPermit` of src/limit/permit-log.ts.

const FULL = [answered('x', 1_000), answered('y', 2_000), answered('z', 3_000)]
const ask = (id: string, deadlineMs?: number) => ({ id, deadlineMs, ...LIMIT, callMs: 30_000, placeMs: 15_000 })

test('ask › a permit is logged as a call that may last until its deadline', () => {
  const log = logOf({})
  expect(askForPermit(log, ask('a'), 500)).toEqual({ retryAfterMs: 0, closings: 0 })
  expect(log).toEqual(logOf({ calls: [underWay('a', 500, 30_500)], longestMs: 60_000 }))
})

test('ask › without a permit it keeps a place at the end of the line for the time it asked for', () => {
  const log = logOf({ calls: [...FULL], line: [caller('a', 20_000)], closings: 2 })
  expect(askForPermit(log, ask('b', 90_000), 10_000)).toEqual({ retryAfterMs: 52_000, closings: 2 })
  expect(log.line).toEqual([caller('a', 20_000), renewal('b', 100_000, 25_000)])
  expect(log.calls).toEqual(FULL)
})

test('ask › asking again keeps the place, and keeps it longer', () => {
  const log = logOf({ calls: [...FULL], line: [caller('a', 20_000), caller('b', 20_000)] })
  expect(askForPermit(log, ask('a'), 11_000).retryAfterMs).toBe(50_000)
  expect(log.line).toEqual([caller('a', 26_000), caller('b', 20_000)])
})

test('ask › a permit that was granted is granted again, and is still one call', () => {
  const log = logOf({ closedUntil: 90_000, closings: 1 })
  log.calls = [underWay('a', 0, 30_000), answered('b', 10_000)]
  const before = structuredClone(log)
  expect(askForPermit(log, ask('a'), 20_000)).toEqual({ retryAfterMs: 0, closings: 1 })
  expect(log).toEqual(before)
})

test('ask › a permit ends the wait of its own place and of no other', () => {
  const log = logOf({ line: [caller('a'), caller('b')] })
  expect(askForPermit(log, ask('b'), 0).retryAfterMs).toBe(0)
  expect(log.line).toEqual([caller('a')])
  expect(log.calls.map(({ id }) => id)).toEqual(['b'])
})

test('ask › a place that has to wait for less than a millisecond stays in the line', () => {
  const log = logOf({ calls: [...FULL] })
  expect(askForPermit(log, ask('a'), 60_999.5).retryAfterMs).toBe(0.5)
  expect(log.line).toEqual([caller('a', 75_999.5)])
})

test('ask › places that nobody looks after any more leave the line', () => {
  const log = logOf({ calls: [...FULL], line: [caller('a', 10_000), caller('b', 10_001)] })
  askForPermit(log, ask('c'), 10_000)
  expect(log.line.map(({ id }) => id)).toEqual(['b', 'c'])
})

test('ask › a place that was left alone too long is still there for its owner', () => {
  const log = logOf({ line: [caller('a', 5_000), caller('b'), caller('c'), caller('d')] })
  expect(askForPermit(log, ask('a'), 10_000).retryAfterMs).toBe(0)
})

test('ask › a place that is kept for no time leaves at once', () => {
  const log = logOf({ calls: [...FULL] })
  askForPermit(log, { ...ask('a'), placeMs: 0 }, 10_000)
  expect(log.line).toEqual([])
})

test('ask › a renewal that a caller joins goes before other renewals, and falls back when the caller leaves', () => {
  const log = logOf({ calls: [...FULL], line: [renewal('a', 40_000), renewal('b', 50_000)] })
  expect(askForPermit(log, ask('b'), 10_000).retryAfterMs).toBe(51_000)
  expect(log.line[1]?.diesAt).toBe(undefined)
  expect(askForPermit(log, ask('b', 40_000), 10_000).retryAfterMs).toBe(52_000)
  expect(log.line[1]?.diesAt).toBe(50_000)
})

/** How long each would have to wait for one call a minute, asking at 0 in a line as it is given. */
function waitsOf(line: PermitLog['line'], ...asks: ReturnType<typeof ask>[]) {
  return asks.map((one) => {
    const log = logOf({ line: structuredClone(line), calls: [answered('x', 0)] })
    return askForPermit(log, { ...one, limit: 1 }, 0).retryAfterMs / 60_000
  })
}

test('line › callers go before renewals that came earlier', () => {
  const line = [renewal('a', 9_000), renewal('b', 8_000), caller('c'), caller('d')]
  expect(waitsOf(line, ask('c'), ask('d'), ask('new'))).toEqual([1, 2, 3])
})

test('line › the renewal of the token that dies first goes first, and of equals who asked first', () => {
  const line = [renewal('a', 9_000), renewal('b', 7_000), renewal('c', 9_000), renewal('d', 8_000)]
  const waits = waitsOf(line, ask('b', 7_000), ask('d', 8_000), ask('a', 9_000), ask('c', 9_000), ask('new', 9_000))
  expect(waits).toEqual([1, 2, 3, 4, 5])
})

test('line › a place that nobody has looked after until now is not ahead of anybody', () => {
  expect(waitsOf([caller('a', 0)], ask('b'))).toEqual([1])
  expect(waitsOf([caller('a', 1)], ask('b'))).toEqual([2])
})

test('ask › calls are forgotten a window after they ended', () => {
  const log = logOf({ calls: [answered('a', 1_000), underWay('b', 1_000, 1_001), answered('c', 1_002)] })
  askForPermit(log, ask('d'), 61_001)
  expect(log.calls.map(({ id }) => id)).toEqual(['c', 'd'])
})

test('ask › with a shorter window calls are remembered for the longest that anybody asked with', () => {
  const log = logOf({ longestMs: 60_000 })
  log.calls = [answered('a', 1_000), answered('b', 2_000)]
  askForPermit(log, { ...ask('c'), windowMs: 1_000 }, 61_000)
  expect(log.calls.map(({ id }) => id)).toEqual(['b', 'c'])
  expect(log.longestMs).toBe(60_000)
})
