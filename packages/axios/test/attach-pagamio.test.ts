import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { createBudget, createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import axios, { type AxiosError, AxiosHeaders, type AxiosInstance, type CreateAxiosDefaults } from 'axios'
import axiosRetry from 'axios-retry'
import { afterEach, describe, expect, test } from 'vitest'
import { attachPagamio } from '../src/index.ts'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Scene {
  readonly simulator: Simulator
  readonly auth: PagamioAuth
  readonly api: AxiosInstance
  readonly detach: () => void
}

async function scene(defaults: CreateAxiosDefaults = {}): Promise<Scene> {
  const simulator = createSimulator()
  const { url } = await simulator.listen()
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, budget: createBudget() })
  open.push(auth, simulator)
  const api = axios.create({ baseURL: auth.baseUrl, ...defaults })
  return { simulator, auth, api, detach: attachPagamio(api, auth) }
}

/** Another host, which keeps what it was sent. */
async function elsewhere() {
  const seen: { authorization: string | undefined; body: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    seen.push({ authorization: request.headers.authorization, body: Buffer.concat(chunks).toString() })
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: async () => server.close() })
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const purchase = {
  merchantId: 'M-1001',
  productCode: 'MTN-AIRTIME',
  amount: 50,
  mobileNumber: '0821234567',
  merchantReference: 'r-1',
  paymentMethod: 'WALLET',
  channelId: 'WEB',
}

const errorOf = async (promise: Promise<unknown>): Promise<AxiosError> => {
  const outcome = await promise.then(
    () => undefined,
    (error) => error,
  )
  if (outcome === undefined) throw new Error('The request was expected to fail.')
  return outcome
}

const hashesOf = ({ log }: Simulator, endpoint: string) =>
  log.filter((entry) => entry.endpoint === endpoint).map(({ bodyHash, contentType }) => [bodyHash, contentType])

