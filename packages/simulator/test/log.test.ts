import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials, type LogEntry, type SimulatorOptions } from '../src/index.ts'
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

describe('onRequest', () => {
  function listening(options: SimulatorOptions = {}) {
    const heard: LogEntry[] = []
    const clock = manualClock()
    const simulator = createSimulator({ clock, ...options, onRequest: (entry) => void heard.push({ ...entry }) })
    return { heard, clock, simulator, client: createClient(simulator.fetch) }
  }

  test('every request is heard of once, as it is in the log', async () => {
    const { client, heard, simulator } = listening({ limits: { logins: 2, blockAfter: 2 } })
    const { access } = await client.tokens()
    simulator.failNext('categories', { kind: 'hang-after-headers' })
    simulator.failNext('categories', { kind: 'status', status: 503 })
    for (const token of [access, access, access, 'forged', undefined]) await client.categories(token)
    await client.get('/nowhere', access)
    for (const _answer of [200, 429, 429, 403]) await client.login()
    expect(heard).toEqual(simulator.log)
    expect(heard.map(({ outcome }) => outcome)).toEqual([
      'ok',
      'fault',
      'fault',
      'ok',
      'unauthorized',
      'unauthorized',
      'not_found',
      'ok',
      'rate_limited',
      'rate_limited',
      'blocked',
    ])
  })

  test.each([
    ['ok', 200],
    ['bad_request', 400],
  ] as const)('an answer that is %s is heard of before the caller has it', async (outcome, status) => {
    const { client, heard } = listening()
    const response = await client.login(outcome === 'ok' ? demoCredentials : {})
    expect(heard).toMatchObject([{ endpoint: 'login', outcome, status: response.status }])
    expect(response.status).toBe(status)
  })

  test('a lost connection is heard of without a status', async () => {
    const { client, heard, simulator } = listening()
    for (const kind of ['reset', 'lose-answer'] as const) {
      simulator.failNext('login', { kind })
      await expect(client.login()).rejects.toThrow('fetch failed')
    }
    expect(heard).toMatchObject([
      { fault: 'reset', outcome: 'fault', status: undefined, generation: undefined },
      { fault: 'lose-answer', outcome: 'fault', status: undefined, generation: 1 },
    ])
  })

  test('a delayed answer is heard of when it is given', async () => {
    const { client, clock, heard, simulator } = listening()
    simulator.failNext('login', { kind: 'delay', ms: 100 })
    const call = client.login()
    await simulator.settled()
    expect(heard).toEqual([])
    clock.advance(100)
    await call
    expect(heard).toMatchObject([{ fault: 'delay', outcome: 'ok', status: 200 }])
  })

  test('a request that hangs is heard of while it hangs, and not again when its caller leaves', async () => {
    const { heard, simulator } = listening()
    const caller = new AbortController()
    simulator.failNext('login', { kind: 'hang' })
    const init = { method: 'POST', body: '{}', signal: caller.signal }
    const call = simulator.fetch(`${SANDBOX}/auth/token`, init)
    await simulator.settled()
    expect(heard).toMatchObject([{ fault: 'hang', outcome: 'fault', bodyHash: expect.any(String) }])
    caller.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    await simulator.settled()
    expect(heard).toEqual(simulator.log)
  })

  test('an upload that breaks off is heard of as aborted', async () => {
    const { heard, simulator } = listening()
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) })
    const init = { method: 'POST', body, duplex: 'half' } as const
    await expect(simulator.fetch(`${SANDBOX}/auth/token`, init)).rejects.toThrow()
    expect(heard).toMatchObject([{ outcome: 'aborted', status: undefined }])
  })

  test('a request over TCP is heard of as well', async () => {
    const { heard, simulator } = listening({ clock: undefined })
    await using server = simulator
    const { url } = await server.listen()
    await createClient(fetch, url).login()
    expect(heard).toEqual(simulator.log)
  })

  test.each([
    ['throws', () => nothing()],
    ['rejects', async () => nothing()],
  ])('a listener that %s disturbs nothing', async (_name, onRequest) => {
    const simulator = createSimulator({ onRequest })
    expect((await createClient(simulator.fetch).login()).status).toBe(200)
    expect(simulator.count('login', 'ok')).toBe(1)
  })

  function nothing(): void {
    throw new Error('the listener is broken')
  }
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
