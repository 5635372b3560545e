import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { createBudget, createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'
import { createPagamioStub } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import * as kyModule from 'ky'
import ky, { HTTPError, type KyInstance, type Options, TimeoutError } from 'ky'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createPagamioKy, pagamioHooks } from '../src/index.ts'

const isFirst = !('NetworkError' in kyModule)
const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const one of open.splice(0)) await one.close()
})

interface Scene {
  readonly simulator: Simulator
  readonly auth: PagamioAuth
  readonly api: KyInstance
  readonly url: (path: string) => string
}

async function scene(options: Options = {}): Promise<Scene> {
  const simulator = createSimulator()
  const { url: baseUrl } = await simulator.listen()
  const auth = createPagamioAuth({ baseUrl, credentials: demoCredentials, budget: createBudget() })
  open.push(auth, simulator)
  const quick = { retry: { limit: 2, backoffLimit: 1 } }
  const api = ky.extend(pagamioHooks(auth)).extend({ ...quick, ...options })
  return { simulator, auth, api, url: (path) => `${baseUrl}${path}` }
}

/** Another host, which keeps what it was sent. */
async function elsewhere(status = 200) {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(status).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: async () => server.close() })
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

// biome-ignore lint/suspicious/noConfusingVoidType: as the hooks of ky have it
type Change = (request: Request) => Request | void

/** Options with a `beforeRequest` hook, in the form that the major at hand takes. */
const withHook = (change: Change): Options => ({
  hooks: {
    beforeRequest: [
      (first: unknown) => change(first instanceof Request ? first : (first as { request: Request }).request),
    ],
  },
})

const purchase = {
  merchantId: 'M-1001',
  productCode: 'AIR-MTN-001',
  amount: 50,
  mobileNumber: '+27821234567',
  merchantReference: 'r-1',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
}

const errorOf = async (promise: Promise<unknown>): Promise<Error> => {
  const outcome = await promise.then(
    () => undefined,
    (error) => error,
  )
  if (outcome === undefined) throw new Error('The request was expected to fail.')
  return outcome
}

const statusOf = async (promise: Promise<unknown>) => {
  const error = await errorOf(promise)
  expect(error).toBeInstanceOf(HTTPError)
  return (error as HTTPError).response.status
}

const hashesOf = ({ log }: Simulator, endpoint: string) =>
  log.filter((entry) => entry.endpoint === endpoint).map(({ bodyHash, contentType }) => [bodyHash, contentType])

const userAgentsOf = ({ log }: Simulator, endpoint: string) =>
  log.filter((entry) => entry.endpoint === endpoint).map(({ userAgent }) => userAgent)

test('runs on the major that this project is about', () => {
  expect(isFirst).toBe(process.env.KY_VERSION === 'ky-v1')
})

