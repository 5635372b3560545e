import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient, PRODUCTION, SANDBOX } from './client.ts'

function start() {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: false })
  return { clock, simulator, client: createClient(simulator.fetch) }
}

describe('log', () => {
  test('an entry says what the server saw', async () => {
    const { client, clock, simulator } = start()
    clock.advance(250)
    await client.login()
    expect(simulator.log).toEqual([
      {
        endpoint: 'login',
        method: 'POST',
        path: '/api/v1/auth/token',
        address: '127.0.0.1',
        environment: 'sandbox',
        merchant: 'M-1001',
        generation: 1,
        status: 200,
        outcome: 'ok',
        fault: undefined,
        bodyHash: createHash('sha256').update(JSON.stringify(demoCredentials)).digest('hex'),
        contentType: 'application/json',
        authorization: 'none',
        userAgent: 'test-client',
        at: 250,
      },
    ])
  })

  test('no secret is in it', async () => {
    const { client, simulator } = start()
    const { access, refresh } = await client.tokens()
    await client.refresh(refresh)
    await client.categories(access)
    const text = JSON.stringify(simulator.log)
    for (const secret of [access, refresh, ...Object.values(demoCredentials)]) expect(text).not.toContain(`"${secret}"`)
  })

  test('a rejected token is still known by its generation', async () => {
    const { client, simulator } = start()
    const { access } = await client.tokens()
    simulator.revoke(access)
    await client.categories(access)
    expect(simulator.log.at(-1)).toMatchObject({ outcome: 'unauthorized', merchant: 'M-1001', generation: 1 })
  })

  test('authorization is none, bearer or other', async () => {
    const { simulator } = start()
    for (const authorization of ['Bearer x', 'bearer x', 'Basic eDp5', 'Bearer'])
      await simulator.fetch(`${SANDBOX}/products/categories`, { headers: { authorization } })
    await simulator.fetch(`${SANDBOX}/products/categories`)
    expect(simulator.log.map((entry) => entry.authorization)).toEqual(['bearer', 'other', 'other', 'other', 'none'])
  })

  test('an upload that breaks off is logged as aborted', async () => {
    const { simulator } = start()
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) })
    const init = { method: 'POST', body, duplex: 'half' } as const
    await expect(simulator.fetch(`${SANDBOX}/auth/token`, init)).rejects.toThrow()
    expect(simulator.count('login', 'aborted')).toBe(1)
    await simulator.settled()
  })

  test('reset starts a new log and keeps merchants and tokens', async () => {
    const { client, simulator } = start()
    const { access } = await client.tokens()
    const before = simulator.log
    simulator.reset()
    expect([before.length, simulator.log.length, simulator.count()]).toEqual([1, 0, 0])
    expect((await client.categories(access)).status).toBe(200)
  })
})

describe('counters', () => {
  test('count goes by endpoint and outcome', async () => {
    const { client, simulator } = start()
    await client.login()
    await client.login({})
    await client.categories('forged')
    expect([simulator.count(), simulator.count('login'), simulator.count('login', 'bad_request')]).toEqual([3, 2, 1])
    expect(simulator.count(undefined, 'unauthorized')).toBe(1)
  })

  test('busiestWindow finds the most requests in any sliding window', async () => {
    const { client, clock, simulator } = start()
    for (const pause of [0, 50_000, 5_000, 4_999, 1]) {
      clock.advance(pause)
      await client.login()
    }
    expect(simulator.busiestWindow('login')).toBe(4)
    expect(simulator.busiestWindow('login', 60_001)).toBe(5)
    expect(simulator.busiestWindow('login', 1)).toBe(1)
    expect(simulator.busiestWindow('refresh')).toBe(0)
  })

  test('busiestWindow counts per address and environment, as a limiter does', async () => {
    const { client, simulator } = start()
    const elsewhere = createClient(simulator.fetchFrom('10.0.0.2'))
    await client.login()
    await elsewhere.login()
    await elsewhere.login()
    await createClient(simulator.fetch, PRODUCTION).login()
    expect(simulator.busiestWindow('login')).toBe(2)
    expect(simulator.busiestWindow('login', 60_000, '127.0.0.1')).toBe(1)
  })
})

describe('fetch', () => {
  test('a signal that is already aborted rejects, and the server sees nothing', async () => {
    const { simulator } = start()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(simulator.fetch(`${SANDBOX}/x`, { signal })).rejects.toThrow('too late')
    await expect(simulator.fetch(new Request(`${SANDBOX}/x`, { signal }))).rejects.toThrow('too late')
    expect(simulator.count()).toBe(0)
  })

  test('a caller who leaves does not stop the work', async () => {
    const { clock, simulator } = start()
    const caller = new AbortController()
    simulator.failNext('login', { kind: 'delay', ms: 100 })
    const body = JSON.stringify(demoCredentials)
    const call = simulator.fetch(`${SANDBOX}/auth/token`, { method: 'POST', body, signal: caller.signal })
    await simulator.settled()
    caller.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    clock.advance(100)
    await simulator.settled()
    expect(simulator.log[0]).toMatchObject({ outcome: 'ok', generation: 1 })
  })

  test('takes a Request, a URL or a string, and says where the answer came from', async () => {
    const { simulator } = start()
    const request = new Request(`${SANDBOX}/auth/token`, { method: 'POST', body: JSON.stringify(demoCredentials) })
    expect((await simulator.fetch(request)).status).toBe(200)
    expect((await simulator.fetch(new URL(`${SANDBOX}/x`))).url).toBe(`${SANDBOX}/x`)
  })
})
