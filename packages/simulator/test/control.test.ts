import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSimulator, type ListenOptions, type SimulatorOptions } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient } from './client.ts'
import { AIRTIME } from './support/shop.ts'

const KEY = 'a-key-of-thirty-two-characters-00'

type Headers = Readonly<Record<string, string>>

async function controlled(options: SimulatorOptions = {}, control: ListenOptions['control'] = { key: KEY }) {
  const simulator = createSimulator({ limits: false, ...options })
  onTestFinished(() => simulator.close())
  const listener = await simulator.listen({ control })
  const { url = '', key = '' } = listener.control ?? {}
  /** As it is, `Host` included, which `fetch` does not let through. */
  const send = (method: string, path: string, { body, headers = {} }: { body?: string; headers?: Headers } = {}) =>
    new Promise<{ status: number; json: unknown; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      const sent = httpRequest(`${url}${path}`, { method, headers: { 'x-simulator-key': key, ...headers } })
      sent.once('error', reject)
      sent.once('response', async (response) => {
        const read = await text(response)
        const json = read === '' ? undefined : JSON.parse(read)
        resolve({ status: response.statusCode ?? 0, json, headers: response.headers })
      })
      sent.end(body)
    })
  return {
    simulator,
    listener,
    client: createClient(fetch, listener.url),
    send,
    get: (path: string, headers?: Headers) => send('GET', path, headers && { headers }),
    post: (path: string, body?: unknown) =>
      send('POST', path, body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
}

describe('the control API', () => {
  test('is not there unless it is asked for', async () => {
    const simulator = createSimulator()
    onTestFinished(() => simulator.close())
    const { control, url } = await simulator.listen()
    expect(control).toBeUndefined()
    const response = await fetch(url.replace('/api/v1', '/control/reset'), { method: 'POST' })
    expect(response.status).toBe(404)
    expect(simulator.log).toMatchObject([{ endpoint: 'unknown', path: '/control/reset' }])
  })

  test('stands beside the API, with a key that is made at each start', async () => {
    const [one, other] = [await controlled({}, true), await controlled({}, true)]
    const keys = [one, other].map(({ listener }) => listener.control?.key ?? '')
    for (const key of keys) expect(key).toMatch(/^[\w-]{32}$/)
    expect(new Set(keys).size).toBe(2)
    expect(one.listener.control?.url).toBe(one.listener.url.replace('/api/v1', '/control'))
    expect((await one.post('/reset')).status).toBe(204)
  })

  test.each(['', 'short', 'x'.repeat(31), `${'x'.repeat(32)} `, 'x\n'.repeat(16)])(
    'a key like %j is refused at the start',
    async (key) => {
      const simulator = createSimulator()
      await expect(simulator.listen({ control: { key } })).rejects.toThrow(/^control\.key should be 32/)
    },
  )

  test.each<[string, Headers, number]>([
    ['no key', { 'x-simulator-key': '' }, 401],
    ['another key', { 'x-simulator-key': `${KEY}0` }, 401],
    ['the key as a bearer', { 'x-simulator-key': '', authorization: `Bearer ${KEY}` }, 401],
    ['a page elsewhere', { origin: 'https://evil.example' }, 403],
    ['a page on another port', { origin: 'http://localhost:3000' }, 403],
    ['a page with no origin to show', { origin: 'null' }, 403],
    ['a page’s image', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that a page points here', { host: 'evil.example' }, 421],
    ['the same with a port', { host: 'evil.example:8700' }, 421],
    ['a name that begins like an address', { host: '127.0.0.1.evil.example' }, 421],
    ['user information in the host', { host: 'localhost@evil.example' }, 400],
  ])('%s gets nothing done', async (_name, headers, status) => {
    const { send, simulator } = await controlled()
    simulator.failNext('any', { kind: 'status', status: 503 })
    const answer = await send('POST', '/clear-faults', { headers })
    expect(answer.status).toBe(status)
    if (status > 400) expect(answer.json).toEqual({ error: expect.any(String), message: expect.any(String) })
    expect((await simulator.fetch('http://x/health')).status).toBe(503)
  })

  test('a preflight is refused, and no answer lets a page read it', async () => {
    const { get, send } = await controlled()
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const answers = [
      await send('OPTIONS', '/reset', { headers: preflight }),
      await send('OPTIONS', '/reset'),
      await get('/log', { origin: 'https://evil.example' }),
      await get('/log'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 403, 200])
    for (const { headers } of answers)
      expect(Object.keys(headers).filter((name) => /^(access-control|vary)/.test(name))).toEqual([])
  })

  test.each(['127.0.0.1', 'localhost:9000', '[::1]:9000', '192.168.1.7:80', 'SIMULATOR:8700'])(
    'it may be called as %s',
    async (host) => {
      const { get } = await controlled({}, { key: KEY, hosts: ['Simulator'] })
      expect((await get('/count', { host })).status).toBe(200)
    },
  )

  test('what it is asked stays out of the log, and tokens do not open it', async () => {
    const { client, get, simulator } = await controlled()
    const { access } = await client.tokens()
    await get('/log')
    expect(await get('/count', { 'x-simulator-key': access })).toMatchObject({ status: 401 })
    expect(simulator.log.map(({ endpoint }) => endpoint)).toEqual(['login'])
  })
})

describe('what it does', () => {
  test('tokens are revoked, one or all', async () => {
    const { client, post } = await controlled()
    const [one, other] = [await client.tokens(), await client.tokens()]
    const statuses = async () =>
      Promise.all([one, other].map(async ({ access }) => (await client.categories(access)).status))
    expect((await post('/revoke', { token: one.access })).status).toBe(204)
    expect(await statuses()).toEqual([401, 200])
    await post('/expire-all')
    expect(await statuses()).toEqual([401, 401])
    const renewed = await client.tokens()
    await post('/revoke-all', {})
    expect((await client.categories(renewed.access)).status).toBe(401)
    await post('/revoke-refresh-tokens')
    expect((await client.refresh(renewed.refresh)).status).toBe(401)
  })

  test('faults are set and cleared', async () => {
    const { client, post } = await controlled()
    const statuses = async (n: number) => {
      const seen: number[] = []
      for (let at = 0; at < n; at++) seen.push((await client.login()).status)
      return seen
    }
    await post('/fail-next', { endpoint: 'login', fault: { kind: 'status', status: 503 }, times: 2 })
    expect(await statuses(3)).toEqual([503, 503, 200])
    await post('/fail-next', { endpoint: 'any', fault: { kind: 'html' } })
    expect((await client.login()).headers.get('content-type')).toContain('text/html')
    await post('/fail-next', { endpoint: 'login', fault: { kind: 'status', status: 500 }, times: '*' })
    expect(await statuses(12)).toEqual(Array(12).fill(500))
    await post('/clear-faults')
    expect(await statuses(1)).toEqual([200])
  })

  test('accounts and services change', async () => {
    const { client, listener, post } = await controlled()
    await post('/set-active', { username: 'demo', active: false })
    expect((await client.login()).status).toBe(403)
    await post('/set-active', { username: 'demo', active: true })
    await post('/set-second-factor', { username: 'demo', factor: 'code' })
    expect(await (await client.login()).json()).toMatchObject({ data: { requires2FA: true } })
    await post('/set-second-factor', { username: 'demo', factor: null })
    await post('/change-password', { username: 'demo', password: 'another' })
    expect((await client.login()).status).toBe(401)
    expect((await client.login({ username: 'demo', password: 'another' })).status).toBe(200)
    await post('/set-healthy', { service: 'queue', healthy: false })
    const health = await fetch(listener.url.replace('/api/v1', '/health'))
    expect(await health.json()).toMatchObject({ status: 'degraded' })
  })

  test('the clock is turned: tokens age, and what waits for it goes on', async () => {
    const clock = manualClock()
    const { client, post, simulator } = await controlled({ clock })
    const { access, refresh } = await client.tokens()
    await post('/turn-clock', { ms: 30 * 60_000 - 1 })
    expect((await client.categories(access)).status).toBe(200)
    simulator.failNext('categories', { kind: 'delay', ms: 600_000 })
    const waits = client.categories(access)
    await expect.poll(() => simulator.count('categories', 'pending')).toBe(1)
    await simulator.settled()
    await post('/turn-clock', { ms: 600_000 })
    // It had been found good, or not, when its work was done: after the delay.
    expect((await waits).status).toBe(401)
    expect((await client.refresh(refresh)).status).toBe(200)
    expect(clock.monotonic()).toBe(0)
  })

  test('purchases are held, and fail', async () => {
    const { client, get, post } = await controlled()
    const { access } = await client.tokens()
    await post('/hold-purchases')
    await post('/fail-purchases', { times: 1 })
    const buy = async (merchantReference: string) =>
      (await client.post('/purchase', { ...AIRTIME, merchantReference }, access)).json()
    expect(await buy('held')).toMatchObject({ status: 'PENDING' })
    await post('/turn-clock', { ms: 10_000 })
    expect(await buy('held')).toMatchObject({ successful: true })
    await buy('failed')
    expect((await get('/charges')).json).toEqual({
      charges: [{ merchant: 'M-1001', merchantReference: 'held', amount: 29 }],
    })
  })

  test('log and counters are read, and reset', async () => {
    const { client, get, post } = await controlled()
    await client.login()
    await client.login({ username: 'demo', password: 'wrong' })
    await client.categories('unknown')
    const count = async (query: string) => (await get(`/count${query}`)).json
    expect(await count('')).toEqual({ count: 3 })
    expect(await count('?endpoint=login')).toEqual({ count: 2 })
    expect(await count('?endpoint=login&outcome=unauthorized')).toEqual({ count: 1 })
    expect((await get('/busiest-window?endpoint=login')).json).toEqual({ requests: 2 })
    expect((await get('/busiest-window?endpoint=login&windowMs=60000&address=10.0.0.1')).json).toEqual({ requests: 0 })
    const { entries } = (await get('/log')).json as { entries: Record<string, unknown>[] }
    expect(entries.map(({ endpoint, status }) => [endpoint, status])).toEqual([
      ['login', 200],
      ['login', 401],
      ['categories', 401],
    ])
    expect((await get('/log?endpoint=login&last=1')).json).toMatchObject({ entries: [{ status: 401 }] })
    expect((await get('/log?last=0')).json).toEqual({ entries: [] })
    await post('/reset')
    expect(await count('')).toEqual({ count: 0 })
  })

  test.each<[string, string, unknown, RegExp]>([
    ['POST', '/fail-next', { endpoint: 'logon', fault: { kind: 'html' } }, /^endpoint should be one of login, /],
    ['POST', '/fail-next', { endpoint: 'login', fault: { kind: 'htlm' } }, /^fault\.kind should be one of /],
    ['POST', '/fail-next', { endpoint: 'login', fault: 'html' }, /^fault should be an object/],
    ['POST', '/fail-next', { endpoint: 'login' }, /^fault should be an object/],
    [
      'POST',
      '/fail-next',
      { endpoint: 'login', fault: { kind: 'html' }, time: 2 },
      /takes endpoint, fault, times, and/,
    ],
    ['POST', '/fail-next', { endpoint: 'login', fault: { kind: 'html' }, times: 'x' }, /^times should be a number/],
    ['POST', '/turn-clock', { ms: -1 }, /^ms should be 0/],
    ['POST', '/turn-clock', {}, /^ms should be a number/],
    ['POST', '/revoke', {}, /^token should be a string/],
    ['POST', '/revoke-all', { token: 'x' }, /^revoke-all takes nothing/],
    ['POST', '/set-active', { username: 'dmo', active: true }, /no account with this username/],
    ['POST', '/set-active', { username: 'demo', active: 'no' }, /^active should be true or false/],
    ['POST', '/set-second-factor', { username: 'demo', factor: 'sms' }, /^factor should be one of/],
    ['POST', '/set-healthy', { service: 'que', healthy: true }, /^service should be one of/],
    ['POST', '/reset', '[]', /^The body should be a JSON object/],
    ['POST', '/reset', '{', /^The body should be a JSON object/],
    ['GET', '/count?endpoint=logon', undefined, /^endpoint should be one of/],
    ['GET', '/log?outcome=good', undefined, /^outcome should be one of/],
    ['GET', '/log?last=many', undefined, /^last should be 0 or more/],
  ])('%s %s with %j is a 400 that says what is wrong', async (method, path, body, message) => {
    const { get, post } = await controlled()
    const { status, json } = await (method === 'GET' ? get(path) : post(path, body))
    expect([status, json]).toEqual([400, { error: 'bad_request', message: expect.stringMatching(message) }])
  })

  test.each(['/revokeAll', '', '/log/1', '/constructor'])(
    'POST %s is a 404 with the list of what there is',
    async (path) => {
      const { post } = await controlled()
      expect(await post(path)).toMatchObject({
        status: 404,
        json: { message: expect.stringMatching(/GET log, .* and POST revoke, .*turn-clock, reset/) },
      })
    },
  )
})