describe('the token', () => {
  test('goes on every request: one login for any number of them', async () => {
    const { api, simulator, url } = await scene()
    await Promise.all(Array.from({ length: 50 }, () => api.get(url('/products/categories')).json()))
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('categories', 'ok')).toBe(50)
  })

  test('goes nowhere else', async () => {
    const { api, url } = await scene()
    const other = await elsewhere()
    await api.get(other.url)
    await api.get(`${other.url}?${url('/purchase')}`)
    expect(other.seen).toEqual([undefined, undefined])
  })

  test('goes nowhere else by a redirect either, nor does a body (failure mode 94)', async () => {
    const { api, simulator, url } = await scene()
    const other = await elsewhere()
    for (const status of [302, 307, 308] as const) {
      for (const location of [other.url, '/elsewhere']) {
        simulator.failNext('categories', { kind: 'redirect', location, status })
        expect(await statusOf(api.get(url('/products/categories')))).toBe(status)
        simulator.failNext('purchase', { kind: 'redirect', location, status })
        expect(await statusOf(api.post(url('/purchase'), { json: purchase }))).toBe(status)
      }
    }
    // After a 401, too.
    simulator.failNext('purchase', { kind: 'status', status: 401 })
    simulator.failNext('purchase', { kind: 'redirect', location: other.url })
    expect(await statusOf(api.post(url('/purchase'), { json: purchase }))).toBe(307)
    expect(other.seen).toEqual([])
    expect(simulator.count('unknown')).toBe(0)
  })

  test('stays home where a caller wants redirects followed', async () => {
    const { api, simulator, url } = await scene({ redirect: 'follow' })
    const other = await elsewhere()
    simulator.failNext('categories', { kind: 'redirect', location: other.url, status: 302 })
    expect((await api.get(url('/products/categories'))).redirected).toBe(true)
    expect(other.seen).toEqual([undefined])
    simulator.failNext('products', { kind: 'redirect', location: url('/products/categories'), status: 302 })
    expect((await api.get(url('/merchants/M-1001/products'))).status).toBe(200)
    // The same host, but not the API.
    simulator.failNext('categories', { kind: 'redirect', location: '/elsewhere', status: 302 })
    expect(await statusOf(api.get(url('/products/categories')))).toBe(404)
    const sent = simulator.log.map(({ endpoint, authorization }) => `${endpoint} ${authorization}`)
    expect(sent.slice(-3)).toEqual(['categories bearer', 'categories bearer', 'unknown none'])
    for (const location of [other.url, '/elsewhere']) {
      simulator.failNext('purchase', { kind: 'redirect', location, status: 307 })
      expect(await statusOf(api.post(url('/purchase'), { json: purchase }))).toBe(307)
    }
    expect(other.seen).toHaveLength(1)
    expect(simulator.count('unknown')).toBe(1)
  })

  test('is not what a 401 of somebody else is about', async () => {
    const { api, simulator, url } = await scene({ redirect: 'follow' })
    const other = await elsewhere(401)
    simulator.failNext('categories', { kind: 'redirect', location: other.url, status: 302 })
    expect(await statusOf(api.get(url('/products/categories')))).toBe(401)
    expect(other.seen).toEqual([undefined])
    expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 0])
  })

  test('that cannot be had lets a stream go', async () => {
    const { api, auth, simulator, url } = await scene({ retry: 0 })
    auth.setCredentials({ ...demoCredentials, password: 'wrong' })
    let cancelled = false
    const body = new ReadableStream({
      cancel() {
        cancelled = true
      },
    })
    const sending = api.post(url('/purchase'), { body, duplex: 'half' } as Options)
    expect(await errorOf(sending)).toMatchObject({ code: 'invalid_credentials' })
    await expect.poll(() => cancelled).toBe(true)
    expect(simulator.count('purchase')).toBe(0)
  })

  test('is waited for as long as a timeout says that is a text, as ky takes it', async () => {
    const { api, simulator, url } = await scene({ timeout: '2500' as unknown as number })
    expect((await api.get(url('/products/categories'))).status).toBe(200)
    expect(simulator.count('categories')).toBe(1)
  })

  test('does not replace a caller’s own Authorization (failure mode 61)', async () => {
    const { api, simulator, url } = await scene()
    const headers = { authorization: 'Basic eDp5' }
    expect(await statusOf(api.get(url('/products/categories'), { headers, retry: 0 }))).toBe(401)
    expect(simulator.log.map(({ authorization }) => authorization)).toEqual(['other'])
  })

  test('that cannot be had is an error that says why, and the request is not sent', async () => {
    const { api, auth, simulator, url } = await scene({ retry: 0 })
    auth.setCredentials({ ...demoCredentials, password: 'wrong' })
    expect(await errorOf(api.get(url('/products/categories')))).toMatchObject({ code: 'invalid_credentials' })
    expect(simulator.count('categories')).toBe(0)
  })
})

