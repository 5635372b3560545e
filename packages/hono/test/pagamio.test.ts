import { once } from 'node:events'
import { createServer } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import {
  createBudget,
  createPagamioAuth,
  createPagamioAuthPool,
  isPagamioAuthError,
  type Listener,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Hono, type MiddlewareHandler } from 'hono'
import { hc } from 'hono/client'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type PagamioVariable, pagamio, pagamioProxy } from '../src/index.ts'

function scene() {
  const simulator = createSimulator()
  const budget = createBudget()
  const options: PagamioAuthOptions = {
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget,
  }
  return { simulator, options }
}

/** A shop with one route, in front of which the middleware is. */
const shop = (middleware: MiddlewareHandler<{ Variables: { pagamio: PagamioVariable } }>) =>
  new Hono().use(middleware).get('/categories', async (c) => {
    const response = await c.var.pagamio.fetch('/products/categories')
    return c.json({ status: response.status })
  })

describe('pagamio()', () => {
  test('sets c.var.pagamio: one login for any number of requests', async () => {
    const { simulator, options } = scene()
    const app = shop(pagamio(options))
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.request('/categories')))
    expect(await answers[49]?.json()).toEqual({ status: 200 })
    expect(simulator.count('login')).toBe(1)
  })

  test('20 at once over TCP on a cold server, twice: one login; one refresh for 20 with a revoked token', async () => {
    for (const run of ['a cold server', 'another one']) {
      const { simulator, options } = scene()
      const server = serve({ fetch: shop(pagamio(options)).fetch, port: 0, hostname: '127.0.0.1' })
      onTestFinished(() => void server.close())
      await once(server, 'listening')
      const { port } = server.address() as { port: number }
      const crowd = () =>
        Promise.all(
          Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/categories`).then((one) => one.json())),
        )
      const served = Array(20).fill({ status: 200 })
      expect(await crowd(), run).toEqual(served)
      expect([simulator.count('login'), simulator.count('refresh')], run).toEqual([1, 0])
      simulator.revokeAll()
      expect(await crowd(), run).toEqual(served)
      expect([simulator.count('login'), simulator.count('refresh')], run).toEqual([1, 1])
      expect(simulator.count('categories', 'ok'), run).toBe(40)
    }
  })

  test('takes an instance of one’s own', async () => {
    const { simulator, options } = scene()
    const auth = createPagamioAuth(options)
    await auth.getToken()
    expect(await (await shop(pagamio(auth)).request('/categories')).json()).toEqual({ status: 200 })
    expect(simulator.count('login')).toBe(1)
  })

  test('takes options from the request: one instance for each distinct set, whatever objects they come in', async () => {
    const { simulator, options } = scene()
    const app = new Hono<{ Bindings: { PASSWORD: string } }>()
      .use(pagamio((c) => ({ ...options, credentials: { username: 'demo', password: c.env.PASSWORD } })))
      .get('/', async (c) => c.text((await c.var.pagamio.getToken()).value))
    const ask = async (PASSWORD: string) => (await app.request('/', {}, { PASSWORD })).status
    for (let n = 0; n < 10; n++) expect(await ask('demo-password')).toBe(200)
    expect(simulator.count('login')).toBe(1)
    for (let n = 0; n < 10; n++) expect(await ask('wrong')).toBe(502)
    expect(simulator.count('login')).toBe(2)
  })

  test('holds no more than 100 of them', async () => {
    const { options } = scene()
    const seen = new Set<unknown>()
    const app = new Hono()
      .use(pagamio((c) => ({ ...options, credentials: { username: 'demo', password: c.req.query('p') ?? '' } })))
      .get('/', (c) => {
        seen.add(c.var.pagamio.status)
        return c.text('ok')
      })
    const visit = (n: number) => app.request(`/?p=${n}`)
    for (let n = 0; n < 101; n++) await visit(n)
    await visit(100)
    expect(seen.size).toBe(101)
    await visit(0)
    expect(seen.size).toBe(102)
  })

  test('by another name, for several instances', async () => {
    const { options } = scene()
    const app = new Hono()
      .use(pagamio(options))
      .use(pagamio(options, { key: 'billing' }))
      .get('/', async (c) => c.json([(await c.var.pagamio.getToken()).generation > 0, c.var.billing.status().usable]))
    expect(await (await app.request('/')).json()).toEqual([true, false])
  })

  test('gives each merchant of a pool his own token', async () => {
    const merchants = ['M-1', 'M-2'].map((id) => ({ username: id, password: 'p', id }))
    const simulator = createSimulator({ merchants })
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      credentialsFor: (id) => ({ username: id, password: 'p' }),
      fetch: simulator.fetch,
      budget: createBudget(),
    })
    const app = new Hono()
      .use('/shops/:merchant/*', pagamio(pool, { merchant: (c) => c.req.param('merchant') as string }))
      .get('/shops/:merchant/products', async (c) => {
        const { status } = await c.var.pagamio.fetch(`/merchants/${c.req.param('merchant')}/products`)
        return c.text(`${status}`)
      })
    for (const id of ['M-1', 'M-2']) expect(await (await app.request(`/shops/${id}/products`)).text()).toBe('200')
    expect(simulator.count('login')).toBe(2)
    // @ts-expect-error a pool needs to know whose token a request gets
    expect(() => pagamio(pool)).toThrow(TypeError)
  })

  test('hands a renewal behind a request to waitUntil by itself', async () => {
    const holder: { settled?: () => Promise<void> } = {}
    const clock = manualClock({ settle: async () => holder.settled?.() })
    const simulator = createSimulator({ clock })
    holder.settled = () => simulator.settled()
    const { options } = scene()
    const app = shop(pagamio({ ...options, clock, fetch: simulator.fetch, budget: createBudget({ clock }) }))
    const kept: Promise<unknown>[] = []
    const executionCtx = { waitUntil: (promise: Promise<unknown>) => kept.push(promise), passThroughOnException() {} }
    const visit = async () => {
      const visiting = app.request('/categories', {}, {}, { ...executionCtx, props: {} } as never)
      await clock.advance(0)
      return (await visiting).status
    }
    expect(await visit()).toBe(200)
    await clock.advance(26 * 60_000)
    simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
    kept.length = 0
    expect(await visit()).toBe(200)
    expect(kept).toHaveLength(1)
    await clock.advance(1_000)
    await Promise.all(kept)
    expect(simulator.count('refresh')).toBe(1)
    kept.length = 0
    expect(await visit()).toBe(200)
    expect(kept).toEqual([])
  })

  test('fits hc as its fetch', async () => {
    const { options } = scene()
    const upstream = new Hono().get('/products/categories', (c) => c.json([{ name: 'Airtime' }]))
    const app = new Hono().use(pagamio(options)).get('/', async (c) => {
      const { baseUrl, fetch } = c.var.pagamio
      const client = hc<typeof upstream>(baseUrl, { fetch: fetch as typeof globalThis.fetch })
      return c.text(`${(await client.products.categories.$get()).status}`)
    })
    expect(await (await app.request('/')).text()).toBe('200')
  })
})

describe('an answer that a handler returns as it is', () => {
  /** A Pagamio that says more than it should, behind a shop on a port of its own. */
  async function open(headers: Readonly<Record<string, string>>, body: Buffer | string, status = 200) {
    const upstream = createServer((request, response) => {
      const login = { successful: true, data: { token: 'token-1', expiresIn: 1800 } }
      if (request.url?.endsWith('/auth/token'))
        response.setHeader('content-type', 'application/json').end(JSON.stringify(login))
      else response.writeHead(status, headers).end(body)
    })
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port: up } = upstream.address() as { port: number }
    const options = { baseUrl: `http://127.0.0.1:${up}/api`, credentials: demoCredentials, budget: createBudget() }
    const app = new Hono()
      .use(cors(), pagamio(options))
      .get('/seen', async (c) => {
        const { url, redirected, headers } = await c.var.pagamio.fetch('/x')
        return c.json({ url, redirected, encoding: headers.get('content-encoding') })
      })
      .get('/x', (c) => c.var.pagamio.fetch('/x'))
      .get('/proxy/*', pagamioProxy({ allow: ['/x'] }))
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    onTestFinished(() => {
      upstream.close()
      server.close()
    })
    const { port } = server.address() as { port: number }
    return { url: `http://127.0.0.1:${port}`, upstream: `http://127.0.0.1:${up}` }
  }

  const text = JSON.stringify(Array.from({ length: 200 }, (_, id) => ({ id, name: 'airtime' })))

  test.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['nothing', text],
  ])('can be read where the API packs it with %s', async (encoding, body) => {
    const headers = encoding === 'nothing' ? {} : { 'content-encoding': encoding }
    const { url, upstream } = await open({ ...headers, 'content-length': `${body.length}` }, body)
    const response = await fetch(`${url}/x`)
    expect([response.status, await response.text()]).toEqual([200, text])
    expect(await (await fetch(`${url}/seen`)).json()).toEqual({
      url: `${upstream}/api/x`,
      redirected: false,
      encoding: null,
    })
  })

  test('keeps its status, and brings neither cookies nor words to browsers along', async () => {
    const untrue = {
      'set-cookie': 'session=1',
      'access-control-allow-credentials': 'true',
      'strict-transport-security': 'max-age=1',
      'www-authenticate': 'Basic realm="Pagamio"',
    }
    const { url } = await open({ ...untrue, 'x-kept': '1' }, '{}', 503)
    const { status, headers } = await fetch(`${url}/x`)
    expect([status, headers.get('x-kept'), headers.get('access-control-allow-origin')]).toEqual([503, '1', '*'])
    for (const name of Object.keys(untrue)) expect(headers.get(name), name).toBeNull()
  })

  test.each(['/x', '/proxy/x'])('says nothing of the connection to the API: %s (failure mode 111)', async (path) => {
    const named = { 'x-hop': '1', 'proxy-authenticate': 'Basic', te: 'trailers', trailer: 'expires', upgrade: 'h2c' }
    const own = { connection: 'close, X-Hop', 'keep-alive': 'timeout=99', 'transfer-encoding': 'chunked' }
    const { url } = await open({ ...named, ...own, 'x-kept': '1' }, text)
    const response = await fetch(`${url}${path}`)
    const { headers } = response
    expect([response.status, headers.get('x-kept'), await response.text()]).toEqual([200, '1', text])
    for (const name of Object.keys(named)) expect(headers.get(name), name).toBeNull()
    // Our own server's words.
    expect(headers.get('connection')).toBe('keep-alive')
    expect(headers.get('keep-alive')).not.toContain('99')
  })

  test('without a body is passed on too', async () => {
    const { url } = await open({ 'set-cookie': 'session=1' }, '', 204)
    const { status, headers } = await fetch(`${url}/x`)
    expect([status, headers.get('set-cookie')]).toEqual([204, null])
  })
})

