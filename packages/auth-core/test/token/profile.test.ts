import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Profile, plainFields } from '../../src/token/profile.ts'

// About src/token/profile.ts.

const told = {
  username: 'canary-till',
  userType: 'MERCHANT',
  userTypeId: 'kQ3v',
  userId: 4711,
  roles: ['MERCHANT_ADMIN'],
  hasWallet: true,
  region: 'ZA',
}

test('profile › members are typed, and fields hold the rest', () => {
  const profile = new Profile(plainFields(told))
  const { username, userType, userTypeId, userId, roles, hasWallet, fields } = profile
  expect({ username, userType, userTypeId, userId, roles, hasWallet }).toEqual({
    username: 'canary-till',
    userType: 'MERCHANT',
    userTypeId: 'kQ3v',
    userId: '4711',
    roles: ['MERCHANT_ADMIN'],
    hasWallet: true,
  })
  expect(fields).toEqual(told)
})

test('profile › what was not told, or as something else, is undefined', () => {
  for (const fields of [{}, { username: true, userTypeId: ['x'], roles: 'ADMIN', hasWallet: 'yes' }]) {
    const { username, userTypeId, roles, hasWallet } = new Profile(plainFields(fields))
    expect([username, userTypeId, roles, hasWallet]).toEqual([undefined, undefined, [], undefined])
  }
})

test.each([
  ['in a text', (profile: Profile) => `${profile}`],
  ['as JSON', (profile: Profile) => JSON.stringify({ profile })],
  ['when it is inspected', (profile: Profile) => inspect({ profile }, { showHidden: true, depth: 9, getters: true })],
  ['without its own inspection', (profile: Profile) => inspect(profile, { customInspect: false, showHidden: true })],
])('profile › it does not print itself %s', (_, shown) => {
  expect(shown(new Profile(plainFields(told)))).not.toContain('canary')
})

test('fields › only plain values are kept, bounded, and nothing of the prototype', () => {
  const odd = JSON.parse('{"__proto__":{"x":1},"a":null,"b":{},"c":[1],"d":"","e":"line\\nbreak","f g":1,"ok":"yes"}')
  expect(plainFields(odd)).toEqual({ ok: 'yes' })
  expect(plainFields({ long: 'x'.repeat(257), number: Number.NaN, list: Array(65).fill('x') })).toEqual({})
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, n]))
  expect(Object.keys(plainFields(many))).toHaveLength(32)
  for (const none of [undefined, null, 7, 'text', []]) expect(plainFields(none)).toEqual({})
})
