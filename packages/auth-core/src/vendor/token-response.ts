import { own, parseObject } from '../platform/json-fields.ts'
import type { TokenResponse } from '../token/answer.ts'
import { isTokenText } from '../token/token-set.ts'
import { given, notNull } from './answer-fields.ts'
import { livesOf } from './lives.ts'
import { profileFieldsOf } from './profile-fields.ts'

/** Why an answer holds no usable token. Names known fields only, never values or keys that we do not know. */
export interface MalformedResponse {
  readonly problem: string
}

/**
 * Reads an answer of the token endpoint in any documented shape: `token` or `accessToken`, at the top or in `data`.
 * It never throws, and never forwards a message of `JSON.parse`, which quotes what it could not read.
 */
export function parseTokenResponse(text: string): TokenResponse | MalformedResponse {
  const answer = parseObject(text)
  if (!answer) return { problem: 'the answer is not a JSON object' }
  for (const key of ['successful', 'success']) {
    if (own(answer, key) === false) return { problem: `the answer says ${key}: false` }
  }
  const warnings: string[] = []
  const [accessToken, ...otherTokens] = new Set(given(answer, 'token', 'accessToken').filter(notNull))
  if (accessToken === undefined) return { problem: 'no token or accessToken, at the top or in data' }
  if (otherTokens.length > 0) return { problem: 'token and accessToken, at the top and in data, differ' }
  if (!isTokenText(accessToken)) return { problem: 'the token is not 1 to 8192 printable ASCII characters' }

  const refreshTokens = new Set(given(answer, 'refreshToken').filter(notNull))
  const [refreshToken, ...otherRefreshTokens] = [...refreshTokens].filter(isTokenText)
  if (otherRefreshTokens.length > 0) return { problem: 'refreshToken at the top and in data differ' }
  if (refreshTokens.size > (refreshToken === undefined ? 0 : 1)) warnings.push('refreshToken is unusable: ignored')

  const lives = livesOf(answer, accessToken)
  const profile = profileFieldsOf(answer, [accessToken, ...(refreshToken === undefined ? [] : [refreshToken])])
  return { accessToken, refreshToken, profile, ...lives, warnings: [...warnings, ...lives.warnings] }
}

/**
 * Whether an answer without a token says that a person has to act: to enter a code, or to set up what gives one. The
 * `tempToken` that makes it complete goes with that code, and is kept nowhere.
 */
export function asksForPerson(text: string): boolean {
  const answer = parseObject(text)
  if (!answer || given(answer, 'token', 'accessToken').some(notNull)) return false
  const asked = given(answer, 'requires2FA', 'requires2FASetup').includes(true)
  return asked && given(answer, 'tempToken').some((value) => typeof value === 'string' && value !== '')
}

/**
 * Whether a body is an error in one of the three documented forms. It tells the API's own 403 (this account) from that
 * of a firewall before it (this address).
 */
export function isErrorEnvelope(text: string): boolean {
  const answer = parseObject(text)
  if (!answer) return false
  const error = own(answer, 'error')
  return (
    (isCode(own(answer, 'responseCode')) && typeof own(answer, 'responseMessage') === 'string') ||
    (typeof error === 'string' && typeof own(answer, 'message') === 'string') ||
    typeof own(error, 'message') === 'string'
  )
}

/** Response codes are strings on some pages of the docs and numbers on others. */
const isCode = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
