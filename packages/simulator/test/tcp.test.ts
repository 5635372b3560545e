import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulator, type Fault, type Listener, type Simulator } from '../src/index.ts'
import { createClient, pairOf } from './client.ts'

const { Request: OriginalRequest, Response: OriginalResponse } = globalThis

type Client = ReturnType<typeof createClient>

const ORDER = {
  productCode: 'AIR-CLC-001',
  amount: 12,
  mobileNumber: '+27841234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'same-for-both',
}

const withToken = (call: (client: Client, access: string) => Promise<Response>) => async (client: Client) =>
  call(client, (await client.tokens()).access)

/** What both transports must answer alike. */
const cases: Readonly<Record<string, (client: Client) => Promise<Response>>> = {
  'a login': (client) => client.login(),
  'a refresh': async (client) => client.refresh((await client.tokens()).refresh),
  'a spent refresh token': async (client) => {
    const { refresh } = await client.tokens()
    await pairOf(await client.refresh(refresh))
    return client.refresh(refresh)
  },
  'a wrong password': (client) => client.login({ username: 'demo', password: 'wrong' }),
  'a broken body': (client) => client.post('/auth/token', '{'),
  'no token': (client) => client.categories(),
  categories: withToken((client, access) => client.categories(access)),
  'categories by POST': withToken((client, access) => client.post('/products/categories', {}, access)),
  products: withToken((client, access) => client.get('/merchants/M-1001/products?size=2', access)),
  'an unknown merchant': withToken((client, access) => client.get('/merchants/M-9/products', access)),
  'a purchase': withToken((client, access) => client.post('/purchase', ORDER, access)),
  'a transaction': withToken(async (client, access) => {
    await client.post('/purchase', ORDER, access)
    return client.post('/transactions', { merchantReference: ORDER.merchantReference }, access)
  }),
  'an unknown path': (client) => client.get('/nowhere'),
}

const faults: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, body: 'html' },
  { kind: 'status', status: 204 },
  { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
  { kind: 'malformed-json' },
  { kind: 'html' },
  { kind: 'drip', bytesPerSecond: 100_000 },
  { kind: 'delay', ms: 1 },
  { kind: 'gzip-bomb', megabytes: 1 },
  { kind: 'answer', status: 204, body: '' },
  { kind: 'answer', status: 418, body: 'short and stout', contentType: 'text/plain' },
]

/** What a caller can see of an answer, without what differs from one second or one token to the next. */
async function seenOf(response: Response) {
  const text = (await response.text()).replace(
    /"(token|refreshToken|responseDateTime|responseDate)":"[^"]+"/g,
    '"$1":"…"',
  )
  const headers = ['content-type', 'content-encoding', 'location', 'retry-after'].map((name) =>
    response.headers.get(name),
  )
  return { status: response.status, headers, text }
}

describe('over TCP', () => {
  let simulator: Simulator
  let listener: Listener
  let overTcp: Client

  beforeAll(async () => {
    simulator = createSimulator({ limits: false })
    listener = await simulator.listen()
    overTcp = createClient(fetch, listener.url)
  })

  afterAll(() => simulator.close())

  const inProcess = () => createClient(createSimulator({ limits: false }).fetch)

  test('the URL is that of the API on loopback', () => {
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
  })

  test.each(Object.entries(cases))('%s is answered as in-process', async (_name, call) => {
    expect(await seenOf(await call(overTcp))).toEqual(await seenOf(await call(inProcess())))
  })

  test.each(faults)('the fault $kind is answered as in-process', async (fault) => {
    const other = createSimulator({ limits: false })
    for (const one of [simulator, other]) one.failNext('login', fault)
    expect(await seenOf(await overTcp.login())).toEqual(await seenOf(await createClient(other.fetch).login()))
  })

  test.each(['reset', 'lose-answer'] as const)('%s resets the connection', async (kind) => {
    simulator.failNext('login', { kind })
    await expect(overTcp.login()).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
  })

  test('redirect is for the client to follow or not', async () => {
    simulator.failNext('any', { kind: 'redirect', location: `${listener.url}/elsewhere`, status: 302 })
    const response = await fetch(`${listener.url}/first`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, `${listener.url}/elsewhere`])
  })

  test.each(['hang', 'hang-after-headers', 'gzip-bomb', 'drip'] as const)(
    'a client may give up on %s',
    async (kind) => {
      simulator.failNext('any', { kind })
      const caller = new AbortController()
      const seen = simulator.count()
      const body = fetch(`${listener.url}/anything`, { signal: caller.signal }).then(async (response) => {
        for await (const _chunk of response.body ?? []) caller.abort()
      })
      const ended = expect(body).rejects.toMatchObject({ name: 'AbortError' })
      await expect.poll(() => simulator.count()).toBe(seen + 1)
      await simulator.settled()
      caller.abort()
      await ended
      expect((await overTcp.login()).status).toBe(200)
    },
  )

  test('a client may break off its upload', async () => {
    const { hostname, port, pathname } = new URL(listener.url)
    const before = simulator.count('login', 'aborted')
    const socket = connect(Number(port), hostname)
    const head = `POST ${pathname}/auth/token HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 100\r\n\r\n`
    const seen = simulator.count()
    socket.write(`${head}{"username":`)
    await expect.poll(() => simulator.count()).toBe(seen + 1)
    socket.resetAndDestroy()
    await expect.poll(() => simulator.count('login', 'aborted')).toBe(before + 1)
    expect((await overTcp.login()).status).toBe(200)
  })

  test('both ways in share one state, and TCP callers have the address of their socket', async () => {
    const { access } = await overTcp.tokens()
    expect((await createClient(simulator.fetch).categories(access)).status).toBe(200)
    expect(simulator.log.at(-2)).toMatchObject({ address: '127.0.0.1', endpoint: 'login', environment: 'sandbox' })
  })

  test('listening leaves the globals of the process alone', () => {
    expect([Request, Response]).toEqual([OriginalRequest, OriginalResponse])
  })
})

describe('close', () => {
  test('ends requests that hang, and the port is free again', async () => {
    const simulator = createSimulator()
    const { url } = await simulator.listen()
    simulator.failNext('any', { kind: 'hang' })
    const call = fetch(`${url}/anything`)
    const ended = expect(call).rejects.toThrow('fetch failed')
    await expect.poll(() => simulator.count()).toBe(1)
    await simulator.close()
    await ended
    const again = await simulator.listen({ port: Number(new URL(url).port) })
    expect(again.url).toBe(url)
    await again.close()
  })

  test('a port in use rejects', async () => {
    await using simulator = createSimulator()
    const { url } = await simulator.listen()
    await expect(simulator.listen({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
