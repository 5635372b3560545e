import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TokenResponse } from '../../src/token/answer.ts'
import { asksForPerson, isErrorEnvelope, parseTokenResponse } from '../../src/vendor/token-response.ts'

const HOUR = 3_600_000
const HALF_HOUR = 1_800_000
const WEEK = 7 * 24 * HOUR

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const jwt = (claims: unknown) => `${base64url('{"alg":"HS256"}')}.${base64url(JSON.stringify(claims))}.sig`
const parse = (answer: unknown) => parseTokenResponse(JSON.stringify(answer))

function accepted(answer: unknown): TokenResponse {
  const result = parse(answer)
  if ('problem' in result) throw new Error(result.problem)
  return result
}

function problem(answer: unknown): string {
  const result = parse(answer)
  if (!('problem' in result)) throw new Error('was accepted')
  return result.problem
}

describe('parseTokenResponse', () => {
  it.each([
    ['flat, accessToken', { accessToken: 'T', refreshToken: 'R', expiresIn: 1800 }],
    ['flat, token', { token: 'T', refreshToken: 'R', expiresIn: 1800 }],
    ['in data, token', { successful: true, data: { token: 'T', refreshToken: 'R', expiresIn: 1800 } }],
    ['in data, accessToken', { success: true, data: { accessToken: 'T', refreshToken: 'R', expiresIn: 1800 } }],
    ['both places, equal', { token: 'T', data: { accessToken: 'T', refreshToken: 'R', expiresIn: 1800 } }],
    ['spread over both', { accessToken: 'T', expiresIn: 1800, data: { refreshToken: 'R', token: null } }],
  ])('accepts the shape: %s', (_, answer) => {
    expect(parse(answer)).toEqual({
      accessToken: 'T',
      refreshToken: 'R',
      lifetimeMs: HALF_HOUR,
      refreshLifetimeMs: WEEK,
      profile: {},
      warnings: [],
    })
  })

  it.each([
    [{ token: 'A', accessToken: 'B' }],
    [{ token: 'A', data: { token: 'B' } }],
    [{ token: 'A', data: { accessToken: 7 } }],
  ])('takes no side between two tokens that differ: %j', (answer) => {
    expect(problem(answer)).toContain('differ')
  })

  it('takes no side between two refresh tokens that differ', () => {
    expect(problem({ token: 'A', refreshToken: 'R', data: { refreshToken: 'S' } })).toContain('differ')
  })

  it('lets a failure flag win over everything else', () => {
    expect(problem({ successful: false, data: { token: 'A' } })).toBe('the answer says successful: false')
    expect(problem({ success: false, accessToken: 'A' })).toBe('the answer says success: false')
  })

  it.each(['', 'a b', 'a\r\nX-Evil: 1', 'é', 'a'.repeat(8193), 7, true, ['A'], { a: 1 }])(
    'refuses the token %j without quoting it',
    (token) => {
      expect(problem({ token })).toBe('the token is not 1 to 8192 printable ASCII characters')
    },
  )

  it('accepts a token of 8192 characters', () => {
    expect(accepted({ token: 'a'.repeat(8192) }).accessToken).toHaveLength(8192)
  })

  it.each(['', 'a b', 'x\n', 7, {}])('ignores the refresh token %j with a warning', (refreshToken) => {
    const result = accepted({ token: 'A', refreshToken })
    expect(result.refreshToken).toBeUndefined()
    expect(result.warnings).toEqual(['refreshToken is unusable: ignored'])
  })

  it('takes a null refresh token for none, and the good one of two', () => {
    expect(accepted({ token: 'A', refreshToken: null })).toMatchObject({ refreshToken: undefined, warnings: [] })
    const result = accepted({ token: 'A', refreshToken: '', data: { refreshToken: 'R' } })
    expect(result.refreshToken).toBe('R')
    expect(result.warnings).toHaveLength(1)
  })

  it.each([
    [1800, HALF_HOUR],
    ['1800', HALF_HOUR],
    ['0060', 60_000],
    [0.5, 500],
    [3600, HOUR],
  ])('reads expiresIn %j as seconds', (expiresIn, lifetimeMs) => {
    expect(accepted({ token: 'A', expiresIn })).toMatchObject({ lifetimeMs, warnings: [] })
  })

  it.each([0, -1, '', '0', '-5', '1e3', ' 60', '60s', true, [1800], {}, null])(
    'counts expiresIn %j as absent, with a warning',
    (expiresIn) => {
      const result = accepted({ token: 'A', expiresIn })
      expect(result.lifetimeMs).toBe(HALF_HOUR)
      expect(result.warnings).toEqual(['expiresIn is not a positive number of seconds: ignored'])
    },
  )

  it.each([3601, 86_400])('shortens expiresIn %j to an hour, with a warning', (expiresIn) => {
    const result = accepted({ token: 'A', expiresIn })
    expect(result.lifetimeMs).toBe(HOUR)
    expect(result.warnings).toEqual(['the lifetime is longer than 1 hour: shortened to it'])
  })

  it.each([
    [86_401, 86_401],
    [900_000, 900_000],
    ['1800000', HALF_HOUR],
    [7_200_000, HOUR],
    [1e308, HOUR],
    ['999999999999999', HOUR],
  ])('reads expiresIn %j, which is over a day, as milliseconds', (expiresIn, lifetimeMs) => {
    const result = accepted({ token: 'A', expiresIn })
    expect(result.lifetimeMs).toBe(lifetimeMs)
    expect(result.warnings[0]).toBe('expiresIn is too long for seconds: read as milliseconds')
  })

  it('lets the shorter of expiresIn and accessTokenExpiresIn win, wherever they stand', () => {
    expect(accepted({ token: 'A', accessTokenExpiresIn: 600 }).lifetimeMs).toBe(600_000)
    expect(accepted({ token: 'A', expiresIn: 1800, data: { accessTokenExpiresIn: '600' } }).lifetimeMs).toBe(600_000)
    expect(accepted({ token: 'A', expiresIn: 600, accessTokenExpiresIn: 1800 }).lifetimeMs).toBe(600_000)
    expect(accepted({ token: 'A', expiresIn: 1800, accessTokenExpiresIn: 600_000 }).lifetimeMs).toBe(600_000)
    const odd = accepted({ token: 'A', accessTokenExpiresIn: 'soon' })
    expect(odd.warnings).toEqual(['accessTokenExpiresIn is not a positive number of seconds: ignored'])
  })

  it.each([
    [900, 900_000],
    ['900', 900_000],
    [604_800, WEEK],
    [30 * 86_400, WEEK],
    [86_400_000, 86_400_000],
  ])('reads refreshTokenExpiresIn %j, and no more than a week of it', (refreshTokenExpiresIn, refreshLifetimeMs) => {
    expect(accepted({ token: 'A', refreshToken: 'R', refreshTokenExpiresIn })).toMatchObject({ refreshLifetimeMs })
    expect(accepted({ token: 'A', data: { refreshTokenExpiresIn } })).toMatchObject({ refreshLifetimeMs })
  })

  it('counts a refreshTokenExpiresIn that is no number as absent, with a warning', () => {
    const { refreshLifetimeMs, warnings } = accepted({ token: 'A', refreshTokenExpiresIn: 0 })
    expect(refreshLifetimeMs).toBe(WEEK)
    expect(warnings).toEqual(['refreshTokenExpiresIn is not a positive number of seconds: ignored'])
  })

  it('counts a number that JSON reads as infinite as absent', () => {
    expect(parseTokenResponse('{"token":"A","expiresIn":1e999}')).toMatchObject({ lifetimeMs: HALF_HOUR })
  })

  it('reads the life of a JWT, and lets the shorter win', () => {
    const token = jwt({ name: 'Žofie 😀', iat: 1_000, exp: 1_600 })
    expect(accepted({ token }).lifetimeMs).toBe(600_000)
    expect(accepted({ token, expiresIn: 1800 }).lifetimeMs).toBe(600_000)
    expect(accepted({ token, expiresIn: 60 }).lifetimeMs).toBe(60_000)
    expect(accepted({ token, expiresIn: 1800, data: { expiresIn: 30 } }).lifetimeMs).toBe(30_000)
  })

  it.each([
    jwt({ exp: '1600', iat: 1000 }),
    jwt({ exp: [1600], iat: true }),
    jwt({ exp: 1e308, iat: -1e308 }),
    jwt({ exp: -1, iat: 0 }),
    jwt({ exp: 1600 }),
    jwt(null),
    jwt([1]),
    'a..c',
    'abc',
    'a.%%%.c',
    `a.${base64url('not json')}.c`,
  ])('does not stumble over the opaque token %s', (token) => {
    expect(accepted({ token })).toMatchObject({ lifetimeMs: HALF_HOUR, refreshLifetimeMs: WEEK, warnings: [] })
  })

  it('reads own properties only', () => {
    expect('problem' in parseTokenResponse('{"__proto__":{"token":"evil"}}')).toBe(true)
    expect('problem' in parseTokenResponse('{"data":{"__proto__":{"accessToken":"evil"}}}')).toBe(true)
    const polluted = Object.prototype as { token?: string }
    polluted.token = 'evil'
    try {
      expect('problem' in parse({})).toBe(true)
    } finally {
      delete polluted.token
    }
  })

  it.each(['', 'SECRET', '<html>', '"SECRET"', 'null', '7', '[]', '{"SECRET":1}', '{"token":"SECRET \\n"}'])(
    'says what is wrong with %s, and nothing of what it says',
    (text) => {
      const result = parseTokenResponse(text)
      expect(result).toHaveProperty('problem')
      expect(JSON.stringify(result)).not.toContain('SECRET')
    },
  )

  it('never throws, and gives every accepted token an end within the hour', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('A', 'B', 60, '60', null), fc.double())
    const fields = { token: value, accessToken: value, refreshToken: value, expiresIn: value, successful: value }
    const answers = fc.record({ ...fields, data: fc.record(fields, { requiredKeys: [] }) }, { requiredKeys: [] })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          answers.map((answer) => JSON.stringify(answer)),
        ),
        (text) => {
          const result = parseTokenResponse(text)
          if ('problem' in result) return
          expect(result.lifetimeMs).toBeGreaterThan(0)
          expect(result.lifetimeMs).toBeLessThanOrEqual(HOUR)
          expect(result.accessToken).toMatch(/^[\x21-\x7E]+$/)
        },
      ),
    )
  })
})

