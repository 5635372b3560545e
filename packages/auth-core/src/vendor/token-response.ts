import { own, parseObject } from '../platform/json-fields.ts'
import type { TokenResponse } from '../token/answer.ts'
import { jwtTimes } from '../token/jwt-times.ts'
import { isTokenText } from '../token/token-set.ts'

/** Why an answer holds no usable token. Names known fields only, never values or keys that we do not know. */
export interface MalformedResponse {
  readonly problem: string
}

/** One hour, the longest life that any page of the vendor's docs names. Above it the unit is wrong, not the token long. */
const LONGEST_LIFETIME_MS = 3_600_000
const USUAL_LIFETIME_MS = 1_800_000

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

  const lifetimes = given(answer, 'expiresIn').map(toSeconds)
  if (lifetimes.includes(undefined)) warnings.push('expiresIn is not a positive number of seconds: ignored')
  const seconds = [...lifetimes, jwtSeconds(accessToken)].filter((value) => value !== undefined)
  const shortestMs = seconds.length > 0 ? Math.min(...seconds) * 1000 : USUAL_LIFETIME_MS
  if (shortestMs > LONGEST_LIFETIME_MS) warnings.push('the lifetime is longer than 1 hour: shortened to it')
  return { accessToken, refreshToken, lifetimeMs: Math.min(shortestMs, LONGEST_LIFETIME_MS), warnings }
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

const notNull = (value: unknown): boolean => value !== null

/** The values of some fields, wherever the documented shapes put them. */
function given(answer: object, ...keys: string[]): unknown[] {
  return [answer, own(answer, 'data')]
    .flatMap((place) => keys.map((key) => own(place, key)))
    .filter((value) => value !== undefined)
}

function toSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}

/** `exp − iat` of a JWT: a duration, so that a wrong local clock does not matter. */
function jwtSeconds(token: string): number | undefined {
  const { exp, iat } = jwtTimes(token)
  return exp !== undefined && iat !== undefined ? toSeconds(exp - iat) : undefined
}
