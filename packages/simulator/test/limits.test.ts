import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials, type SimulatorOptions } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient, PRODUCTION, statusesOf } from './client.ts'

function start(options: SimulatorOptions = {}) {
  const clock = manualClock()
  const simulator = createSimulator({ clock, ...options })
  return { clock, simulator, client: createClient(simulator.fetch) }
}

const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make)

describe('rate limits', () => {
  test('the sixth login of a minute is answered 429, as documented and with no hint when to come back', async () => {
    const { client } = start()
    const statuses = await statusesOf(times(5, () => client.login()))
    const sixth = await client.login()
    expect([...statuses, sixth.status]).toEqual([200, 200, 200, 200, 200, 429])
    expect(await sixth.json()).toEqual({ error: 'Too Many Requests', message: 'Rate limit exceeded for /auth/token' })
    expect([...sixth.headers.keys()]).toEqual(['content-type'])
  })

  test('the window slides: each call makes room 60 seconds after it', async () => {
    const { client, clock } = start()
    await client.login()
    clock.advance(30_000)
    await Promise.all(times(4, () => client.login()))
    clock.advance(29_999)
    expect((await client.login()).status).toBe(429)
    clock.advance(1)
    expect(await statusesOf(times(2, () => client.login()))).toEqual([200, 429])
  })

  test('calls count whatever they were answered', async () => {
    const { client, simulator } = start()
    simulator.failNext('login', { kind: 'status', status: 500 })
    await client.login()
    await client.login({})
    await client.login({ username: 'demo', password: 'wrong' })
    expect(await statusesOf(times(3, () => client.login()))).toEqual([200, 200, 429])
  })

  test('ten refreshes and ten purchases a minute are answered', async () => {
    const { client } = start({ rotation: 'lax' })
    const { access, refresh } = await client.tokens()
    const refreshes = await statusesOf(times(11, () => client.refresh(refresh)))
    const purchases = await statusesOf(times(11, () => client.post('/purchase', {}, access)))
    expect([refreshes.filter((status) => status === 200).length, refreshes.at(-1)]).toEqual([10, 429])
    expect([purchases.filter((status) => status === 400).length, purchases.at(-1)]).toEqual([10, 429])
  })

  test('purchases are limited per token', async () => {
    const { client } = start()
    const [first, second] = [await client.tokens(), await client.tokens()]
    await Promise.all(times(11, () => client.post('/purchase', {}, first.access)))
    expect((await client.post('/purchase', {}, second.access)).status).toBe(400)
  })

  test('each address and each environment has a limit of its own', async () => {
    const { client, simulator } = start()
    await Promise.all(times(6, () => client.login()))
    expect((await createClient(simulator.fetchFrom('10.0.0.2')).login()).status).toBe(200)
    expect((await createClient(simulator.fetch, PRODUCTION).login()).status).toBe(401)
  })

  test.each([
    '/auth/token/',
    '/auth/%74oken',
    '/auth//token',
    '/Auth/token',
    '/auth/token%2F',
    '/auth/token/refresh/',
    '/%61uth/token/refresh',
    '/purchase/',
    '/purchas%65',
  ])('no other spelling gets past a limit: POST %s is a 404', async (path) => {
    const { client, simulator } = start()
    const { access, refresh } = await client.tokens()
    simulator.failNext('login', { kind: 'status', status: 503 })
    const body = { ...demoCredentials, refreshToken: refresh }
    expect((await client.post(path, body, access)).status).toBe(404)
    expect(simulator.count('unknown', 'not_found')).toBe(1)
  })

  test('limits can be changed, shortened and switched off', async () => {
    const changed = start({ limits: { logins: 1, windowMs: 500 } })
    expect(await statusesOf(times(2, () => changed.client.login()))).toEqual([200, 429])
    changed.clock.advance(500)
    expect((await changed.client.login()).status).toBe(200)
    const off = start({ limits: false })
    expect(new Set(await statusesOf(times(50, () => off.client.login())))).toEqual(new Set([200]))
  })
})

describe('block', () => {
  test('repeated offence blocks the address: 403 in HTML on every endpoint, until the block ends', async () => {
    const { client, clock, simulator } = start({ limits: { logins: 1, blockAfter: 2, blockMs: 90_000 } })
    const { access } = await client.tokens()
    expect(await statusesOf(times(3, () => client.login()))).toEqual([429, 429, 403])
    const blocked = await client.categories(access)
    expect([blocked.status, blocked.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    expect((await createClient(simulator.fetchFrom('10.0.0.2')).login()).status).toBe(200)
    clock.advance(90_000)
    expect((await client.categories(access)).status).toBe(200)
    expect(simulator.count(undefined, 'blocked')).toBe(2)
  })

  test('offences that lie more than a window apart do not add up', async () => {
    const { client, clock } = start({ limits: { logins: 1, blockAfter: 2 } })
    for (let minute = 0; minute < 4; minute++) {
      expect(await statusesOf(times(2, () => client.login()))).toEqual([200, 429])
      clock.advance(60_000)
    }
  })

  test('reset lifts limits and blocks', async () => {
    const { client, simulator } = start({ limits: { logins: 1, blockAfter: 1 } })
    expect(await statusesOf(times(3, () => client.login()))).toEqual([200, 429, 403])
    simulator.reset()
    expect((await client.login()).status).toBe(200)
    expect(simulator.log.length).toBe(1)
  })
})