describe('what happens behind the scenes', () => {
  test('is told to onEvent, whatever the instance comes from, and to subscribe', async () => {
    const { options, simulator } = scene()
    const pool = createPagamioAuthPool({ ...options, credentialsFor: () => demoCredentials })
    const sources: [string, (onEvent: Listener) => MiddlewareHandler][] = [
      ['options', (onEvent) => pagamio(options, { onEvent })],
      ['options of the request', (onEvent) => pagamio(() => options, { onEvent })],
      ['an instance', (onEvent) => pagamio(createPagamioAuth(options), { onEvent })],
      ['a pool', (onEvent) => pagamio(pool, { onEvent, merchant: () => 'M-1' })],
    ]
    for (const [name, make] of sources) {
      const heard: string[] = []
      const also: string[] = []
      const app = new Hono<{ Variables: { pagamio: PagamioVariable } }>()
        .use(make(({ type }) => heard.push(type)))
        .get('/', async (c) => {
          const stop = c.var.pagamio.subscribe(({ type }) => also.push(type))
          await c.var.pagamio.getToken()
          stop()
          return c.text('ok')
        })
      for (let visit = 0; visit < 2; visit++) await app.request('/')
      expect(heard, name).toEqual(['acquiring', 'acquired'])
      expect(also, name).toEqual(heard)
    }
    expect(simulator.count('login')).toBe(4)
  })

  test('is said once on the console where it is trouble, with what to do, and without a secret', async () => {
    const { options, simulator } = scene()
    const lines: string[] = []
    const warn = vi.spyOn(console, 'warn').mockImplementation((line) => void lines.push(String(line)))
    onTestFinished(() => warn.mockRestore())
    const app = shop(pagamio({ ...options, credentials: { username: 'demo', password: 'wrong-secret' } }))
    await Promise.all(Array.from({ length: 20 }, () => app.request('/categories')))
    expect(simulator.count('login')).toBe(1)
    expect(lines).toEqual([expect.stringMatching(/invalid_credentials \(401\)\. Check username and password/)])
    expect(lines.join()).not.toMatch(/wrong-secret|demo/)
    await shop(pagamio(options)).request('/categories')
    expect(lines).toHaveLength(1)
  })
})

