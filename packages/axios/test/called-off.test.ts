// caller-signal.ts: what a caller has called off is not sent, whichever way he did it and whenever (failure mode 138).
import { createBudget, createPagamioAuth, type TokenSource } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import axios, { type AxiosRequestConfig } from 'axios'
import { expect, onTestFinished, test } from 'vitest'
import { attachPagamio } from '../src/index.ts'

const purchase = {
  merchantId: 'M-1001',
  productCode: 'AIR-MTN-001',
  amount: 50,
  mobileNumber: '+27821234567',
  merchantReference: 'r-1',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
}

/** As libraries for older runtimes have it. */
class OwnSignal {
  aborted = false
  readonly listeners = new Set<() => void>()

  addEventListener(_: 'abort', listener: () => void) {
    this.listeners.add(listener)
  }

  removeEventListener(_: 'abort', listener: () => void) {
    this.listeners.delete(listener)
  }

  abort() {
    this.aborted = true
    for (const listener of [...this.listeners]) listener()
  }
}

/** Each way: what goes into the config, and how it is called off. */
const ways: Readonly<Record<string, () => { config: AxiosRequestConfig; callOff(): void; listeners(): number }>> = {
  signal() {
    const controller = new AbortController()
    return { config: { signal: controller.signal }, callOff: () => controller.abort(), listeners: () => 0 }
  },
  cancelToken() {
    const { token, cancel } = axios.CancelToken.source()
    return { config: { cancelToken: token }, callOff: cancel, listeners: () => listenersOf(token) }
  },
  'the signal of two ways'() {
    const controller = new AbortController()
    const { token } = axios.CancelToken.source()
    const config = { signal: controller.signal, cancelToken: token }
    return { config, callOff: () => controller.abort(), listeners: () => listenersOf(token) }
  },
  'the cancelToken of two ways'() {
    const { token, cancel } = axios.CancelToken.source()
    const config = { signal: new AbortController().signal, cancelToken: token }
    return { config, callOff: cancel, listeners: () => listenersOf(token) }
  },
  'a signal that is not the platform’s'() {
    const signal = new OwnSignal()
    return { config: { signal }, callOff: () => signal.abort(), listeners: () => signal.listeners.size }
  },
}

const listenersOf = (token: object) =>
  '_listeners' in token ? ((token._listeners as unknown[] | null)?.length ?? 0) : 0

async function scene(around: (source: TokenSource) => TokenSource = (source) => source) {
  const clock = manualClock({ settle: () => simulator.settled() })
  const simulator = createSimulator({ clock })
  const { url } = await simulator.listen()
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, clock, budget: createBudget({ clock }) })
  onTestFinished(async () => {
    await Promise.all([auth.close(), simulator.close()])
  })
  const api = axios.create({ baseURL: auth.baseUrl })
  attachPagamio(api, around(auth))
  return { api, auth, clock, simulator }
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error) => error.code,
  )

for (const [name, way] of Object.entries(ways)) {
  test(`${name}: called off while the login is under way`, async () => {
    const { api, clock, simulator } = await scene()
    simulator.failNext('login', { kind: 'delay', ms: 1_000 })
    const { config, callOff, listeners } = way()
    const heard = codeOf(api.post('/purchase', purchase, config))
    await expect.poll(() => simulator.count('login')).toBe(1)
    callOff()
    expect(await heard).toBe('ERR_CANCELED')
    const staying = api.get('/products/categories')
    await clock.advance(1_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('purchase')).toBe(0)
    expect(listeners()).toBe(0)
  })

  test(`${name}: called off while a 401 is being cured`, async () => {
    const { api, auth, clock, simulator } = await scene()
    await auth.getToken()
    simulator.revokeAll()
    simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
    const { config, callOff, listeners } = way()
    const heard = codeOf(api.post('/purchase', purchase, config))
    await expect.poll(() => simulator.count('refresh')).toBe(1)
    callOff()
    expect(await heard).toBe('ERR_CANCELED')
    const staying = api.get('/products/categories')
    await clock.advance(1_000)
    expect((await staying).status).toBe(200)
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toEqual([])
    expect(listeners()).toBe(0)
  })

  test.each([
    ['first', 0],
    ['second', 1],
  ])(`${name}: called off in the turn in which the %s token comes`, async (_, sendings) => {
    const { config, callOff } = way()
    const { api, auth, simulator } = await scene((source) => ({
      ...source,
      async getToken(options) {
        const token = await source.getToken(options)
        if (sendings === 0 || options?.rejected) callOff()
        return token
      },
    }))
    await auth.getToken()
    simulator.revokeAll()
    expect(await codeOf(api.post('/purchase', purchase, config))).toBe('ERR_CANCELED')
    await auth.getToken()
    await simulator.settled()
    expect(simulator.count('purchase')).toBe(sendings)
    expect(simulator.charges).toEqual([])
  })
}

test('a cancelToken’s message is what its caller hears', async () => {
  const { api, clock, simulator } = await scene()
  simulator.failNext('login', { kind: 'delay', ms: 1_000 })
  const { token, cancel } = axios.CancelToken.source()
  const call = api.post('/purchase', purchase, { cancelToken: token })
  await expect.poll(() => simulator.count('login')).toBe(1)
  cancel('changed my mind')
  const error = await call.catch((thrown) => thrown)
  expect(error).toMatchObject({ message: 'changed my mind', code: 'ERR_CANCELED' })
  expect(axios.isCancel(error)).toBe(true)
  await clock.advance(1_000)
})

test.each([1_000, '1000'])(
  'a timeout of %j ends the wait for a login, and nothing is sent after it',
  async (timeout) => {
    const { api, clock, simulator } = await scene()
    simulator.failNext('login', { kind: 'delay', ms: 5_000 })
    const heard = codeOf(api.post('/purchase', purchase, { timeout: timeout as number }))
    await expect.poll(() => simulator.count('login')).toBe(1)
    await clock.advance(1_000)
    expect(await heard).toBe('timeout')
    await clock.advance(4_000)
    expect((await api.get('/products/categories', { timeout: timeout as number })).status).toBe(200)
    expect(simulator.count('purchase')).toBe(0)
  },
)

test('a timeout ends the wait for another token, and the purchase is not sent again', async () => {
  const { api, auth, clock, simulator } = await scene()
  await auth.getToken()
  simulator.revokeAll()
  simulator.failNext('refresh', { kind: 'delay', ms: 5_000 })
  const heard = api.post('/purchase', purchase, { timeout: 1_000, validateStatus: () => true })
  await expect.poll(() => simulator.count('refresh')).toBe(1)
  await clock.advance(1_000)
  expect((await heard).status).toBe(401)
  await clock.advance(4_000)
  expect((await api.get('/products/categories')).status).toBe(200)
  expect(simulator.count('purchase')).toBe(1)
})
