import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials } from '../src/index.ts'
import { createClient } from './client.ts'
import { open } from './support/shop.ts'

describe('without a good token', () => {
  test.each([
    ['GET', '/products/categories'],
    ['GET', '/products/categories/1002/fields'],
    ['POST', '/products/category/1002'],
    ['GET', '/lookups/brands'],
    ['GET', '/merchants/M-1001/products'],
    ['GET', '/sub-merchants/S-2001/products'],
    ['POST', '/lookup/electricity'],
    ['POST', '/lookup/bill-payment'],
    ['POST', '/purchase'],
    ['POST', '/transactions'],
    ['GET', '/transactions'],
  ])('%s %s is answered 401', async (method, path) => {
    const { client, simulator } = await open()
    const response = await (method === 'GET' ? client.get(path, 'forged') : client.post(path, {}, 'forged'))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ responseCode: '1105', successful: false })
    expect(simulator.log.at(-1)).toMatchObject({
      outcome: 'unauthorized',
      authorization: 'bearer',
      merchant: undefined,
    })
  })

  test.each(['/users/forgotpassword', '/users/resetpassword'])('POST %s tells nothing of an account', async (path) => {
    const { client, simulator } = await open()
    for (const body of [{ email: 'nobody@example.com' }, {}]) {
      const response = await client.post(path, body)
      expect([response.status, await response.json()]).toEqual([200, { successful: true }])
    }
    expect((await client.post(path, 'no JSON')).status).toBe(400)
    expect((await client.login()).status).toBe(200)
    expect(simulator.count('passwords')).toBe(3)
  })
})

describe('an unknown path', () => {
  test.each([
    ['GET', '/auth/token'],
    ['POST', '/auth/login'],
    ['POST', '/auth/refresh'],
    ['GET', '/products'],
    ['GET', '/users/forgotpassword'],
    ['POST', '/products/categories/many/fields'],
  ])('%s %s is a 404 that names it, and is logged with it', async (method, path) => {
    const { get, post, simulator } = await open()
    expect(await (method === 'GET' ? get(path) : post(path))).toEqual({
      status: 404,
      json: { error: 'Not Found', message: `There is no ${method} /api/v1${path}` },
    })
    expect(simulator.log.at(-1)).toMatchObject({ endpoint: 'unknown', outcome: 'not_found', path: `/api/v1${path}` })
  })

  test('so is one outside of /api/v1', async () => {
    const { simulator } = await open()
    const url = 'https://vas-sandbox-api.pagamio.tech/purchase'
    expect((await simulator.fetch(url, { method: 'POST' })).status).toBe(404)
  })
})

describe('health', () => {
  const health = 'https://vas-api.pagamio.tech/health'

  test('stands beside the API, and needs no token', async () => {
    const { clock, simulator } = await open()
    clock.advance(90_500)
    const response = await simulator.fetch(health)
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        status: 'healthy',
        timestamp: '2025-11-01T00:01:30Z',
        version: '1.0.0',
        services: { database: 'healthy', cache: 'healthy', queue: 'healthy' },
        uptime_seconds: 90,
      },
    ])
    expect(simulator.log.at(-1)).toMatchObject({ endpoint: 'health', outcome: 'ok' })
  })

  test('one service can be degraded, and then the whole is', async () => {
    const { simulator } = await open()
    simulator.setHealthy('queue', false)
    const report = async () => (await simulator.fetch(health)).json()
    expect(await report()).toMatchObject({ status: 'degraded', services: { database: 'healthy', queue: 'degraded' } })
    simulator.setHealthy('queue', true)
    expect(await report()).toMatchObject({ status: 'healthy' })
  })
})

describe('a second factor', () => {
  test.each([
    ['code', 'flat', { requires2FA: true, tempToken: expect.any(String) }],
    ['setup', 'profile', { requires2FASetup: true, tempToken: expect.any(String) }],
    ['code', 'envelope', { successful: true, data: { requires2FA: true, tempToken: expect.any(String) } }],
  ] as const)('%s, %s: the login is a 200 without a token', async (secondFactor, responseShape, expected) => {
    const merchants = [{ ...demoCredentials, id: 'M-1', secondFactor }]
    const simulator = createSimulator({ merchants, responseShape })
    const client = createClient(simulator.fetch)
    const response = await client.login()
    expect([response.status, await response.json()]).toEqual([200, expected])
    expect((await client.login({ ...demoCredentials, password: 'wrong' })).status).toBe(401)
  })

  test('can be switched on and off', async () => {
    const { client, simulator } = await open()
    const login = async () => (await client.login()).json()
    simulator.setSecondFactor('demo', 'code')
    expect(await login()).toMatchObject({ data: { requires2FA: true } })
    simulator.setSecondFactor('demo', undefined)
    expect(await login()).toMatchObject({ data: { token: expect.any(String) } })
    expect(() => simulator.setSecondFactor('dmo', 'code')).toThrow(RangeError)
  })
})
