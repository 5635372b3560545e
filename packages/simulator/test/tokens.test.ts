import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials, type SimulatorOptions } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient, PRODUCTION, pairOf } from './client.ts'

const MINUTE = 60_000
const MERCHANT = { userType: 'MERCHANT', userTypeId: 'M-1001' }

function start(options: SimulatorOptions = {}) {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: false, ...options })
  return { clock, simulator, client: createClient(simulator.fetch) }
}

describe('token response', () => {
  test('a login answers with an envelope that holds an HS256 token of 30 minutes', async () => {
    const { client, clock } = start()
    const response = await client.login()
    expect(await response.clone().json()).toEqual({
      successful: true,
      data: { token: expect.any(String), refreshToken: expect.any(String), expiresIn: 1800, ...MERCHANT },
    })
    const { access } = await pairOf(response)
    expect(decodeProtectedHeader(access).alg).toBe('HS256')
    const { iat, exp, sub } = decodeJwt(access)
    expect({ iat, exp, sub }).toEqual({ iat: clock.now() / 1000, exp: clock.now() / 1000 + 1800, sub: 'M-1001' })
  })

  test('the flat shape has no refresh token, unless one is asked for', async () => {
    const bare = await start({ responseShape: 'flat' }).client.login()
    expect(await bare.json()).toEqual({ accessToken: expect.any(String), expiresIn: 1800, ...MERCHANT })
    const withRefresh = await start({ responseShape: 'flat', withRefreshToken: true }).client.login()
    expect(await withRefresh.json()).toMatchObject({ refreshToken: expect.any(String) })
  })

  test('the envelope can come without a refresh token', async () => {
    const response = await start({ withRefreshToken: false }).client.login()
    expect(await response.json()).toEqual({
      successful: true,
      data: { token: expect.any(String), expiresIn: 1800, ...MERCHANT },
    })
  })

  test('the profile tells more of the account, and how long both tokens live', async () => {
    const one = start({ responseShape: 'profile' })
    expect(await (await one.client.login()).json()).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      accessTokenExpiresIn: 1800,
      refreshTokenExpiresIn: 604_800,
      username: 'demo',
      roles: ['MERCHANT_ADMIN'],
      userId: expect.any(Number),
      hasWallet: true,
      ...MERCHANT,
    })
  })

  test('expiresIn can be any value, and undefined leaves it out', async () => {
    for (const expiresIn of ['1800', -1, null, { seconds: 1800 }]) {
      expect((await start({ expiresIn }).client.tokens()).expiresIn).toEqual(expiresIn)
    }
    const response = await start({ expiresIn: undefined }).client.login()
    expect(await response.text()).not.toContain('expiresIn')
  })

  test('two logins in the same second bring different tokens', async () => {
    const { client } = start()
    expect((await client.tokens()).access).not.toBe((await client.tokens()).access)
  })
})

describe('lifetimes', () => {
  test('an access token works for 30 minutes and not a moment longer', async () => {
    const { client, clock } = start()
    const { access } = await client.tokens()
    clock.advance(30 * MINUTE - 1)
    expect((await client.categories(access)).status).toBe(200)
    clock.advance(1)
    expect((await client.categories(access)).status).toBe(401)
  })

  test('a refresh token works for 7 days', async () => {
    const { client, clock } = start({ rotation: 'lax' })
    const { refresh } = await client.tokens()
    clock.advance(7 * 24 * 60 * MINUTE - 1)
    expect((await client.refresh(refresh)).status).toBe(200)
    clock.advance(1)
    expect((await client.refresh(refresh)).status).toBe(401)
  })

  test('short lifetimes show in expiresIn and in the token', async () => {
    const { access, expiresIn } = await start({ lifetimes: { accessMs: 1500 } }).client.tokens()
    const { iat = 0, exp = 0 } = decodeJwt(access)
    expect({ expiresIn, inToken: exp - iat }).toEqual({ expiresIn: 1.5, inToken: 1.5 })
  })
})