describe('asksForPerson', () => {
  const tempToken = 'temp-1'

  it.each([
    { requires2FA: true, tempToken },
    { requires2FASetup: true, tempToken },
    { successful: true, data: { requires2FA: true, tempToken } },
    { requires2FASetup: true, data: { token: null, tempToken } },
  ])('sees it in %j', (answer) => {
    expect(asksForPerson(JSON.stringify(answer))).toBe(true)
    expect(problem(answer)).not.toContain(tempToken)
  })

  it.each([
    {},
    { requires2FA: true },
    { requires2FA: true, tempToken: '' },
    { requires2FA: true, tempToken: 7 },
    { requires2FA: 'true', tempToken },
    { requires2FA: false, tempToken },
    { tempToken },
    { requires2FA: true, tempToken, token: 'A' },
    [],
    'x',
  ])('does not see it in %j', (answer) => {
    expect(asksForPerson(JSON.stringify(answer))).toBe(false)
  })
})

describe('isErrorEnvelope', () => {
  it.each([
    '{"responseCode":"1105","responseMessage":"User is not allowed","successful":false}',
    '{"responseCode":1105,"responseMessage":"User is not allowed"}',
    '{"success":false,"error":{"code":"X","message":"Forbidden"}}',
    '{"error":"Too Many Requests","message":"Rate limit exceeded"}',
  ])('knows the documented form %s', (text) => {
    expect(isErrorEnvelope(text)).toBe(true)
  })

  it.each([
    '',
    '<html>403 Forbidden</html>',
    '"Forbidden"',
    'null',
    '[]',
    '{}',
    '{"message":"Forbidden"}',
    '{"error":"Forbidden"}',
    '{"error":{"__proto__":{"message":"x"}}}',
    '{"responseCode":"1105"}',
  ])("takes %s for somebody else's", (text) => {
    expect(isErrorEnvelope(text)).toBe(false)
  })
})
