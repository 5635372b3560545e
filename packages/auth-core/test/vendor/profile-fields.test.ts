import { expect, test } from 'vitest'
import { profileFieldsOf } from '../../src/vendor/profile-fields.ts'

test('profile fields › the rest of the answer, from the top and from data', () => {
  const data = { token: 'T', expiresIn: 1800, userType: 'MERCHANT', hasWallet: false }
  expect(profileFieldsOf({ successful: true, region: 'ZA', data }, ['T'])).toEqual({
    region: 'ZA',
    userType: 'MERCHANT',
    hasWallet: false,
  })
})

test.each([
  { tempToken: 's' },
  { idToken: 's' },
  { refresh_token: 's' },
  { clientSecret: 's' },
  { newPassword: 's' },
  { otpCode: 's' },
  { jwt: 'prefix-THE-ACCESS-TOKEN-suffix' },
  { list: ['THE-ACCESS-TOKEN'] },
  { responseMessage: 'Welcome', responseCode: '0', message: 'x', error: 'y', success: true },
  { accessTokenExpiresIn: 1, refreshTokenExpiresIn: 1, expiresIn: 1 },
  { requires2FA: false, requires2FASetup: false },
])('profile fields › %j is none', (answer) => {
  expect(profileFieldsOf(answer, ['THE-ACCESS-TOKEN'])).toEqual({})
  expect(profileFieldsOf({ data: answer }, ['THE-ACCESS-TOKEN'])).toEqual({})
})
