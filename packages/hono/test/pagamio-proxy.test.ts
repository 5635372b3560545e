import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { serve } from '@hono/node-server'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { type ManualClock, manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { afterEach, describe, expect, test } from 'vitest'
import { pagamio, pagamioProxy } from '../src/index.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

const ALLOW = ['GET /products/categories', '/merchants/M-1001/*', 'POST /purchase']

/** The proxy over TCP, because only there do raw paths and streams arrive as they were sent. */
async function scene(allow: readonly string[] = ALLOW, clock?: ManualClock, forwardHeaders?: readonly string[]) {
  const simulator = createSimulator({ clock })
  const { url: baseUrl } = await simulator.listen()
  const seen: Record<string, string>[] = []
  /** What came back: a status, or that nobody waited for it. */
  const answers: (number | 'lost')[] = []
  const auth = createPagamioAuth({
    baseUrl,
    credentials: demoCredentials,
    clock,
    budget: createBudget({ clock }),
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      seen.push(Object.fromEntries(headers))
      const answer = fetch(input, init)
      answer.then(
        ({ status }) => answers.push(status),
        () => answers.push('lost'),
      )
      return answer
    },
  })
  /** How each visit ended. */
  const outcomes: ('left' | 'stayed')[] = []
  const watch = createMiddleware((c, next) =>
    next().finally(() => void outcomes.push(c.req.raw.signal.aborted ? 'left' : 'stayed')),
  )
  const app = new Hono()
    .use('/pagamio/*', watch, pagamio(auth))
    .all('/pagamio/*', pagamioProxy({ allow, forwardHeaders }))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  open.push(server, auth, simulator)
  const { port } = server.address() as { port: number }
  /** Sends a path as it is, which fetch would tidy up. */
  const raw = (path: string, method = 'GET', headers: Record<string, string> = {}, body = '') =>
    new Promise<{ status: number; headers: object; text: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  return { answers, auth, outcomes, raw, seen, simulator, url: `http://127.0.0.1:${port}` }
}

const headOf = (line: string, headers: Readonly<Record<string, string>>) =>
  [
    `${line} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    ...Object.entries(headers).map((pair) => pair.join(': ')),
    '\r\n',
  ].join('\r\n')

const purchase = JSON.stringify({
  merchantId: 'M-1001',
  productCode: 'AIR-MTN-001',
  amount: 50,
  mobileNumber: '+27821234567',
  merchantReference: 'r-1',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
})

describe('pagamioProxy()', () => {
  test('forwards what is allowed, with the token, query and body', async () => {
    const { raw, simulator } = await scene()
    expect((await raw('/pagamio/products/categories?page=1')).text).toContain('Airtime')
    expect((await raw('/pagamio/merchants/M-1001/products')).status).toBe(200)
    const json = { 'content-type': 'application/json' }
    expect((await raw('/pagamio/purchase', 'POST', json, purchase)).status).toBe(200)
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.count('login')).toBe(1)
  })

  test.each([
    ['another path', '/pagamio/transactions', 'GET'],
    ['another method', '/pagamio/products/categories', 'DELETE'],
    ['more than the path', '/pagamio/products/categories/x', 'GET'],
    ['login', '/pagamio/auth/token', 'POST'],
    ['the root', '/pagamio/', 'GET'],
  ])('answers 404 to %s, and sends nothing', async (_, path, method) => {
    const { raw, simulator } = await scene()
    expect((await raw(path, method)).status).toBe(404)
    expect(simulator.count()).toBe(0)
  })

  test.each([
    '/pagamio/auth/token',
    '/pagamio/AUTH/token',
    '/pagamio/%61uth/token',
    '/pagamio/%2561uth/token',
    '/pagamio/./auth/token',
    '/pagamio/x/../auth/token',
    '/pagamio/x/%2e%2e/auth/token',
    '/pagamio/x/..%2fauth/token',
    '/pagamio//auth/token',
    '/pagamio/%2fauth/token',
    '/pagamio/\\auth/token',
    '/pagamio/auth;x=1/token',
    '/pagamio/auth%2ftoken',
    '/pagamio/ auth/token',
  ])('never reaches /auth, even where everything is allowed: %s', async (path) => {
    const { raw, simulator } = await scene(['/*'])
    const outcome = await raw(encodeURI(path).replace(/%25/g, '%'), 'POST').catch(() => ({ status: 400 }))
    expect([400, 404]).toContain(outcome.status)
    expect(simulator.count('login')).toBe(0)
    expect(simulator.count('refresh')).toBe(0)
  })

  test('passes on nothing that is about Pagamio’s own origin, or that would let a web page in', async () => {
    const { raw, simulator } = await scene()
    const untrue = {
      'access-control-allow-origin': '*',
      'strict-transport-security': 'max-age=1',
      'alt-svc': 'h3=":443"',
      'clear-site-data': '"*"',
      nel: '{"report_to":"g","max_age":1}',
      'report-to': '{"group":"g","max_age":1,"endpoints":[]}',
      'set-cookie': 'session=1',
    }
    simulator.failNext('categories', { kind: 'status', status: 503, headers: { ...untrue, 'x-kept': '1' } })
    const { headers } = await raw('/pagamio/products/categories')
    expect(headers).toMatchObject({ 'x-kept': '1' })
    for (const name of Object.keys(untrue)) expect(headers).not.toHaveProperty(name)
  })

  test('does not forward who the caller is, nor what is between him and us', async () => {
    const { raw, seen } = await scene(ALLOW, undefined, ['X-Correlation-Id', 'x-hop'])
    await raw('/pagamio/products/categories', 'GET', {
      authorization: 'Bearer caller',
      cookie: 'session=1',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
      'proxy-authorization': 'Basic eDp5',
      te: 'trailers',
      origin: 'https://shop.example',
      referer: 'https://shop.example/',
      'x-correlation-id': 'kept',
    })
    const [headers = {}] = seen.slice(-1)
    expect(headers['x-correlation-id']).toBe('kept')
    expect(headers.authorization).toMatch(/^Bearer ey/)
    for (const name of ['cookie', 'x-hop', 'x-forwarded-for', 'x-real-ip', 'forwarded', 'te', 'origin', 'referer'])
      expect(headers[name], name).toBeUndefined()
    expect(headers['proxy-authorization']).toBeUndefined()
  })

  test('forwards how a request is to be read, answered and traced, and nothing that nobody asked for', async () => {
    const { raw, seen } = await scene()
    const understood = {
      accept: 'application/json',
      'accept-language': 'en',
      'content-type': 'application/json',
      'content-length': '2',
      'user-agent': 'till/2',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=1',
      'x-request-id': 'r-1',
      'idempotency-key': 'k-1',
      'if-none-match': '"1"',
      range: 'bytes=0-1',
    }
    const odd = {
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-http-method': 'PUT',
      'x-rewrite-url': '/auth/token',
      'x-original-url': '/auth/token',
      'x-override-url': '/auth',
      'x-client-ip': '10.0.0.1',
      'true-client-ip': '10.0.0.1',
      'x-correlation-id': 'c-1',
      'x-api-key': 'k',
    }
    expect((await raw('/pagamio/purchase', 'POST', { ...understood, ...odd }, '{}')).status).toBe(400)
    const [headers = {}] = seen.slice(-1)
    expect(headers).toMatchObject(understood)
    for (const name of Object.keys(odd)) expect(headers, name).not.toHaveProperty(name)
  })

  test.each([
    'Authorization',
    'cookie',
    'Host',
    'connection',
    'Transfer-Encoding',
    'X-Forwarded-For',
    'x_forwarded_for',
    'X-Real-IP',
    'X-HTTP-Method-Override',
    'x-http-method',
    'X_METHOD_OVERRIDE',
    'X-Rewrite-URL',
    'x-original-url',
    'x-override-url',
    'X-Client-IP',
    'proxy-authorization',
    'a b',
    '',
  ])('forwards no %s, whoever asks for it', (name) => {
    expect(() => pagamioProxy({ allow: ALLOW, forwardHeaders: [name] })).toThrow(TypeError)
  })

  test('answers a 401 once where the body can be sent again, and charges once', async () => {
    const { auth, raw, simulator } = await scene()
    await auth.getToken()
    simulator.revokeAll()
    const json = { 'content-type': 'application/json', 'content-length': `${purchase.length}` }
    expect((await raw('/pagamio/purchase', 'POST', json, purchase)).status).toBe(200)
    expect(simulator.charges).toHaveLength(1)
  })

  test('a purchase that was begun is finished, though its caller has left (failure mode 116)', async () => {
    const { answers, auth, simulator, url } = await scene()
    await auth.getToken()
    simulator.failNext('purchase', { kind: 'delay', ms: 300 })
    const caller = connect(Number(new URL(url).port), '127.0.0.1')
    const head = `Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${purchase.length}`
    caller.write(`POST /pagamio/purchase HTTP/1.1\r\n${head}\r\n\r\n${purchase}`)
    await expect.poll(() => simulator.count('purchase'), BUSY).toBe(1)
    caller.destroy()
    await expect.poll(() => answers, BUSY).toEqual([200, 200])
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toHaveLength(1)
  })

  test.each([
    ['a body of known length', { 'Content-Length': `${purchase.length}` }, purchase],
    ['a stream', { 'Transfer-Encoding': 'chunked' }, `${purchase.length.toString(16)}\r\n${purchase}\r\n0\r\n\r\n`],
  ])('a purchase, %s, whose caller has left before the token came is not sent', async (_, length, body) => {
    const clock = manualClock()
    const { auth, outcomes, simulator, url } = await scene(ALLOW, clock)
    simulator.failNext('login', { kind: 'delay', ms: 1_000 })
    const caller = connect(Number(new URL(url).port), '127.0.0.1')
    caller.write(`${headOf('POST /pagamio/purchase', length)}${body}`)
    await expect.poll(() => simulator.count('login'), BUSY).toBe(1)
    caller.destroy()
    await expect.poll(() => outcomes, BUSY).toEqual(['left'])
    const token = auth.getToken()
    await clock.advance(1_000)
    await token
    await simulator.settled()
    expect(simulator.count('purchase')).toBe(0)
    expect(simulator.count('login')).toBe(1)
  })

  test.each([
    ['the 401 came', 'purchase'],
    ['it was cured', 'refresh'],
  ] as const)('a purchase whose caller has left before %s is not sent again (failure mode 138)', async (_, slow) => {
    const clock = manualClock()
    const { auth, outcomes, simulator, url } = await scene(ALLOW, clock)
    await auth.getToken()
    simulator.revokeAll()
    simulator.failNext(slow, { kind: 'delay', ms: 1_000 })
    const caller = connect(Number(new URL(url).port), '127.0.0.1')
    caller.write(`${headOf('POST /pagamio/purchase', { 'Content-Length': `${purchase.length}` })}${purchase}`)
    await expect.poll(() => simulator.count(slow), BUSY).toBe(1)
    const left = once(caller, 'close')
    caller.destroy()
    await left
    if (slow === 'refresh') await expect.poll(() => outcomes, BUSY).toEqual(['left'])
    else await fetch(`${url}/elsewhere`)
    await clock.advance(1_000)
    await expect.poll(() => outcomes.slice(0, 1), BUSY).toEqual(['left'])
    // The 401 was heard: whoever comes next has another token.
    await auth.getToken()
    expect(simulator.count('refresh')).toBe(1)
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toEqual([])
  })

  test('what is only read is given up when its caller leaves', async () => {
    const { answers, auth, simulator, url } = await scene()
    await auth.getToken()
    simulator.failNext('categories', { kind: 'hang' })
    const caller = connect(Number(new URL(url).port), '127.0.0.1')
    caller.write('GET /pagamio/products/categories HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await expect.poll(() => simulator.count('categories'), BUSY).toBe(1)
    caller.destroy()
    await expect.poll(() => answers, BUSY).toEqual([200, 'lost'])
  })

  test('a 401 that no token cures is a 502: it is not about the caller', async () => {
    const { raw, simulator } = await scene()
    simulator.failNext('categories', { kind: 'status', status: 401 }, 9)
    expect(await raw('/pagamio/products/categories')).toMatchObject({ status: 502 })
  })

  test.each([403, 429, 503])('%d passes through', async (status) => {
    const { raw, simulator } = await scene()
    simulator.failNext('categories', { kind: 'status', status })
    expect((await raw('/pagamio/products/categories')).status).toBe(status)
  })

  test('trouble with the token is a 502 or a 503', async () => {
    const { auth, raw } = await scene()
    auth.setCredentials({ ...demoCredentials, password: 'wrong' })
    expect((await raw('/pagamio/products/categories')).status).toBe(502)
  })

  test('streams the answer: the beginning is there before the end is sent', async () => {
    const { simulator, url } = await scene()
    simulator.failNext('categories', { kind: 'drip', bytesPerSecond: 2_000 })
    const response = await fetch(`${url}/pagamio/products/categories`)
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(value?.length).toBeGreaterThan(0)
    await reader?.cancel()
  })

  test.each([
    [undefined],
    [['products']],
    [['get /x']],
    [['/auth/token']],
    [['POST /AUTH/token']],
    [['/products?page=1']],
    [['/*/products']],
    [['//products']],
    [['/products/../auth/token']],
  ])('refuses %o for a list of what is allowed', (allow) => {
    expect(() => pagamioProxy({ allow: allow as never })).toThrow(TypeError)
  })

  test('says so where its route has no place for a path', async () => {
    const { auth } = await scene()
    const app = new Hono().all('/pagamio', pagamioProxy({ allow: ['/*'], auth }))
    app.onError((error, c) => c.text(error.message, 500))
    expect(await (await app.request('/pagamio')).text()).toContain('a route that ends with *')
  })

  test('says so where there is no pagamio() before it', async () => {
    const app = new Hono().all('/pagamio/*', pagamioProxy({ allow: ['/*'] }))
    app.onError((error, c) => c.text(error.message, 500))
    expect(await (await app.request('/pagamio/x')).text()).toContain('put pagamio() before pagamioProxy')
  })
})
