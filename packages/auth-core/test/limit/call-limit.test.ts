import { expect, test } from 'vitest'
import { closedFor, emptyCallLog, shareOf } from '../../src/limit/sliding-window.ts'

// About `shareOf`, `closedFor` and `emptyCallLog` of src/limit/sliding-window.ts.

const MINUTE = 60_000

test.each([
  { limit: 10, share: 1, calls: 10, windowMs: MINUTE },
  { limit: 10, share: 4, calls: 2, windowMs: MINUTE },
  { limit: 10, share: 6, calls: 1, windowMs: MINUTE },
  { limit: 5, share: 5, calls: 1, windowMs: MINUTE },
  { limit: 5, share: 8, calls: 1, windowMs: 96_000 },
])(
  'share › one of $share processes gets $calls of $limit calls in $windowMs ms',
  ({ limit, share, calls, windowMs }) => {
    expect(shareOf({ limit, windowMs: MINUTE }, share)).toEqual({ limit: calls, windowMs })
  },
)

test.each([
  { closings: 0, minutes: 1 },
  { closings: 1, minutes: 2 },
  { closings: 3, minutes: 8 },
  { closings: 4, minutes: 15 },
  { closings: 40, minutes: 15 },
])('closing › after $closings closings in a row the next one lasts $minutes minutes', ({ closings, minutes }) => {
  expect(closedFor(closings)).toBe(minutes * MINUTE)
})

test.each([
  { retryAfterMs: 59_999, minutes: 1 },
  { retryAfterMs: 3 * MINUTE, minutes: 3 },
  { retryAfterMs: 60 * MINUTE, minutes: 60 },
  { retryAfterMs: 61 * MINUTE, minutes: 60 },
])('closing › Retry-After of $retryAfterMs ms makes it $minutes minutes', ({ retryAfterMs, minutes }) => {
  expect(closedFor(0, retryAfterMs)).toBe(minutes * MINUTE)
})

test('log › a new one knows no call and no closing', () => {
  expect(emptyCallLog()).toEqual({
    calls: [],
    closedUntil: undefined,
    closedAt: 0,
    closings: 0,
    longestMs: 0,
  })
})

test('log › two logs share nothing', () => {
  const [one, other] = [emptyCallLog(), emptyCallLog()]
  expect(one.calls).not.toBe(other.calls)
})
