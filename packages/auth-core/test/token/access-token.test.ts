import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { AccessToken } from '../../src/token/access-token.ts'

// About src/token/access-token.ts.

const SECRET = 'top-secret'
const token = new AccessToken(SECRET, 1_800_000, 7)

test('access token › it shows its value and its header to those who ask for them, and when it ends', () => {
  expect(token.value).toBe(SECRET)
  expect(token.authorization).toBe(`Bearer ${SECRET}`)
  expect(token).toMatchObject({ expiresAt: 1_800_000, generation: 7 })
})

test('access token › the header may be another one', () => {
  expect(new AccessToken(SECRET, 1, 1, `Token ${SECRET}`).authorization).toBe(`Token ${SECRET}`)
})

test.each([
  ['in a text', `${token}`],
  ['as JSON', JSON.stringify({ token })],
  ['when it is inspected', inspect({ token })],
  ['with its hidden members', inspect(token, { showHidden: true, depth: 9 })],
])('access token › it is redacted %s', (_, shown) => {
  expect(shown).not.toContain(SECRET)
  expect(shown).toContain('redacted AccessToken')
})

test('access token › what it prints makes a header fail, instead of being sent', () => {
  expect(() => new Headers({ authorization: `Bearer ${token}` })).toThrow(TypeError)
})

test('access token › it cannot be changed', () => {
  expect(Object.isFrozen(token)).toBe(true)
})