describe('rotation', () => {
  test('strict: a refresh brings a new pair, and the older access token lives on', async () => {
    const { client } = start()
    const first = await client.tokens()
    const second = await pairOf(await client.refresh(first.refresh))
    expect(second.refresh).not.toBe(first.refresh)
    expect((await client.categories(first.access)).status).toBe(200)
    expect((await client.categories(second.access)).status).toBe(200)
  })

  test('strict: a spent refresh token takes its whole family with it, and no other', async () => {
    const { client } = start()
    const first = await client.tokens()
    const other = await client.tokens()
    const second = await pairOf(await client.refresh(first.refresh))
    expect((await client.refresh(first.refresh)).status).toBe(401)
    expect((await client.categories(first.access)).status).toBe(401)
    expect((await client.categories(second.access)).status).toBe(401)
    expect((await client.refresh(second.refresh)).status).toBe(401)
    expect((await client.categories(other.access)).status).toBe(200)
  })

  test('strict: of two refreshes sent at once the first one wins', async () => {
    const { client } = start()
    const { refresh } = await client.tokens()
    const answers = await Promise.all([client.refresh(refresh), client.refresh(refresh)])
    expect(answers.map((answer) => answer.status)).toEqual([200, 401])
  })

  test('grace: a spent refresh token is accepted for a while, then it is reuse', async () => {
    const { client, clock } = start({ rotation: 'grace', lifetimes: { graceMs: 2000 } })
    const first = await client.tokens()
    const second = await pairOf(await client.refresh(first.refresh))
    clock.advance(1999)
    expect((await client.refresh(first.refresh)).status).toBe(200)
    clock.advance(1)
    expect((await client.refresh(first.refresh)).status).toBe(401)
    expect((await client.categories(second.access)).status).toBe(401)
  })

  test('lax: a refresh token is never spent', async () => {
    const { client } = start({ rotation: 'lax' })
    const { refresh } = await client.tokens()
    for (let time = 0; time < 3; time++) expect((await client.refresh(refresh)).status).toBe(200)
  })
})

describe('control', () => {
  test('revoke ends one access token', async () => {
    const { client, simulator } = start()
    const first = await client.tokens()
    const second = await client.tokens()
    simulator.revoke(first.access)
    expect((await client.categories(first.access)).status).toBe(401)
    expect((await client.categories(second.access)).status).toBe(200)
  })

  test.each(['revokeAll', 'expireAll'] as const)(
    '%s ends the access tokens issued so far, not refresh tokens',
    async (end) => {
      const { client, simulator } = start()
      const first = await client.tokens()
      simulator[end]()
      expect((await client.categories(first.access)).status).toBe(401)
      const second = await pairOf(await client.refresh(first.refresh))
      expect((await client.categories(second.access)).status).toBe(200)
    },
  )

  test('revokeRefreshTokens leaves access tokens alone', async () => {
    const { client, simulator } = start()
    const { access, refresh } = await client.tokens()
    simulator.revokeRefreshTokens()
    expect((await client.categories(access)).status).toBe(200)
    expect((await client.refresh(refresh)).status).toBe(401)
  })
})

describe('environments', () => {
  test('credentials of one environment are worthless in the other', async () => {
    const { simulator } = start()
    expect((await createClient(simulator.fetch, PRODUCTION).login()).status).toBe(401)
  })

  test('a token of one environment is worthless in the other, for calls and for refreshes', async () => {
    const both = (['sandbox', 'production'] as const).map((environment) => ({
      ...demoCredentials,
      id: 'M-1',
      environment,
    }))
    const { client, simulator } = start({ merchants: both })
    const production = createClient(simulator.fetch, PRODUCTION)
    const { access, refresh } = await client.tokens()
    expect((await production.categories(access)).status).toBe(401)
    expect((await production.refresh(refresh)).status).toBe(401)
    expect((await production.login()).status).toBe(200)
    expect((await client.refresh(refresh)).status).toBe(200)
  })

  test('other hosts belong to the environment of the options', async () => {
    const { simulator } = start({ environment: 'production', merchants: [{ ...demoCredentials, id: 'M-1' }] })
    expect((await createClient(simulator.fetch, 'http://localhost/api/v1').login()).status).toBe(200)
    expect(simulator.log.map((entry) => entry.environment)).toEqual(['production'])
  })
})