describe.each(['http', 'fetch'])('with the %s adapter', (adapter) => {
  test('attaches the token: one login for any number of requests', async () => {
    const { api, simulator } = await scene({ adapter })
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.get('/products/categories')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(simulator.count('login')).toBe(1)
  })

  test('answers a 401 once, for a POST too, with the same bytes', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    await auth.getToken()
    simulator.revokeAll()
    const { status } = await api.post('/purchase', purchase)
    expect(status).toBe(200)
    const [first, second, ...others] = hashesOf(simulator, 'purchase')
    expect(first).toEqual(second)
    expect(others).toEqual([])
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('a 401 that resolves is answered too', async () => {
    const { api, auth, simulator } = await scene({ adapter, validateStatus: () => true })
    await auth.getToken()
    simulator.revokeAll()
    expect((await api.get('/products/categories')).status).toBe(200)
  })

  test('late 401s of many requests cost one refresh', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    await auth.getToken()
    simulator.revokeAll()
    await Promise.all(Array.from({ length: 30 }, () => api.get('/products/categories')))
    expect(simulator.count('refresh')).toBe(1)
    expect(simulator.count('login')).toBe(1)
  })

  test('an endless 401 is handed on, after one more request and one acquisition', async () => {
    const { api, simulator } = await scene({ adapter })
    simulator.failNext('categories', { kind: 'status', status: 401 }, Number.POSITIVE_INFINITY)
    const error = await errorOf(api.get('/products/categories'))
    expect(error.response?.status).toBe(401)
    expect(simulator.count('categories')).toBe(2)
    await errorOf(api.get('/products/categories'))
    expect(simulator.count('refresh') + simulator.count('login')).toBeLessThanOrEqual(3)
  })

  test.each([403, 429, 500, 503])('%d is handed on untouched', async (status) => {
    const { api, simulator } = await scene({ adapter })
    simulator.failNext('categories', { kind: 'status', status })
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(status)
    expect(simulator.count('categories')).toBe(1)
    expect(simulator.count('login')).toBe(1)
  })

  test('refuses to send a stream twice: the 401 is handed on, and the next request has the new token (failure mode 53)', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    await auth.getToken()
    simulator.revokeAll()
    const text = JSON.stringify(purchase)
    const data = adapter === 'http' ? Readable.from([text]) : new Blob([text]).stream()
    const headers = { 'content-type': 'application/json', 'content-length': text.length }
    const error = await errorOf(api.post('/purchase', data, { headers }))
    expect(error.response?.status).toBe(401)
    expect(simulator.count('purchase')).toBe(1)
    expect((await api.get('/products/categories')).status).toBe(200)
    expect(simulator.count('categories')).toBe(1)
  })

  test.each([
    ['text', () => JSON.stringify(purchase)],
    ['a Buffer', () => Buffer.from(JSON.stringify(purchase))],
    [
      'a part of a buffer',
      () =>
        new TextEncoder()
          .encode(`__${JSON.stringify(purchase)}`)
          .subarray(2)
          .slice().buffer,
    ],
    ['a Blob', () => new Blob([JSON.stringify(purchase)], { type: 'application/json' })],
  ])('sends %s again byte for byte', async (_, data) => {
    const { api, auth, simulator } = await scene({ adapter })
    await auth.getToken()
    simulator.revokeAll()
    const { status } = await api.post('/purchase', data(), { headers: { 'content-type': 'application/json' } })
    expect(status).toBe(200)
    const [first, second] = hashesOf(simulator, 'purchase')
    expect(first).toEqual(second)
    expect(simulator.charges).toHaveLength(1)
  })

  test('sends a FormData again with the same boundary (failure mode 54)', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    await auth.getToken()
    simulator.revokeAll()
    const form = new FormData()
    form.set('file', new File(['a,b\n1,2\n'], 'orders.csv'))
    await errorOf(api.post('/purchase', form))
    const [first, second] = hashesOf(simulator, 'purchase')
    expect(first?.[0]).toBeDefined()
    expect(first).toEqual(second)
    expect(first?.[1]).toMatch(/^multipart\/form-data; boundary=/)
  })

  test('applies a transformRequest once (failure mode 58)', async () => {
    const wrapped: string[] = []
    const { api, auth, simulator } = await scene({
      adapter,
      transformRequest: [
        (data: unknown) => {
          wrapped.push(String(data))
          return JSON.stringify({ wrap: data })
        },
      ],
    })
    await auth.getToken()
    simulator.revokeAll()
    await errorOf(api.post('/purchase', 'once'))
    expect(wrapped).toEqual(['once'])
    const [first, second] = hashesOf(simulator, 'purchase')
    expect(first).toEqual(second)
  })

  test('sends the token nowhere else: an absolute URL, another base URL, a look-alike', async () => {
    const { api, auth } = await scene({ adapter })
    const other = await elsewhere()
    await api.get(other.url)
    await api.get('/', { baseURL: other.url })
    await api.get(`${other.url}?${auth.baseUrl}/purchase`)
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined])
  })

  test('a redirect is the caller’s to see: neither token nor body leave (failure mode 95)', async () => {
    const { api, simulator } = await scene({ adapter })
    const other = await elsewhere()
    simulator.failNext('categories', { kind: 'redirect', location: other.url, status: 302 })
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(302)
    simulator.failNext('purchase', { kind: 'redirect', location: other.url })
    const error = await errorOf(api.post('/purchase', purchase))
    expect(error.response?.status).toBe(307)
    expect(other.seen).toEqual([])
  })

  test('leaves a caller’s own Authorization alone (failure mode 61)', async () => {
    const { api, simulator } = await scene({ adapter })
    await errorOf(api.get('/products/categories', { headers: { Authorization: 'Basic eDp5' } }))
    await errorOf(api.get('/products/categories', { auth: { username: 'x', password: 'y' } }))
    expect(simulator.log.map(({ authorization }) => authorization)).toEqual(['other', 'other'])
  })

  test('refuses an AccessToken that was used as text', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    const token = await auth.getToken()
    const error = await errorOf(api.get('/products/categories', { headers: { Authorization: `Bearer ${token}` } }))
    expect(error).toMatchObject({ code: 'invalid_options', message: expect.stringContaining('.authorization') })
    expect(simulator.count('categories')).toBe(0)
  })

  test('nothing that is thrown or returned shows the token', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    const secrets = [(await auth.getToken()).value]
    simulator.failNext('categories', { kind: 'status', status: 503 })
    simulator.failNext('products', { kind: 'reset' })
    const answered = await errorOf(api.get('/products/categories'))
    const broken = await errorOf(api.get('/merchants/M-1001/products'))
    const fine = await api.get('/products/categories')
    for (const shown of [answered, broken, fine]) {
      const text = inspect(shown, { depth: 12, showHidden: true }) + JSON.stringify(shown.config)
      for (const secret of secrets) expect(text).not.toContain(secret)
    }
    expect(JSON.stringify([answered, broken])).not.toContain(secrets[0])
    expect(AxiosHeaders.from(fine.config.headers).has('authorization')).toBe(false)
    expect(answered.request).toMatchObject({ method: 'GET' })
  })

  test('a caller who aborts while the token is acquired is told so as axios tells it, and only he leaves', async () => {
    const { api, simulator } = await scene({ adapter })
    simulator.failNext('login', { kind: 'delay', ms: 50 })
    const controller = new AbortController()
    const leaving = errorOf(api.get('/products/categories', { signal: controller.signal }))
    const staying = api.get('/products/categories')
    controller.abort()
    expect(axios.isCancel(await leaving)).toBe(true)
    expect((await staying).status).toBe(200)
    expect(simulator.count('login')).toBe(1)
  })

  test('a timeout bounds the wait for the token as well', async () => {
    const { api, simulator } = await scene({ adapter, timeout: 30 })
    simulator.failNext('login', { kind: 'delay', ms: 300 })
    expect(await errorOf(api.get('/products/categories'))).toMatchObject({ code: 'timeout' })
    expect(simulator.count('categories')).toBe(0)
  })
})

