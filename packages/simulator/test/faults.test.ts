import { describe, expect, test } from 'vitest'
import { createSimulator, type Fault } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient, SANDBOX } from './client.ts'

function start() {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: false })
  return { clock, simulator, client: createClient(simulator.fetch) }
}

async function answered(fault: Fault): Promise<Response> {
  const { client, simulator } = start()
  simulator.failNext('login', fault)
  return client.login()
}

describe('error bodies', () => {
  test.each([
    ['envelope', { responseCode: '1201', responseMessage: 'Simulated error 503', successful: false }],
    ['nested', { success: false, error: { code: 1201, message: 'Simulated error 503' } }],
    ['plain', { error: 'Simulated error 503', message: 'Simulated error 503' }],
  ] as const)('status can have the documented form %s', async (body, expected) => {
    const response = await answered({ kind: 'status', status: 503, body })
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual(expected)
  })

  test('status can have a proxy’s page, no body, or headers of its own', async () => {
    const html = await answered({ kind: 'status', status: 502, body: 'html' })
    expect([html.headers.get('content-type'), await html.text()]).toEqual([
      'text/html; charset=utf-8',
      expect.stringContaining('<!doctype html>'),
    ])
    expect(await (await answered({ kind: 'status', status: 500, body: 'empty' })).text()).toBe('')
    const wait = await answered({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })
    expect(wait.headers.get('retry-after')).toBe('7')
    expect(await wait.json()).toMatchObject({ error: 'Too Many Requests' })
  })

  test('200 can carry broken JSON, a web page, or any text', async () => {
    await expect((await answered({ kind: 'malformed-json' })).json()).rejects.toThrow(SyntaxError)
    expect((await answered({ kind: 'html' })).headers.get('content-type')).toContain('text/html')
    const odd = await answered({ kind: 'answer', body: 'null', contentType: 'text/plain' })
    expect([odd.status, await odd.text(), odd.headers.get('content-type')]).toEqual([200, 'null', 'text/plain'])
  })

  test.each([204, 205, 304])('a %i has no body, whatever it is asked for with', async (status) => {
    for (const fault of [{ kind: 'answer', status, body: '' } as const, { kind: 'status', status } as const]) {
      const response = await answered(fault)
      expect([response.status, response.body]).toEqual([status, null])
    }
  })

  test('redirect points elsewhere and is not followed', async () => {
    const response = await answered({ kind: 'redirect', location: 'https://elsewhere.example/' })
    expect([response.status, response.headers.get('location')]).toEqual([307, 'https://elsewhere.example/'])
  })

  test('with redirect: error a redirect rejects', async () => {
    const { simulator } = start()
    simulator.failNext('any', { kind: 'redirect', location: '/', status: 302 })
    await expect(simulator.fetch(`${SANDBOX}/x`, { redirect: 'error' })).rejects.toThrow('fetch failed')
  })
})

describe('lost connections', () => {
  test('reset rejects as Node’s fetch does, before any work', async () => {
    const { client, simulator } = start()
    simulator.failNext('login', { kind: 'reset' })
    await expect(client.login()).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
    expect((await client.login()).status).toBe(200)
    expect(simulator.log.map((entry) => entry.generation)).toEqual([undefined, 1])
  })

  test('lose-answer does the work first: the refresh token is spent', async () => {
    const { client, simulator } = start()
    const { refresh } = await client.tokens()
    simulator.failNext('refresh', { kind: 'lose-answer' })
    await expect(client.refresh(refresh)).rejects.toThrow(TypeError)
    expect((await client.refresh(refresh)).status).toBe(401)
    expect(simulator.log[1]).toMatchObject({ outcome: 'fault', fault: 'lose-answer', status: undefined, generation: 2 })
  })

  test('lose-answer of a purchase charges, and the replay does not charge again', async () => {
    const { client, simulator } = start()
    const { access } = await client.tokens()
    const order = { productCode: 'AIR-MTN-001', amount: 10, mobileNumber: '+27831234567', paymentMethod: 'cash' }
    const buy = () => client.post('/purchase', { ...order, channelId: 'Q7RT2M', merchantReference: 'r-1' }, access)
    simulator.failNext('purchase', { kind: 'lose-answer' })
    await expect(buy()).rejects.toThrow(TypeError)
    expect((await buy()).status).toBe(200)
    expect(simulator.charges.length).toBe(1)
  })
})