describe('trouble', () => {
  test('with the password is a 502 that says so, and never our caller’s 401', async () => {
    const { simulator, options } = scene()
    const app = shop(pagamio({ ...options, credentials: { username: 'demo', password: 'wrong-secret' } }))
    const response = await app.request('/categories')
    expect(response.status).toBe(502)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ error: 'invalid_credentials' })
    expect(text).not.toMatch(/demo|wrong-secret/)
    expect(simulator.count('login')).toBe(1)
  })

  test('that passes is a 503 that says when to come back', async () => {
    const { simulator, options } = scene()
    simulator.failNext('login', { kind: 'status', status: 429 })
    const response = await shop(pagamio({ ...options, timeoutMs: 100 })).request('/categories')
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50)
  })

  test('is an HTTPException with our error as its cause, for handlers and onError', async () => {
    const { options } = scene()
    const seen: unknown[] = []
    const app = shop(pagamio({ ...options, credentials: { username: 'demo', password: 'wrong' } }))
    app.onError((error, c) => {
      seen.push(error instanceof HTTPException, isPagamioAuthError(error.cause))
      return c.text('ours', 418)
    })
    expect((await app.request('/categories')).status).toBe(418)
    expect(seen).toEqual([true, true])
  })

  test('with options: at once, or as a 500 where they come from the request', async () => {
    expect(() => pagamio({ environment: 'moon' as never, credentials: demoCredentials })).toThrow(
      expect.objectContaining({ code: 'invalid_options' }),
    )
    const app = shop(pagamio(() => ({ environment: 'moon' as never, credentials: demoCredentials })))
    expect((await app.request('/categories')).status).toBe(500)
  })

  test('that is none of ours passes through as it is', async () => {
    const { options, simulator } = scene()
    const broken = (input: unknown, init?: RequestInit) =>
      String(input).includes('/auth/') ? simulator.fetch(input as string, init) : Promise.reject(new RangeError('mine'))
    const app = shop(pagamio({ ...options, fetch: broken as never }))
    app.onError((error, c) => c.text(error.name, 500))
    expect(await (await app.request('/categories')).text()).toBe('RangeError')
  })
})
