import { once } from 'node:events'
import { serve } from '@hono/node-server'
import {
  createBudget,
  createPagamioAuth,
  createPagamioAuthPool,
  isPagamioAuthError,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Hono, type MiddlewareHandler } from 'hono'
import { hc } from 'hono/client'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type PagamioVariable, pagamio } from '../src/index.ts'

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
