import { expect, test } from 'vitest'
import { isTokenText } from '../../src/token/token-set.ts'

// About src/token/token-set.ts.

test.each([
  ['one character', '!'],
  ['printable ASCII', 'abc.DEF-123_~'],
  ['8192 characters', 'a'.repeat(8192)],
])('token text › %s can be a token', (_, value) => {
  expect(isTokenText(value)).toBe(true)
})

test.each([
  ['nothing', ''],
  ['8193 characters', 'a'.repeat(8193)],
  ['a blank at the start', ' ab'],
  ['a blank at the end', 'ab '],
  ['a line break at the end', 'ab\n'],
  ['a delete character', 'a\u007f'],
  ['a letter beyond ASCII', 'tokén'],
  ['a number', 12345],
  ['a list of one token', ['ab']],
  ['undefined', undefined],
])('token text › %s cannot', (_, value) => {
  expect(isTokenText(value)).toBe(false)
})
