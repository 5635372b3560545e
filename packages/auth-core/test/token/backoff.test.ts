import { expect, test } from 'vitest'
import { failure } from '../../src/errors/failure.ts'
import { type Backoff, backsOff, nextBackoff } from '../../src/token/backoff.ts'
import { unavailable } from './support/events.ts'
import { MINUTE } from './support/tokens.ts'

// About src/token/backoff.ts.

const NOW = 1_000
const forbidden = failure('account_forbidden', 'Not approved yet.')

/** The back-off after so many failures in a row. */
function afterFailures(count: number, failed = unavailable, random = 0.5): Backoff {
  let backoff = nextBackoff(undefined, failed, undefined, NOW, random)
  for (let n = 1; n < count; n++) backoff = nextBackoff(backoff, failed, undefined, NOW, random)
  return backoff
}

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [6, 32_000],
  [7, 60_000],
  [30, 60_000],
])('back-off › after passing failure %i in a row it lasts %i ms', (count, ms) => {
  expect(afterFailures(count)).toMatchObject({ count, until: NOW + ms })
})

test.each([
  [0, 750],
  [0.25, 875],
  [0.75, 1_125],
])('back-off › chance (%f) moves the second after a passing failure to %i ms', (random, ms) => {
  expect(afterFailures(1, unavailable, random).until).toBe(NOW + ms)
})

test.each([
  [1, MINUTE],
  [2, 2 * MINUTE],
  [3, 4 * MINUTE],
  [4, 8 * MINUTE],
  [5, 15 * MINUTE],
  [30, 15 * MINUTE],
])('back-off › an account that is not approved %i times in a row is asked about after %i ms', (count, ms) => {
  expect(afterFailures(count, forbidden, 0)).toMatchObject({ count, until: NOW + ms })
})

test('back-off › chance makes the distance for an account longer by up to a quarter, and never shorter', () => {
  expect(afterFailures(1, forbidden, 0.5).until).toBe(NOW + 67_500)
  expect(afterFailures(5, forbidden, 0.5).until).toBe(NOW + 15 * MINUTE)
})

test.each([
  { asks: 'longer', retryAfterMs: 90_000, ms: 90_000 },
  { asks: 'shorter', retryAfterMs: 500, ms: 1_000 },
  { asks: 'longer than 15 minutes', retryAfterMs: 60 * MINUTE, ms: 15 * MINUTE },
])('back-off › if the server asks for $asks, it lasts $ms ms, and says so', ({ retryAfterMs, ms }) => {
  const failed = { ...unavailable, retryAfterMs }
  const backoff = nextBackoff(undefined, failed, 'login', NOW, 0.5)
  expect(backoff).toEqual({ failure: { ...failed, retryAfterMs: ms }, endpoint: 'login', count: 1, until: NOW + ms })
})

test('back-off › failures of another kind are counted from one', () => {
  expect(nextBackoff(afterFailures(4), forbidden, 'login', NOW, 0)).toMatchObject({ count: 1, until: NOW + MINUTE })
  const later = nextBackoff(afterFailures(4, forbidden), unavailable, 'login', NOW, 0.5)
  expect(later).toMatchObject({ count: 1, until: NOW + 1_000 })
})

test('back-off › passing failures count on, whatever their codes and endpoints are', () => {
  const first = nextBackoff(undefined, unavailable, 'refresh', NOW, 0.5)
  const garbage = failure('unexpected_response', 'The answer cannot be read.')
  expect(nextBackoff(first, garbage, 'login', NOW, 0.5)).toMatchObject({ count: 2, endpoint: 'login' })
})

test('back-off › it runs up to its end, and not at it', () => {
  const backoff = afterFailures(1)
  expect(backsOff(backoff, NOW + 999)).toBe(true)
  expect(backsOff(backoff, NOW + 1_000)).toBe(false)
  expect(backsOff(undefined, NOW)).toBe(false)
})
