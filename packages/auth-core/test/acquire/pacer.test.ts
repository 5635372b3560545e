import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createBudget,
  memoryStore,
  type PaceOptions,
  type PagamioAuth,
  type SharedTokenStore,
} from '../../src/index.ts'
import { isSettled, MINUTE, passTime, rejection, type SceneOptions, scene } from '../support/scene.ts'

// What the server saw of purchases. It answers these with a refusal, which counts like any other answer.

/** Buys once, at its turn; gives the status. */
async function buy(auth: PagamioAuth, options?: PaceOptions): Promise<number> {
  const permit = await auth.pace('purchase', options)
  const response = await auth.fetch('/purchase', { method: 'POST', body: '{}', signal: options?.signal ?? null })
  permit.settle(response.status === 429 ? 'limited' : 'answered')
  return response.status
}

/** Without a turn, or at the turn of somebody who never counts: what the checks below have to catch. */
const badly = {
  async unpaced(auth: PagamioAuth) {
    return (await auth.fetch('/purchase', { method: 'POST', body: '{}' })).status
  },
  async uncounted(auth: PagamioAuth, options?: PaceOptions) {
    const permit = await auth.pace('purchase', options)
    const { status } = await auth.fetch('/purchase', { method: 'POST', body: '{}' })
    permit.settle('unused')
    return status
  },
}

const patient = { timeoutMs: 10 * MINUTE }
const times = <One>(count: number, make: (index: number) => One) => Array.from({ length: count }, (_, at) => make(at))

/** Processes that know nothing of each other but a store; with one login among them, as they share its token. */
function processes(
  size: number,
  options: SceneOptions & { store?: (inner: SharedTokenStore) => SharedTokenStore } = {},
) {
  const one = scene(options)
  const inner = memoryStore({ clock: one.clock })
  const store = options.store?.(inner) ?? inner
  const all = times(size, () => one.another({ store, budget: createBudget({ clock: one.clock }) }))
  return { ...one, all }
}

