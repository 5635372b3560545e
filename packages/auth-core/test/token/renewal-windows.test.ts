import { expect, test } from 'vitest'
import { renewalWindows } from '../../src/token/renewal-windows.ts'
import { MINUTE } from './support/tokens.ts'

// About src/token/renewal-windows.ts.

test.each([
  { lifetimeMs: 60 * MINUTE, aheadMs: 5 * MINUTE, mustMs: 30_000 },
  { lifetimeMs: 25 * MINUTE, aheadMs: 5 * MINUTE, mustMs: 30_000 },
  { lifetimeMs: 20 * MINUTE, aheadMs: 4 * MINUTE, mustMs: 30_000 },
  { lifetimeMs: 10 * MINUTE, aheadMs: 2 * MINUTE, mustMs: 30_000 },
  { lifetimeMs: 5 * MINUTE, aheadMs: MINUTE, mustMs: 15_000 },
  { lifetimeMs: 10_000, aheadMs: 2_000, mustMs: 500 },
])(
  'windows › a token of $lifetimeMs ms is renewed $aheadMs ms before its end, and waited for from $mustMs ms on',
  ({ lifetimeMs, aheadMs, mustMs }) => {
    expect(renewalWindows(lifetimeMs, { renewal: 'ahead', jitter: 0 })).toEqual({ aheadMs, mustMs, aloneMs: mustMs })
  },
)

test('windows › jitter makes a renewal up to a fifth earlier, and the last window no longer', () => {
  expect(renewalWindows(30 * MINUTE, { renewal: 'ahead', jitter: 0.5 })).toMatchObject({
    aheadMs: 5.5 * MINUTE,
    mustMs: 30_000,
  })
})

test('windows › without an answer of its store a process renews somewhere between the two windows, by its jitter', () => {
  expect(renewalWindows(30 * MINUTE, { renewal: 'ahead', jitter: 0.5 }).aloneMs).toBe(3 * MINUTE)
})

test.each([
  { lifetimeMs: 30 * MINUTE, windowMs: MINUTE },
  { lifetimeMs: 5 * MINUTE, windowMs: MINUTE },
  { lifetimeMs: MINUTE, windowMs: 12_000 },
])(
  'windows › inline nothing is renewed ahead: a token of $lifetimeMs ms is waited for in its last $windowMs ms',
  ({ lifetimeMs, windowMs }) => {
    const windows = renewalWindows(lifetimeMs, { renewal: 'inline', jitter: 0.9 })
    expect(windows).toEqual({ aheadMs: windowMs, mustMs: windowMs, aloneMs: windowMs })
  },
)
