import { expect, test } from 'vitest'
import { isIdlePermitLog, permitKey } from '../../src/limit/permit-log.ts'
import { answered, caller, logOf, underWay } from './call-logs.ts'

// About src/limit/permit-log.ts, besides asking and settling.

test('a permit log › each endpoint of each origin has one of its own', () => {
  const keys = ['https://a.example', 'https://b.example'].flatMap((origin) => [
    permitKey(origin, 'login'),
    permitKey(origin, 'refresh'),
  ])
  expect(new Set(keys).size).toBe(4)
  expect(keys[0]).toBe('login https://a.example')
})

const NOW = 100_000
const longestMs = 60_000

test.each([
  { what: 'an empty one', fields: {}, idle: true },
  { what: 'a call that has left the window', fields: { calls: [answered('a', 40_000)], longestMs }, idle: true },
  { what: 'a call that is within it', fields: { calls: [answered('a', 40_001)], longestMs }, idle: false },
  {
    what: 'one of two within it',
    fields: { calls: [answered('a', 1), underWay('b', 90_000, 120_000)], longestMs },
    idle: false,
  },
  { what: 'a place that nobody looks after', fields: { line: [caller('a', NOW)] }, idle: true },
  { what: 'a place that somebody keeps', fields: { line: [caller('a', NOW), caller('b', NOW + 1)] }, idle: false },
  { what: 'a closing, though its time is over', fields: { closedUntil: 1 }, idle: false },
  { what: 'a closing that the next one would double', fields: { closings: 1 }, idle: false },
])('a permit log › with $what may be dropped: $idle', ({ fields, idle }) => {
  expect(isIdlePermitLog(logOf(fields), NOW)).toBe(idle)
})
