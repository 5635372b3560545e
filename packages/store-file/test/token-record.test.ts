import { describe, expect, test } from 'vitest'
import { livingText, tokenRecord } from '../src/token-record.ts'
import { byUptime, ofAnyBoot } from './known-bad/monotonic-reckoning.ts'
import { byTheWall } from './known-bad/wall-reckoning.ts'
import { type Reckoning, wrongsOf } from './support/reckoning.ts'

const reckoning: Reckoning = (record, clock) => livingText(record, clock)?.ageMs

describe('how old a record is', () => {
  test('whatever happens to a machine and its clocks, in whatever order: never younger because a clock went back (failure mode 75)', () => {
    expect(wrongsOf(reckoning)).toEqual([])
  })

  test.each(Object.entries({ byTheWall, byUptime, ofAnyBoot }))('%s is found out', (_, bad) => {
    expect(wrongsOf(bad).length).toBeGreaterThan(0)
  })
})

describe('a record', () => {
  const clock = { now: () => 1_000_000, monotonic: () => 500_000, boot: 'one' }
  const record = tokenRecord({ text: 'text', generation: 7, ttlMs: 60_000 }, clock)
  const later = { ...clock, now: () => 1_010_000, monotonic: () => 510_000 }

  test('of an earlier version, which knew only the wall clock, is as old as that says', () => {
    const { text, generation, ttlMs, storedAt } = record
    expect(livingText({ text, generation, ttlMs, storedAt }, later)).toEqual({ text, generation, ageMs: 10_000 })
    const back = { ...later, now: () => storedAt - 10_000 }
    expect(livingText({ text, generation, ttlMs, storedAt }, back)).toBeUndefined()
  })

  test.each(['490000', null, Number.NaN, Number.POSITIVE_INFINITY, {}])(
    'whose monotonic time is %o is as old as the wall clock says',
    (monotonicAt) => {
      expect(livingText({ ...record, monotonicAt }, later)).toMatchObject({ ageMs: 10_000 })
    },
  )

  test.each([
    { text: 7 },
    { generation: '7' },
    { generation: -1 },
    { generation: 1.5 },
    { generation: 2 ** 53 },
    { ttlMs: '60000' },
    { ttlMs: null },
    { storedAt: '1000000' },
    { storedAt: Number.NaN },
    { ttlMs: 0 },
    { ttlMs: -1 },
  ])('with %j is none', (change) => {
    expect(livingText(record, later)).toBeDefined()
    expect(livingText({ ...record, ...change }, later)).toBeUndefined()
  })

  test.each([null, undefined, 7, 'text', true, {}])('that is %j is none', (other) => {
    expect(livingText(other, later)).toBeUndefined()
  })
})