describe('one process', () => {
  test('25 at once are sold in the order of asking, ten in any minute', async () => {
    const { auth, clock, simulator } = scene({ simulator: { latencyMs: 400 } })
    const order: number[] = []
    const sales = times(25, (at) => buy(auth, patient).then(() => order.push(at)))
    await passTime(Promise.all(sales), clock)
    expect(order).toEqual(times(25, (at) => at))
    expect([simulator.count('purchase'), simulator.count('purchase', 'rate_limited')]).toEqual([25, 0])
    expect(simulator.busiestWindow('purchase')).toBe(10)
    expect(simulator.count('login')).toBe(1)
  })

  test.each(Object.entries(badly))('the check finds those that are %s', async (_, sell) => {
    const { auth, clock, simulator } = scene({ simulator: { latencyMs: 400 } })
    await passTime(Promise.all(times(25, () => sell(auth, patient))), clock)
    expect(simulator.count('purchase', 'rate_limited')).toBeGreaterThan(0)
  })

  test('who cannot wait hears at once how long it takes, and nothing is sent', async () => {
    const { auth, clock, simulator } = scene()
    await Promise.all(times(10, () => buy(auth)))
    const error = await rejection(buy(auth))
    expect(error).toMatchObject({ code: 'rate_limited', hint: expect.stringContaining('10 purchases a minute') })
    expect(error.retryAfterMs).toBeGreaterThan(59_000)
    expect((await rejection(buy(auth, { timeoutMs: 0 }))).code).toBe('rate_limited')
    expect(simulator.count('purchase')).toBe(10)
    await clock.advance(error.retryAfterMs ?? 0)
    expect(await isSettled(buy(auth, { timeoutMs: 0 }), clock)).toBe(true)
    expect(simulator.count('purchase')).toBe(11)
    expect(simulator.busiestWindow('purchase')).toBe(10)
  })

  test('who leaves loses the place: the next one has it, and nothing is sent', async () => {
    const { auth, clock, simulator } = scene()
    await Promise.all(times(10, () => buy(auth)))
    const leaving = new AbortController()
    const left = rejection(buy(auth, { ...patient, signal: leaving.signal }))
    const next = buy(auth, patient)
    await clock.advance(30_000)
    const reason = new Error('the customer has gone')
    leaving.abort(reason)
    expect(await left).toBe(reason)
    await passTime(next, clock)
    expect(simulator.count('purchase')).toBe(11)
    expect(clock.monotonic() - 77_777).toBeLessThan(62_000)
    expect(await rejection(auth.pace('purchase', { signal: leaving.signal }))).toBe(reason)
  })

  test('a permit that is not used is somebody else’s; one that nobody settles counts for longer', async () => {
    const { auth, clock } = scene()
    for (const permit of await Promise.all(times(10, () => auth.pace('purchase')))) permit.settle('unused')
    const permits = await Promise.all(times(10, () => auth.pace('purchase')))
    for (const permit of permits.slice(1)) permit.settle('answered')
    const minute = await Promise.all([passTime(auth.pace('purchase', patient), clock)])
    minute[0].settle('answered')
    expect(clock.monotonic() - 77_777).toBeLessThan(62_000)
  })

  test('a 429 closes it for a minute, for all', async () => {
    const { auth, clock, simulator } = scene()
    simulator.failNext('purchase', { kind: 'status', status: 429, body: 'plain' })
    expect(await buy(auth)).toBe(429)
    const { retryAfterMs } = await rejection(buy(auth, { timeoutMs: 1_000 }))
    expect(retryAfterMs).toBeGreaterThan(59_000)
    await passTime(Promise.all(times(5, () => buy(auth, patient))), clock)
    expect(simulator.count('purchase')).toBe(6)
  })

  test('without a token there is no turn, and a limit may be another one', async () => {
    const { another, simulator } = scene()
    const refused = another({ credentials: { username: 'demo', password: 'wrong' } })
    expect((await rejection(refused.pace('purchase'))).code).toBe('invalid_credentials')
    const narrow = another({ limits: { purchases: 2 } })
    await Promise.all(times(2, () => buy(narrow)))
    expect((await rejection(buy(narrow))).code).toBe('rate_limited')
    expect(simulator.count('purchase')).toBe(2)
    expect((await rejection(narrow.pace('transactions' as 'purchase'))).code).toBe('invalid_options')
  })

  test('who waits keeps the process alive, and leaves no listener behind', async () => {
    const { auth, clock } = scene()
    const leaving = new AbortController()
    const added = vi.spyOn(leaving.signal, 'addEventListener')
    const removed = vi.spyOn(leaving.signal, 'removeEventListener')
    await Promise.all(times(10, () => buy(auth)))
    const waiting = auth.pace('purchase', { ...patient, signal: leaving.signal })
    await clock.advance(0)
    expect(clock.pendingReferenced).toBeGreaterThan(0)
    const permit = await passTime(waiting, clock)
    permit.settle('unused')
    expect(removed.mock.calls).toHaveLength(added.mock.calls.length)
    await clock.advance(2 * MINUTE)
    expect(clock.pendingReferenced).toBe(0)
  })
})