describe('a 401', () => {
  test.each([0, 2])('is answered once, for a POST too, with retry: %d', async (retry) => {
    const { api, auth, simulator, url } = await scene({ retry })
    await auth.getToken()
    simulator.revokeAll()
    const response = await api.post(url('/purchase'), { json: purchase })
    expect(response.status).toBe(200)
    const [first, second, ...others] = hashesOf(simulator, 'purchase')
    expect(first).toEqual(second)
    expect(others).toEqual([])
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('that resolves (throwHttpErrors: false) is answered too', async () => {
    const { api, auth, simulator, url } = await scene({ throwHttpErrors: false })
    await auth.getToken()
    simulator.revokeAll()
    expect((await api.get(url('/products/categories'))).status).toBe(200)
  })

  test('late, of many requests, costs one refresh', async () => {
    const { api, auth, simulator, url } = await scene()
    await auth.getToken()
    simulator.revokeAll()
    await Promise.all(Array.from({ length: 30 }, () => api.get(url('/products/categories'))))
    expect(simulator.count('refresh')).toBe(1)
    expect(simulator.count('login')).toBe(1)
  })

  test('without end is a 401 HTTPError, after one more request', async () => {
    const { api, simulator, url } = await scene()
    simulator.failNext('categories', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
    expect(await statusOf(api.get(url('/products/categories')))).toBe(401)
    expect(simulator.count('categories')).toBe(2)
  })

  test('after a 503 that ky has retried still works', async () => {
    const { api, auth, simulator, url } = await scene()
    await auth.getToken()
    simulator.failNext('categories', { kind: 'status', status: 503 })
    simulator.failNext('categories', { kind: 'status', status: 401 })
    expect((await api.get(url('/products/categories'))).status).toBe(200)
    expect(simulator.count('categories')).toBe(3)
  })

  test('and then a 503, and then another 401: ky retries with the new token', async () => {
    const { api, auth, simulator, url } = await scene()
    await auth.getToken()
    simulator.revokeAll()
    // The 401 of the revoked token comes by itself; its replay meets the 503.
    const answers = [401, 503].map((status) => ({ kind: 'status', status }) as const)
    for (const answer of answers) simulator.failNext('categories', answer)
    expect((await api.get(url('/products/categories'))).status).toBe(200)
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('of a stream is handed on, and the next request has the new token (failure mode 92)', async () => {
    const { api, auth, simulator, url } = await scene({ retry: 0 })
    await auth.getToken()
    simulator.revokeAll()
    const body = new Blob([JSON.stringify(purchase)]).stream()
    const headers = { 'content-type': 'application/json' }
    expect(await statusOf(api.post(url('/purchase'), { body, headers, duplex: 'half' } as never))).toBe(401)
    expect(simulator.count('purchase')).toBe(1)
    expect((await api.get(url('/products/categories'))).status).toBe(200)
    expect(simulator.count('categories')).toBe(1)
  })

  test.each([
    ['text', () => JSON.stringify(purchase)],
    ['bytes', () => new TextEncoder().encode(JSON.stringify(purchase))],
    ['a Blob', () => new Blob([JSON.stringify(purchase)])],
    ['a FormData (failure mode 92)', () => Object.assign(new FormData(), {})],
  ])('of %s sends the same bytes again', async (_, make) => {
    const { api, auth, simulator, url } = await scene({ retry: 0, throwHttpErrors: false })
    await auth.getToken()
    simulator.revokeAll()
    const body = make()
    if (body instanceof FormData) body.set('file', new File(['a,b'], 'a.csv'))
    const headers = body instanceof FormData ? {} : { 'content-type': 'application/json' }
    await api.post(url('/purchase'), { body: body as string, headers })
    const [first, second] = hashesOf(simulator, 'purchase')
    expect(first?.[0]).toBeDefined()
    expect(first).toEqual(second)
  })

  test.each([
    ['of known length', { 'content-length': `${JSON.stringify(purchase).length}` }, '', 2],
    ['of unknown length', {}, '', 2],
    ['of more than 1 MiB', {}, ' '.repeat(1024 * 1024), 1],
  ] as const)('of a Request %s sends up to 1 MiB again byte for byte', async (_, more, blanks, sends) => {
    const { api, auth, simulator, url } = await scene({ retry: 0, throwHttpErrors: false })
    const headers = { 'content-type': 'application/json', ...more }
    const request = new Request(url('/purchase'), { method: 'POST', body: JSON.stringify(purchase) + blanks, headers })
    await auth.getToken()
    simulator.revokeAll()
    expect((await api(request)).status).toBe(sends === 2 ? 200 : 401)
    expect(hashesOf(simulator, 'purchase')).toHaveLength(sends)
    expect(new Set(hashesOf(simulator, 'purchase').map(String)).size).toBe(1)
    expect(simulator.charges).toHaveLength(sends - 1)
  })

  describe.each([
    ['createPagamioKy', (auth: PagamioAuth, hooks: Options) => createPagamioKy(auth, hooks)],
    ['hooks before ours', (auth: PagamioAuth, hooks: Options) => ky.extend(hooks).extend(pagamioHooks(auth))],
    ['hooks after ours', (auth: PagamioAuth, hooks: Options) => ky.extend(pagamioHooks(auth)).extend(hooks)],
  ])('of what hooks of one’s own have made of a request (%s)', (_, make) => {
    const at = ({ baseUrl }: PagamioAuth, path: string) => new URL(`${baseUrl}${path}`)

    test('is answered where they replaced it, and costs one refresh', async () => {
      const { auth, simulator } = await scene()
      const hooks = withHook((request) => new Request(request, { headers: { 'user-agent': 'till/2' } }))
      const api = make(auth, hooks).extend({ retry: 0 })
      await auth.getToken()
      simulator.revokeAll()
      for (let n = 0; n < 3; n++) expect((await api.get(at(auth, '/products/categories'))).status).toBe(200)
      expect(simulator.count('refresh')).toBe(1)
      expect(userAgentsOf(simulator, 'categories')).toEqual(['till/2', 'till/2', 'till/2', 'till/2'])
    })

    test('sends the headers again that they set', async () => {
      const { auth, simulator } = await scene()
      const hooks = withHook(({ headers }) => headers.set('user-agent', 'till/2'))
      await auth.getToken()
      simulator.revokeAll()
      await make(auth, hooks).post(at(auth, '/purchase'), { json: purchase })
      expect(userAgentsOf(simulator, 'purchase')).toEqual(['till/2', 'till/2'])
    })

    test.each([0, 2])('sends no other bytes than they sent, with retry: %d', async (retry) => {
      const { auth, simulator } = await scene()
      const body = JSON.stringify({ ...purchase, merchantReference: 'signed' })
      const hooks = withHook((request) => new Request(request, { body }))
      const api = make(auth, hooks).extend({ retry, throwHttpErrors: false })
      await auth.getToken()
      simulator.revokeAll()
      expect((await api.post(at(auth, '/purchase'), { json: purchase })).status).toBe(200)
      await api.post(at(auth, '/purchase'), { json: purchase })
      expect(new Set(hashesOf(simulator, 'purchase').map(([hash]) => hash)).size).toBe(1)
      expect(simulator.count('purchase', 'ok')).toBe(2)
      expect(simulator.count('refresh')).toBe(1)
    })
  })

  test.each([403, 429, 500])('is none of these: %d is handed on untouched', async (status) => {
    const { api, simulator, url } = await scene({ retry: 0 })
    simulator.failNext('categories', { kind: 'status', status })
    expect(await statusOf(api.get(url('/products/categories')))).toBe(status)
    expect(simulator.count('categories')).toBe(1)
  })
})

describe('errors', () => {
  test('show no token', async () => {
    const { api, auth, simulator, url } = await scene({ retry: 0 })
    const { value } = await auth.getToken()
    simulator.failNext('categories', { kind: 'status', status: 503 })
    const error = await errorOf(api.get(url('/products/categories')))
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value)
    expect((error as HTTPError).request.headers.has('authorization')).toBe(false)
  })

  test('of the network and of time show no token either', async () => {
    const { api, auth, simulator, url } = await scene({ retry: 0, timeout: 100 })
    const { value } = await auth.getToken()
    simulator.failNext('categories', { kind: 'reset' })
    simulator.failNext('categories', { kind: 'hang' })
    for (let n = 0; n < 2; n++) {
      const error = await errorOf(api.get(url('/products/categories')))
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(value)
    }
  })

  test('leave a caller’s own Authorization where it is', async () => {
    const { api, url } = await scene({ retry: 0 })
    const other = await elsewhere(500)
    for (const where of [other.url, url('/products/categories')]) {
      const error = await errorOf(api.get(where, { headers: { authorization: 'Basic eDp5' } }))
      expect((error as HTTPError).request.headers.get('authorization')).toBe('Basic eDp5')
    }
  })

  test('of a caller who aborts are his own, and only he leaves', async () => {
    const { api, simulator, url } = await scene({ retry: 0 })
    simulator.failNext('login', { kind: 'delay', ms: 50 })
    const controller = new AbortController()
    const leaving = errorOf(api.get(url('/products/categories'), { signal: controller.signal }))
    const staying = api.get(url('/products/categories'))
    controller.abort()
    expect((await leaving).name).toBe('AbortError')
    expect((await staying).status).toBe(200)
    expect(simulator.count('login')).toBe(1)
  })
})

describe('the timeout of ky', () => {
  /** Real sockets answer by and by while the timers stand still. */
  const until = async (come: () => boolean) => {
    while (!come()) await new Promise(setImmediate)
  }

  test.each([
    ['its default', {}, 10_000],
    ['one of the caller’s own', { timeout: 60_000 }, 60_000],
  ])('ends a second sending that hangs: %s', async (_, options, ms) => {
    const { api, auth, simulator, url } = await scene({ retry: 0, ...options })
    await auth.getToken()
    simulator.failNext('categories', { kind: 'status', status: 401 })
    simulator.failNext('categories', { kind: 'hang' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let ended = false
    const failing = errorOf(api.get(url('/products/categories'))).finally(() => {
      ended = true
    })
    await until(() => simulator.count('categories') === 2)
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failing).toBeInstanceOf(TimeoutError)
  })

  test('ends the wait for a token, and the others go on waiting', async () => {
    const { api, simulator, url } = await scene({ retry: 0 })
    simulator.failNext('login', { kind: 'delay', ms: 15_000 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const leaving = errorOf(api.get(url('/products/categories')))
    const staying = api.get(url('/products/categories'), { timeout: 20_000 })
    await until(() => simulator.count('login') === 1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await leaving).toBeInstanceOf(TimeoutError)
    expect(simulator.count('categories')).toBe(0)
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('login')).toBe(1)
  })

  test('is what the core is given for the token, so that it can say at once that it takes longer', async () => {
    const { auth, url } = await scene()
    const asked: unknown[] = []
    const getToken: PagamioAuth['getToken'] = (options) => {
      asked.push(options?.timeoutMs)
      return auth.getToken(options)
    }
    const api = ky.extend(pagamioHooks({ ...auth, getToken }))
    for (const options of [{}, { timeout: 60_000 }, { timeout: false } as const])
      await api.get(url('/products/categories'), options)
    expect(asked).toEqual([10_000, 60_000, undefined])
  })
})

describe('createPagamioKy', () => {
  test('has the base URL, and takes options and hooks of one’s own', async () => {
    const { auth, simulator } = await scene()
    const seen: string[] = []
    const api = createPagamioKy(auth, {
      retry: 0,
      headers: { 'x-shop': 'one' },
      hooks: { afterResponse: [() => void seen.push('after')] },
    })
    await auth.getToken()
    simulator.revokeAll()
    expect(JSON.stringify(await api.get('products/categories').json())).toContain('Airtime')
    expect(seen).toEqual(['after'])
    expect(simulator.count('refresh')).toBe(1)
  })

  test('uses a fetch of one’s own for everything, the second time too', async () => {
    const simulator = createSimulator()
    const auth = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      budget: createBudget(),
      fetch: simulator.fetch,
    })
    open.push(auth, simulator)
    const api = createPagamioKy(auth, { fetch: simulator.fetch as typeof fetch })
    await auth.getToken()
    simulator.revokeAll()
    await api.get('products/categories')
    expect(simulator.count('categories')).toBe(2)
  })

  test('uses the fetch of one request, or says what ky 1 wants instead', async () => {
    const { auth } = await scene()
    const seen: (string | null)[] = []
    const own = (async (request: Request) => {
      seen.push(request.headers.get('authorization'))
      return new Response('{}')
    }) as typeof fetch
    const { authorization } = await auth.getToken()
    const asking = createPagamioKy(auth, { retry: 0 }).get('products/categories', { fetch: own })
    if (!isFirst) expect((await asking).status).toBe(200)
    else expect(await errorOf(asking)).toMatchObject({ code: 'invalid_options' })
    await ky
      .create({ fetch: own })
      .extend(pagamioHooks(auth, { fetch: own }))
      .get(`${auth.baseUrl}/purchase`)
    expect(seen).toEqual(isFirst ? [authorization] : [authorization, authorization])
  })
})

describe('the other way', () => {
  test('ky.create({ fetch: pagamio.fetch }): the core attaches the token, and counts within ky’s timeout', async () => {
    const { auth, simulator, url } = await scene()
    const api = ky.create({ fetch: auth.fetch as typeof fetch, retry: 0 })
    await auth.getToken()
    simulator.revokeAll()
    const body = JSON.stringify(purchase)
    const headers = { 'content-type': 'application/json', 'content-length': `${body.length}` }
    expect((await api.post(url('/purchase'), { body, headers })).status).toBe(200)
    expect(simulator.charges).toHaveLength(1)
    simulator.failNext('categories', { kind: 'status', status: 503 })
    const { value } = await auth.getToken()
    const error = await errorOf(api.get(url('/products/categories')))
    expect(inspect(error, { depth: 9 })).not.toContain(value)
  })
})

test('a stub serves it, and nothing is sent', async () => {
  const stub = createPagamioStub({ responses: { 'POST /purchase': { transactionId: 'TX-1' } } })
  const api = createPagamioKy(stub, { fetch: stub.fetch as typeof fetch })
  expect(await api.post('purchase', { json: purchase }).json()).toEqual({ transactionId: 'TX-1' })
  expect(stub.calls.map(({ headers, body }) => [headers.get('authorization'), JSON.parse(body)])).toEqual([
    ['Bearer stub-1', purchase],
  ])
})
