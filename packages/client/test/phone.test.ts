import { expect, test } from 'vitest'
import { normalisePhone } from '../src/phone.ts'

test.each([
  ['0821234567', '+27821234567'],
  ['082 123 4567', '+27821234567'],
  ['+27 82 123 4567', '+27821234567'],
  ['27821234567', '+27821234567'],
  ['082', undefined],
  ['', undefined],
  ['not a number', undefined],
])('%s is %s', (given, normal) => {
  expect(normalisePhone(given, 'ZA')).toBe(normal)
  expect(normalisePhone(given)).toBe(normal)
})
