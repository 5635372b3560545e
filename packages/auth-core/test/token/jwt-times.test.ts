import { expect, test } from 'vitest'
import { jwtTimes } from '../../src/token/jwt-times.ts'

// About src/token/jwt-times.ts.

const jwt = (payload: string) => `header.${Buffer.from(payload).toString('base64url')}.signature`
const nothing = { iat: undefined, exp: undefined }

test('jwt › the dates of issue and expiry are read, in seconds', () => {
  expect(jwtTimes(jwt('{"iat":1700000000,"exp":1700001800,"sub":"demo"}'))).toEqual({
    iat: 1_700_000_000,
    exp: 1_700_001_800,
  })
})

test('jwt › one of the dates may be missing', () => {
  expect(jwtTimes(jwt('{"iat":5}'))).toEqual({ iat: 5, exp: undefined })
  expect(jwtTimes(jwt('{"exp":5}'))).toEqual({ iat: undefined, exp: 5 })
})

test('jwt › both letters that only base64url has are understood, each time they come', () => {
  const token = jwt('{"iat":7,"sub":"a>aa>aa>aa?aa?aa?","exp":9}')
  // An odd number of each, so that none of them can be left out.
  expect(token.match(/-/g)).toHaveLength(3)
  expect(token.match(/_/g)).toHaveLength(3)
  expect(jwtTimes(token)).toEqual({ iat: 7, exp: 9 })
})

test.each(['"1700000000"', 'null', '1e999', '{}', 'true'])('jwt › %s is no date', (value) => {
  expect(jwtTimes(jwt(`{"iat":${value},"exp":${value}}`))).toEqual(nothing)
})

test.each([
  ['an opaque token', 'a1b2c3'],
  ['an empty text', ''],
  ['one with empty parts', '..'],
  ['a payload that is no base64', 'a.%%%.c'],
  ['a payload that is no JSON', jwt('iat: 7')],
  ['a payload that is no object', jwt('7')],
  ['dates on a prototype', jwt('{"__proto__":{"iat":7,"exp":9}}')],
])('jwt › %s has no dates, and is no error', (_, token) => {
  expect(jwtTimes(token)).toStrictEqual(nothing)
})