describe('processes that share a store', () => {
  test('together they send ten in any minute, and each gets its turn (failure mode 139)', async () => {
    const { all, clock, simulator } = processes(4, { simulator: { latencyMs: 400 } })
    for (const permit of await passTime(Promise.all(all.map((auth) => auth.pace('purchase'))), clock))
      permit.settle('unused')
    const sold: number[] = []
    const sales = times(8, () => all.map((auth, at) => buy(auth, patient).then(() => sold.push(at)))).flat()
    await clock.advance(20_000)
    expect(sold).toHaveLength(10)
    expect(new Set(sold).size, 'each has had some of the first turns').toBe(4)
    await passTime(Promise.all(sales), clock)
    expect([simulator.count('purchase'), simulator.count('purchase', 'rate_limited')]).toEqual([32, 0])
    expect(simulator.busiestWindow('purchase')).toBe(10)
    expect(simulator.count('login')).toBe(1)
  })

  test('a process that starts later hears how long it takes', async () => {
    const { all, clock } = processes(2)
    const [one, other] = all as [PagamioAuth, PagamioAuth]
    await passTime(Promise.all(times(10, () => buy(one))), clock)
    await clock.advance(20_000)
    const { code, retryAfterMs } = await rejection(passTime(buy(other), clock))
    expect(code).toBe('rate_limited')
    expect(retryAfterMs).toBeGreaterThan(35_000)
    expect(retryAfterMs).toBeLessThan(41_000)
  })

  test('other accounts have turns of their own', async () => {
    const { another, clock, simulator } = scene()
    const store = memoryStore({ clock })
    const shop = { username: 'demo-shop', password: 'demo-shop-password' }
    const accounts = [another({ store }), another({ store, credentials: shop })]
    await passTime(Promise.all(accounts.flatMap((auth) => times(10, () => buy(auth)))), clock)
    expect([simulator.count('purchase'), simulator.count('purchase', 'rate_limited')]).toEqual([20, 0])
  })

  test('however they list their keys while one is changed', async () => {
    const { another, clock, simulator } = scene()
    const store = memoryStore({ clock })
    const [old, next] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const budget = () => createBudget({ clock })
    const all = [
      [old, next],
      [next, old],
    ].map((key) => another({ store, key, budget: budget() }))
    await passTime(Promise.all(all.flatMap((auth) => times(8, () => buy(auth, patient)))), clock)
    expect([simulator.count('purchase', 'rate_limited'), simulator.busiestWindow('purchase')]).toEqual([0, 10])
  })

  test.each<[string, (inner: SharedTokenStore) => Partial<SharedTokenStore>]>([
    [
      'rejects',
      () => ({
        takePermit: () => Promise.reject(new Error('down')),
        settlePermit: () => Promise.reject(new Error('down')),
      }),
    ],
    ['hangs', () => ({ takePermit: () => new Promise(() => {}), settlePermit: () => new Promise(() => {}) })],
  ])('a store that %s refuses no sale: each goes by its own log', async (_, fails) => {
    const { all, clock, simulator } = processes(2, { store: (inner) => ({ ...inner, ...fails(inner) }) })
    const [one, other] = all as [PagamioAuth, PagamioAuth]
    await passTime(Promise.all(times(5, () => buy(one))), clock)
    await passTime(Promise.all(times(5, () => buy(other))), clock)
    expect(simulator.count('purchase')).toBe(10)
    await passTime(Promise.all(times(5, () => buy(one))), clock)
    expect((await rejection(passTime(buy(one), clock))).code).toBe('rate_limited')
  })

  test('who leaves while the store is asked leaves at once, and takes no turn with him', async () => {
    let answer: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { all, clock, simulator } = processes(1, {
      store: (inner) => ({
        ...inner,
        takePermit: async (key, ...ask) => {
          if (key.startsWith('purchase ')) await held
          return inner.takePermit(key, ...ask)
        },
      }),
    })
    const [auth] = all as [PagamioAuth]
    onTestFinished(answer)
    await passTime(auth.getToken(), clock)
    const leaving = new AbortController()
    const left = rejection(buy(auth, { ...patient, signal: leaving.signal }))
    await clock.advance(0)
    leaving.abort(new Error('gone'))
    expect(await left).toMatchObject({ message: 'gone' })
    answer()
    await clock.advance(1_000)
    await passTime(Promise.all(times(10, () => buy(auth, { timeoutMs: 2_000 }))), clock)
    expect(simulator.count('purchase')).toBe(10)
  })
})
