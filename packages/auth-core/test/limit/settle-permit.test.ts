import { expect, test } from 'vitest'
import type { PermitSettlement } from '../../src/index.ts'
import { settlePermit } from '../../src/limit/permit-log.ts'
import { answered, caller, logOf, underWay } from './call-logs.ts'

// About `settlePermit` of src/limit/permit-log.ts, and `settleCall` of sliding-window.ts.

type Outcome = PermitSettlement['outcome']
const settlement = (id: string, outcome: Outcome, closedForMs = 0) => ({ id, outcome, closedForMs })
const settled = (id: string, grantedAt: number, endsAt: number) => ({ ...answered(id, endsAt), grantedAt })

test.each<Outcome>(['success', 'answered', 'unanswered', 'closed'])(
  'settle › a call that was %s counts from now, and the others as before',
  (outcome) => {
    const log = logOf({ calls: [underWay('a', 100, 30_100), underWay('b', 200, 30_200)] })
    settlePermit(log, settlement('b', outcome), 700)
    expect(log.calls).toEqual([underWay('a', 100, 30_100), settled('b', 200, 700)])
  },
)

test('settle › an unused permit is given back, and nothing else changes', () => {
  const log = logOf({ calls: [underWay('a', 100, 30_100), underWay('b', 200, 30_200)], closings: 1, closedUntil: 50 })
  settlePermit(log, settlement('a', 'unused'), 700)
  expect(log).toEqual(logOf({ calls: [underWay('b', 200, 30_200)], closings: 1, closedUntil: 50 }))
})

test('settle › a place in the line is given back, and the others keep theirs', () => {
  const log = logOf({ line: [caller('a'), caller('b')] })
  settlePermit(log, settlement('a', 'unused'), 700)
  expect(log).toEqual(logOf({ line: [caller('b')] }))
})

test('settle › a call that the log does not know counts as granted and ended now', () => {
  const log = logOf({})
  settlePermit(log, settlement('a', 'answered'), 700)
  expect(log.calls).toEqual([settled('a', 700, 700)])
})

test('closing › a 429 closes from now for the time it says', () => {
  const log = logOf({ calls: [underWay('a', 0, 30_000)] })
  settlePermit(log, settlement('a', 'closed', 60_000), 700)
  expect(log).toMatchObject({ closedUntil: 60_700, closedAt: 700, closings: 1 })
})

test('closing › a 429 to the call that tried first closes again, and counts on', () => {
  const log = logOf({ calls: [underWay('a', 61_000, 91_000)], closedUntil: 60_700, closedAt: 700, closings: 1 })
  settlePermit(log, settlement('a', 'closed', 120_000), 61_500)
  expect(log).toMatchObject({ closedUntil: 181_500, closedAt: 61_500, closings: 2 })
})

test.each([
  { grantedAt: 699, closedForMs: 70_000, closedUntil: 70_900 },
  { grantedAt: 700, closedForMs: 70_000, closedUntil: 70_900 },
  { grantedAt: 700, closedForMs: 1_000, closedUntil: 60_700 },
])(
  'closing › a 429 to a call granted at $grantedAt, closed at 700, is the same closing, to $closedUntil',
  ({ grantedAt, closedForMs, closedUntil }) => {
    const log = logOf({ calls: [underWay('a', grantedAt, 30_000)], closedUntil: 60_700, closedAt: 700, closings: 1 })
    settlePermit(log, settlement('a', 'closed', closedForMs), 900)
    expect(log).toMatchObject({ closedUntil, closedAt: 700, closings: 1 })
  },
)

test.each<Outcome>(['success', 'answered'])(
  'closing › a call under way before it that was %s ends nothing',
  (outcome) => {
    for (const now of [900, 70_000]) {
      const log = logOf({ calls: [underWay('a', 700, 80_000)], closedUntil: 60_700, closedAt: 700, closings: 1 })
      settlePermit(log, settlement('a', outcome), now)
      expect(log).toMatchObject({ closedUntil: 60_700, closedAt: 700, closings: 1 })
    }
  },
)

test('closing › a success after it opens, and the next closing is short again', () => {
  const log = logOf({ calls: [underWay('a', 61_000, 91_000)], closedUntil: 60_700, closedAt: 700, closings: 3 })
  settlePermit(log, settlement('a', 'success'), 61_500)
  expect(log).toMatchObject({ closedUntil: undefined, closings: 0 })
})

test('closing › any other answer after it opens, and the next closing is longer still', () => {
  const log = logOf({ calls: [underWay('a', 61_000, 91_000)], closedUntil: 60_700, closedAt: 700, closings: 3 })
  settlePermit(log, settlement('a', 'answered'), 61_500)
  expect(log).toMatchObject({ closedUntil: undefined, closings: 3 })
})

test('closing › a call without an answer says nothing about it', () => {
  const log = logOf({ calls: [underWay('a', 61_000, 91_000)], closedUntil: 60_700, closedAt: 700, closings: 3 })
  settlePermit(log, settlement('a', 'unanswered'), 61_500)
  expect(log).toMatchObject({ closedUntil: 60_700, closings: 3 })
})

test('open › a 429 to a call that is older than an earlier closing closes anew', () => {
  const log = logOf({ calls: [underWay('a', 500, 30_000)], closedAt: 700 })
  settlePermit(log, settlement('a', 'closed', 60_000), 900)
  expect(log).toMatchObject({ closedUntil: 60_900, closedAt: 900, closings: 1 })
})
