import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { createBudget, createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'
import { createPagamioStub } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import axios, {
  type AxiosError,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  type CreateAxiosDefaults,
} from 'axios'
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
async function elsewhere(status = 200) {
  const seen: { authorization: string | undefined; body: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    seen.push({ authorization: request.headers.authorization, body: Buffer.concat(chunks).toString() })
    response.writeHead(status).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: async () => server.close() })
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

const purchase = {
  merchantId: 'M-1001',
  productCode: 'AIR-MTN-001',
  amount: 50,
  mobileNumber: '+27821234567',
  merchantReference: 'r-1',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
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

  test('refuses to send a stream twice: the 401 is handed on, and the next request has the new token (failure mode 92)', async () => {
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

  test('sends a FormData again with the same boundary (failure mode 97)', async () => {
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

  test('applies a transformRequest once (failure mode 97)', async () => {
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

  test('a redirect is the caller’s to see: neither token nor body leave (failure mode 94)', async () => {
    const { api, simulator } = await scene({ adapter })
    const other = await elsewhere()
    simulator.failNext('categories', { kind: 'redirect', location: other.url, status: 302 })
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(302)
    simulator.failNext('purchase', { kind: 'redirect', location: other.url })
    const error = await errorOf(api.post('/purchase', purchase))
    expect(error.response?.status).toBe(307)
    expect(other.seen).toEqual([])
  })

  test('a stream is let go of where there is no token to send it with', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    auth.setCredentials({ ...demoCredentials, password: 'wrong' })
    let cancelled = false
    const cancel = () => {
      cancelled = true
    }
    const node = new Readable({ read() {} }).on('close', cancel)
    const data = adapter === 'http' ? node : new ReadableStream({ cancel })
    expect(await errorOf(api.post('/purchase', data))).toMatchObject({ code: 'invalid_credentials' })
    await expect.poll(() => cancelled).toBe(true)
    expect(simulator.count('purchase')).toBe(0)
  })

  test('a timeout may be a text, as axios takes it', async () => {
    const { api, simulator } = await scene({ adapter, timeout: '2500' as unknown as number })
    expect((await api.get('/products/categories')).status).toBe(200)
    expect(simulator.count('categories')).toBe(1)
  })

  test('five clients of one instance that hear a 401 together cost one refresh (failure mode 98)', async () => {
    const { auth, simulator } = await scene()
    const clients = Array.from({ length: 5 }, () => {
      const client = axios.create({ baseURL: auth.baseUrl, adapter })
      attachPagamio(client, auth)
      return client
    })
    await auth.getToken()
    simulator.revokeAll()
    const answers = await Promise.all(clients.map((client) => client.get('/products/categories')))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200))
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('refresh')).toBe(1)
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

  test('an Authorization of the caller’s own is in no error, and goes out again where the request does', async () => {
    const { api, auth, simulator } = await scene({ adapter })
    const { authorization, value } = await auth.getToken()
    const headers = { Authorization: authorization }
    simulator.failNext('categories', { kind: 'status', status: 503 })
    simulator.failNext('categories', { kind: 'reset' })
    const answered = await errorOf(api.get('/products/categories', { headers }))
    const broken = await errorOf(api.get('/products/categories', { headers }))
    for (const error of [answered, broken]) {
      expect(JSON.stringify(error)).not.toContain(value)
      expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(value)
      expect(error.config?.headers.get('authorization')).toBe('[redacted]')
    }
    expect(headers).toEqual({ Authorization: authorization })

    const basic = { headers: { Authorization: 'Basic eDp5' } }
    const refused = await errorOf(api.get('/products/categories', basic))
    await errorOf(api.request(refused.config ?? {}))
    const changed = AxiosHeaders.from(refused.config?.headers).set('Authorization', authorization)
    expect((await api.request({ ...refused.config, headers: changed })).status).toBe(200)
    const sent = simulator.log.filter(({ endpoint }) => endpoint === 'categories')
    expect(sent.map((entry) => entry.authorization)).toEqual(['bearer', 'bearer', 'other', 'other', 'bearer'])
    expect(simulator.count('login')).toBe(1)
  })

  test('elsewhere an error keeps what the caller sent', async () => {
    const { api } = await scene({ adapter })
    const other = await elsewhere(500)
    const error = await errorOf(api.get(other.url, { headers: { Authorization: 'Basic eDp5' } }))
    expect(error.config?.headers.get('authorization')).toBe('Basic eDp5')
  })

  test('a stream shows no token, and is a stream', async () => {
    const { api, auth, simulator } = await scene({ adapter, responseType: 'stream' })
    const { authorization, value } = await auth.getToken()
    const fine = await api.get('/products/categories')
    for (let n = 0; n < 2; n++) simulator.failNext('categories', { kind: 'status', status: 503 })
    const error = await errorOf(api.get('/products/categories'))
    const own = await errorOf(api.get('/products/categories', { headers: { authorization } }))
    for (const depth of [2, 4, 12]) {
      for (const shown of [fine.data, error, own])
        expect(inspect(shown, { depth, showHidden: true })).not.toContain(value)
    }
    for (const { data } of [fine, error.response, own.response] as AxiosResponse[]) {
      expect(JSON.stringify({ data })).not.toContain(value)
      for (const part of Object.values(data)) expect(inspect(part, { depth: 4 })).not.toContain(value)
      const chunks: Uint8Array[] = []
      for await (const chunk of data) chunks.push(chunk)
      expect(JSON.parse(Buffer.concat(chunks).toString())).toBeTypeOf('object')
    }
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

describe('where the caller sets maxRedirects', () => {
  const outside = '/another-application/x'

  test('the http adapter follows a redirect within Pagamio, with the token', async () => {
    const { api, simulator, auth } = await scene({ maxRedirects: 5 })
    simulator.failNext('products', { kind: 'redirect', status: 302, location: `${auth.baseUrl}/products/categories` })
    expect((await api.get('/merchants/M-1001/products')).status).toBe(200)
    expect(simulator.log.filter(({ endpoint }) => endpoint === 'categories')).toMatchObject([
      { authorization: 'bearer' },
    ])
  })

  test.each([301, 302, 303, 307, 308] as const)(
    'a %i elsewhere, the same host included, is followed without the token',
    async (status) => {
      const { api, simulator } = await scene({ maxRedirects: 5 })
      const other = await elsewhere()
      simulator.failNext('categories', { kind: 'redirect', status, location: other.url })
      expect((await api.get('/products/categories')).status).toBe(200)
      expect(other.seen).toEqual([{ authorization: undefined, body: '' }])
      simulator.failNext('categories', { kind: 'redirect', status, location: outside })
      expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(404)
      const there = simulator.log.filter(({ endpoint }) => endpoint === 'unknown')
      expect(there.map(({ authorization }) => authorization)).toEqual(['none'])
    },
  )

  test('a 401 of somebody else is not about the token', async () => {
    const { api, simulator } = await scene({ maxRedirects: 5 })
    const other = await elsewhere(401)
    simulator.failNext('categories', { kind: 'redirect', status: 302, location: other.url })
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(401)
    expect(other.seen).toEqual([{ authorization: undefined, body: '' }])
    expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 0])
  })

  test.each([307, 308] as const)('a body goes nowhere else: a %i is an error', async (status) => {
    const { api, auth, simulator } = await scene({ maxRedirects: 5 })
    await auth.getToken()
    const other = await elsewhere()
    for (const location of [other.url, outside]) {
      for (const send of [
        () => api.post('/purchase', purchase),
        () => api.request({ url: '/purchase', method: 'get', data: purchase }),
      ]) {
        simulator.failNext('any', { kind: 'redirect', status, location })
        const error = await errorOf(send())
        expect(error.code).toBe('ERR_FR_REDIRECTION_FAILURE')
        expect(inspect(error, { depth: 12, showHidden: true })).not.toContain((await auth.getToken()).value)
      }
    }
    expect(other.seen).toEqual([])
    expect(simulator.log.filter(({ path }) => path.endsWith(outside))).toEqual([])
    expect(simulator.charges).toEqual([])
  })

  test('where a purchase becomes a GET, it is followed without the token', async () => {
    const { api, simulator } = await scene({ maxRedirects: 5 })
    const other = await elsewhere()
    simulator.failNext('purchase', { kind: 'redirect', status: 303, location: other.url })
    expect((await api.post('/purchase', purchase)).status).toBe(200)
    expect(other.seen).toEqual([{ authorization: undefined, body: '' }])
  })

  test('a beforeRedirect of the caller’s own is heard, and cannot hand the token on', async () => {
    const heard: string[] = []
    const { api, simulator } = await scene({
      maxRedirects: 5,
      beforeRedirect(options, answer, ...more: unknown[]) {
        heard.push(`${(answer as { statusCode?: number }).statusCode} ${new URL(options.href).pathname}`)
        const [request] = more as [{ headers: Record<string, string> }?]
        Object.assign(options.headers, request?.headers, { 'x-own': '1' })
      },
    })
    const other = await elsewhere()
    simulator.failNext('categories', { kind: 'redirect', status: 302, location: `${other.url}x` })
    await api.get('/products/categories')
    expect(heard).toEqual(['302 /x'])
    expect(other.seen).toEqual([{ authorization: undefined, body: '' }])
    const { api: strict, simulator: another } = await scene({
      maxRedirects: 5,
      beforeRedirect() {
        throw new Error('nowhere')
      },
    })
    another.failNext('categories', { kind: 'redirect', status: 302, location: other.url })
    expect((await errorOf(strict.get('/products/categories'))).message).toContain('nowhere')
    expect(other.seen).toHaveLength(1)
  })

  test('the fetch adapter follows none, because it would ask nobody', async () => {
    const { api, simulator } = await scene({ adapter: 'fetch', maxRedirects: 5, fetchOptions: { redirect: 'follow' } })
    const other = await elsewhere()
    for (const location of [other.url, outside]) {
      simulator.failNext('categories', { kind: 'redirect', status: 302, location })
      expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(302)
      simulator.failNext('purchase', { kind: 'redirect', location })
      expect((await errorOf(api.post('/purchase', purchase))).response?.status).toBe(307)
    }
    expect(other.seen).toEqual([])
    expect(simulator.count('unknown')).toBe(0)
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

  test('a fetch of the instance’s own, in its env, is what sends: to Pagamio, after a 401, and elsewhere', async () => {
    const sent: string[] = []
    const env = {
      fetch: (input: string | URL | Request, init?: RequestInit) => {
        sent.push(input instanceof Request ? input.url : String(input))
        return fetch(input, init)
      },
    }
    const { api, auth, detach, simulator } = await scene({ adapter: 'fetch', env })
    const other = await elsewhere()
    const categories = `${auth.baseUrl}/products/categories`
    await auth.getToken()
    simulator.revokeAll()
    await api.get('/products/categories')
    await api.get(other.url)
    detach()
    await api.get(other.url)
    expect(sent).toEqual([categories, categories, other.url, other.url])
  })

  test('two accounts on one instance each get their own requests', async () => {
    const { api, simulator } = await scene()
    const second = await scene()
    attachPagamio(api, second.auth)
    await api.get('/products/categories')
    await api.get(`${second.auth.baseUrl}/products/categories`)
    expect([simulator.count('categories', 'ok'), second.simulator.count('categories', 'ok')]).toEqual([1, 1])
  })

  test('attached twice it is as attached once, streams included', async () => {
    const { api, auth, simulator } = await scene({ responseType: 'stream' })
    attachPagamio(api, auth)
    await auth.getToken()
    simulator.revokeAll()
    expect((await api.get('/products/categories')).status).toBe(200)
    simulator.failNext('categories', { kind: 'status', status: 503 })
    expect((await errorOf(api.get('/products/categories'))).response?.status).toBe(503)
    expect(simulator.count('categories')).toBe(3)
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

test('a stub serves it, and nothing is sent', async () => {
  const stub = createPagamioStub({ responses: { 'POST /purchase': { transactionId: 'TX-1' } } })
  const api = axios.create({
    baseURL: stub.baseUrl,
    adapter: 'fetch',
    env: { fetch: stub.fetch },
  } as CreateAxiosDefaults)
  attachPagamio(api, stub)
  expect((await api.post('/purchase', purchase)).data).toEqual({ transactionId: 'TX-1' })
  expect(stub.calls.map(({ headers, body }) => [headers.get('authorization'), JSON.parse(body)])).toEqual([
    ['Bearer stub-1', purchase],
  ])
})

test.each(['/products/categories', 'products/categories', ''])(
  'a path without a base, %j, is nowhere of ours',
  async (url) => {
    const { auth, simulator } = await scene()
    const sent: unknown[] = []
    const api = axios.create({
      adapter: async (config) => {
        sent.push(config.headers.get('authorization'))
        return { data: '', status: 200, statusText: '', headers: {}, config }
      },
    })
    attachPagamio(api, auth)
    await api.get(url)
    expect(sent).toEqual([undefined])
    expect(simulator.count()).toBe(0)
  },
)