describe('slowness', () => {
  test('delay waits on the clock and then answers normally', async () => {
    const { client, clock, simulator } = start()
    simulator.failNext('login', { kind: 'delay', ms: 5000 })
    const login = client.login()
    await simulator.settled()
    expect(simulator.log[0]).toMatchObject({ outcome: 'pending', status: undefined })
    clock.advance(5000)
    expect((await login).status).toBe(200)
    expect(simulator.log[0]).toMatchObject({ outcome: 'ok', fault: 'delay' })
  })

  test('latency is in every answer', async () => {
    const clock = manualClock()
    const simulator = createSimulator({ clock, latencyMs: 80 })
    const login = createClient(simulator.fetch).login()
    await simulator.settled()
    clock.advance(79)
    await simulator.settled()
    expect(simulator.count('login', 'pending')).toBe(1)
    clock.advance(1)
    expect((await login).status).toBe(200)
  })

  test('hang never answers, until the caller gives up', async () => {
    const { simulator } = start()
    const caller = new AbortController()
    simulator.failNext('any', { kind: 'hang' })
    const call = simulator.fetch(`${SANDBOX}/auth/token`, { method: 'POST', signal: caller.signal })
    await simulator.settled()
    caller.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    expect(simulator.log[0]).toMatchObject({ outcome: 'fault', status: undefined })
  })

  test('hang-after-headers answers a status and no body, until the caller gives up', async () => {
    const { simulator } = start()
    const caller = new AbortController()
    simulator.failNext('any', { kind: 'hang-after-headers' })
    const response = await simulator.fetch(`${SANDBOX}/nowhere`, { signal: caller.signal })
    expect(response.status).toBe(404)
    const body = response.text()
    caller.abort(new Error('enough'))
    await expect(body).rejects.toThrow('enough')
  })

  test('drip sends the true answer a few bytes a second', async () => {
    const { client, clock, simulator } = start()
    simulator.failNext('login', { kind: 'drip', bytesPerSecond: 100 })
    const reader = (await client.login()).body?.getReader()
    let text = ''
    for (let step = 0; step < 100; step++) {
      const read = reader?.read()
      await simulator.settled()
      clock.advance(100)
      const chunk = await read
      if (!chunk || chunk.done) break
      expect(chunk.value.length).toBeLessThanOrEqual(10)
      text += new TextDecoder().decode(chunk.value)
    }
    expect(JSON.parse(text)).toMatchObject({ successful: true })
  })

  test('gzip-bomb goes on and on, and nobody holds it', async () => {
    const response = await answered({ kind: 'gzip-bomb', megabytes: 1_000_000 })
    const reader = response.body?.getReader()
    let seen = 0
    while (seen < 1_000_000) seen += (await reader?.read())?.value?.length ?? Number.POSITIVE_INFINITY
    await reader?.cancel()
    expect([response.headers.get('content-encoding'), Number.isFinite(seen)]).toEqual(['gzip', true])
  })
})

describe('the queue', () => {
  const failing = (status: number): Fault => ({ kind: 'status', status })

  test('faults are used up in the order they were given, each for its endpoint', async () => {
    const { client, simulator } = start()
    simulator.failNext('refresh', failing(501))
    simulator.failNext('login', failing(502), 2)
    simulator.failNext('any', failing(503))
    const statuses = []
    for (let time = 0; time < 4; time++) statuses.push((await client.login()).status)
    expect([...statuses, (await client.refresh('x')).status]).toEqual([502, 502, 503, 200, 501])
  })

  test('Infinity lasts until the faults are cleared', async () => {
    const { client, simulator } = start()
    simulator.failNext('any', failing(500), Number.POSITIVE_INFINITY)
    for (let time = 0; time < 20; time++) expect((await client.login()).status).toBe(500)
    simulator.clearFaults()
    expect((await client.login()).status).toBe(200)
  })

  test('a request that a limit refuses leaves the fault for the next one', async () => {
    const clock = manualClock()
    const simulator = createSimulator({ clock, limits: { logins: 1 } })
    const client = createClient(simulator.fetch)
    await client.login()
    simulator.failNext('login', failing(500))
    expect((await client.login()).status).toBe(429)
    clock.advance(60_000)
    expect((await client.login()).status).toBe(500)
  })
})

describe('a fault that is not what it should be is refused by name', () => {
  const refuse = (error: ErrorConstructor, words: string, ...args: readonly unknown[]) => {
    const { simulator } = start()
    const add = () => simulator.failNext(...(args as Parameters<typeof simulator.failNext>))
    expect(add).toThrow(error)
    expect(add).toThrow(words)
    expect(simulator.count()).toBe(0)
  }

  test.each<[string, unknown]>([
    ['fault.kind should be one of status, refusal, delay', { kind: 'wat' }],
    ['fault.status should be 200 to 599, not 99', { kind: 'status', status: 99 }],
    ['fault.status', { kind: 'status', status: 200.5 }],
    ['fault.body should be one of envelope', { kind: 'status', status: 500, body: 'xml' }],
    ['fault.ms', { kind: 'delay', ms: -1 }],
    ['fault.ms', { kind: 'delay', ms: 2 ** 31 }],
    ['fault.bytesPerSecond', { kind: 'drip', bytesPerSecond: 0 }],
    ['fault.megabytes', { kind: 'gzip-bomb', megabytes: Number.NaN }],
    ['fault.status', { kind: 'redirect', location: '/', status: 300 }],
    ['fault.status', { kind: 'answer', status: 600, body: '' }],
    ['fault.body should be empty: a 204 has none', { kind: 'answer', status: 204, body: 'x' }],
  ])('%s: %j', (words, fault) => refuse(RangeError as ErrorConstructor, words, 'login', fault))

  test.each<[string, unknown]>([
    ['fault.ms', { kind: 'delay' }],
    ['fault.status', { kind: 'status' }],
    ['fault.headers cannot be sent', { kind: 'status', status: 500, headers: { 'x y': '1' } }],
    ['fault.location', { kind: 'redirect' }],
    ['fault.location cannot be sent', { kind: 'redirect', location: 'http://x/\n/' }],
    ['fault.body', { kind: 'answer' }],
    ['fault.contentType cannot be sent', { kind: 'answer', body: '', contentType: 'a\nb' }],
  ])('%s: %j', (words, fault) => refuse(TypeError as ErrorConstructor, words, 'login', fault))

  test.each(['logins', '', undefined])('endpoint: %j', (endpoint) => {
    refuse(RangeError as ErrorConstructor, 'endpoint should be one of login', endpoint, { kind: 'reset' })
  })

  test.each([Number.NaN, -1, 0.5])('times: %d', (times) => {
    refuse(RangeError as ErrorConstructor, 'times should be', 'login', { kind: 'reset' }, times)
  })
})