describe('beside others', () => {
  const bump = (api: AxiosInstance) =>
    api.interceptors.request.use((config) => {
      config.headers.set('x-before', 'yes')
      return config
    })

  test.each(['before', 'after'])('interceptors added %s it run as ever', async (when) => {
    const { auth, simulator } = await scene()
    const api = axios.create({ baseURL: auth.baseUrl })
    const seen: number[] = []
    if (when === 'before') bump(api)
    attachPagamio(api, auth)
    if (when === 'after') bump(api)
    api.interceptors.response.use((response) => {
      seen.push(response.status)
      return response
    })
    await auth.getToken()
    simulator.revokeAll()
    const { config } = await api.get('/products/categories')
    expect(config.headers.get('x-before')).toBe('yes')
    expect(seen).toEqual([200])
  })

  test.each(['before', 'after'])('axios-retry attached %s it: a 503 and then a 401 still works', async (when) => {
    const { auth, simulator } = await scene()
    const api = axios.create({ baseURL: auth.baseUrl })
    const retry = () => axiosRetry(api, { retries: 3, retryDelay: () => 0 })
    if (when === 'before') retry()
    attachPagamio(api, auth)
    if (when === 'after') retry()
    await auth.getToken()
    simulator.failNext('categories', { kind: 'status', status: 503 })
    simulator.failNext('categories', { kind: 'status', status: 401 })
    expect((await api.get('/products/categories')).status).toBe(200)
    expect(simulator.count('categories')).toBe(3)
    simulator.failNext('categories', { kind: 'status', status: 503 }, 9)
    await errorOf(api.get('/products/categories'))
    expect(simulator.count('categories')).toBe(3 + 4)
    expect(simulator.count('login')).toBe(1)
  })

  test('two accounts on one instance each get their own requests', async () => {
    const { api, simulator } = await scene()
    const second = await scene()
    attachPagamio(api, second.auth)
    await api.get('/products/categories')
    await api.get(`${second.auth.baseUrl}/products/categories`)
    expect([simulator.count('categories', 'ok'), second.simulator.count('categories', 'ok')]).toEqual([1, 1])
  })

  test('detached, it attaches nothing more', async () => {
    const { api, detach, simulator } = await scene()
    await api.get('/products/categories')
    detach()
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(401)
    expect(simulator.log.at(-1)?.authorization).toBe('none')
  })

  test('without a token the request is not sent, and the error says why', async () => {
    const { auth, api, simulator } = await scene()
    auth.setCredentials({ ...demoCredentials, password: 'wrong' })
    expect(await errorOf(api.get('/products/categories'))).toMatchObject({ code: 'invalid_credentials' })
    expect(simulator.count('categories')).toBe(0)
  })
})

describe('what it attaches to', () => {
  test('not the global axios, unless told', async () => {
    const { auth } = await scene()
    expect(() => attachPagamio(axios, auth)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    attachPagamio(axios, auth, { allowGlobal: true })()
  })

  test.each([undefined, null, {}, () => {}])('not %o', (instance) => {
    expect(() => attachPagamio(instance as never, {} as never)).toThrow(
      expect.objectContaining({ code: 'invalid_options' }),
    )
  })
})
