import { createSimulator, type SimulatorOptions } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import {
  createBudget,
  createPagamioAuthPool,
  memoryStore,
  type PagamioAuthEvent,
  type PagamioAuthPoolOptions,
  type SharedTokenStore,
} from '../../src/index.ts'
import { InstanceCache } from '../../src/pool/instance-cache.ts'
import { manualClock } from '../../src/testing/index.ts'
import { cryptoSettled } from '../support/pending-crypto.ts'
import { isSettled, MINUTE, passTime, rejection } from '../support/scene.ts'

const merchantsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ username: `user-${n}`, password: `pass-${n}`, id: `M-${n}` }))

function scene(count: number, options: Partial<PagamioAuthPoolOptions> = {}, simulated: SimulatorOptions = {}) {
  const merchants = merchantsOf(count)
  const holder: { settled?: () => Promise<void> } = {}
  const clock = manualClock({ settle: async () => holder.settled?.() })
  const simulator = createSimulator({ clock, merchants, ...simulated })
  holder.settled = async () => {
    do await simulator.settled()
    while (await cryptoSettled())
  }
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: (id) => {
      const merchant = merchants.find((one) => one.id === id)
      if (!merchant) throw new Error(`no such merchant: ${id}`)
      return merchant
    },
    fetch: simulator.fetch,
    clock,
    random: () => 0.5,
    ...options,
  })
  return { clock, merchants, pool, simulator }
}

describe('a pool', () => {
  test('keeps merchants apart: each pays with its own token', async () => {
    const { pool, simulator } = scene(3)
    for (const id of ['M-0', 'M-1', 'M-2']) {
      expect((await pool.for(id).fetch(`/merchants/${id}/products`)).status).toBe(200)
    }
    const used = simulator.log.filter(({ endpoint }) => endpoint === 'products')
    expect(used.map(({ merchant }) => merchant)).toEqual(['M-0', 'M-1', 'M-2'])
    expect(simulator.count('login')).toBe(3)
  })

  test('begins a few acquisitions at a time, if thousands are asked for at once', async () => {
    const asked: string[] = []
    const { clock, pool } = scene(0, {
      credentialsFor: (id) => {
        asked.push(id)
        throw new Error('nobody is here')
      },
    })
    const answers = Array.from({ length: 1_000 }, (_, n) => rejection(pool.for(`M-${n}`).getToken()))
    await Promise.resolve()
    expect(asked.length).toBeLessThanOrEqual(100)
    await passTime(Promise.all(answers), clock)
    expect(asked.slice(0, 1_000)).toEqual(Array.from({ length: 1_000 }, (_, n) => `M-${n}`))
  })

  test('gives the same instance to whoever asks, and one login for all of them', async () => {
    const { pool, simulator } = scene(1)
    expect(pool.for('M-0')).toBe(pool.for('M-0'))
    await Promise.all(Array.from({ length: 1_000 }, () => pool.for('M-0').getToken()))
    expect(simulator.count('login')).toBe(1)
  })

  test('starts 40 merchants cold without one 429, and serves them in the order of asking (failure mode 8)', async () => {
    const { clock, merchants, pool, simulator } = scene(40)
    const asked = merchants.map(({ id }) => pool.for(id).getToken({ timeoutMs: 10 * MINUTE }))
    await passTime(Promise.all(asked), clock)
    const logins = simulator.log.filter(({ endpoint }) => endpoint === 'login')
    expect(logins.map(({ merchant }) => merchant)).toEqual(merchants.map(({ id }) => id))
    expect(simulator.log.filter(({ status }) => status === 429)).toEqual([])
    expect(simulator.busiestWindow('login')).toBe(5)
  })

  test('lets no chatty merchant starve the others (failure mode 9)', async () => {
    const { clock, pool, simulator } = scene(6)
    const chatty = Array.from({ length: 9_000 }, () => pool.for('M-0').getToken())
    const quiet = [1, 2, 3, 4].map((n) => pool.for(`M-${n}`).getToken())
    await clock.advance(0)
    for (const one of [...chatty.slice(-1), ...quiet]) expect(await isSettled(one, clock)).toBe(true)
    expect(simulator.count('login')).toBe(5)
    await Promise.all(chatty)
  })

  test('tells who cannot wait for his turn at once, and for how long', async () => {
    const { clock, merchants, pool } = scene(12)
    const asked = merchants.map(({ id }) => pool.for(id).getToken())
    for (const one of asked) one.catch(() => {})
    const last = await rejection(passTime(asked[11] as Promise<unknown>, clock))
    expect(last.code).toBe('rate_limited')
    expect(last.retryAfterMs).toBeGreaterThan(60_000)
  })

  test('a merchant without credentials fails alone', async () => {
    const { pool } = scene(1)
    expect((await rejection(pool.for('unknown').getToken())).code).toBe('credentials_unavailable')
    expect((await pool.for('M-0').getToken()).generation).toBeGreaterThan(0)
  })

  test('shows numbers over all merchants, and how many the address carries', async () => {
    const { pool } = scene(3)
    await pool.for('M-0').getToken()
    await pool.for('M-1').getToken()
    await rejection(pool.for('unknown').getToken({ timeoutMs: 0 }))
    const status = pool.status()
    expect(status).toMatchObject({ merchants: 3, usable: 2, sustainable: 250, store: undefined })
    expect(status.budget.login).toMatchObject({ limit: 5, left: 3 })
    expect(JSON.stringify(status)).not.toMatch(/M-0|user-0|pass-0/)
  })

  test('lists its merchants, each the same object until something happens to him', async () => {
    const { clock, pool } = scene(3)
    await pool.for('M-0').getToken()
    pool.for('M-1')
    const [first, second] = pool.merchants()
    expect(first).toMatchObject({ merchant: 'M-0', acquiring: false, trouble: undefined })
    expect(first?.expiresAt).toBe((first?.acquiredAt ?? 0) + 30 * 60_000)
    expect(first?.status()).toMatchObject({ account: first?.account, state: 'fresh' })
    expect(second).toMatchObject({ merchant: 'M-1', account: 'unknown', expiresAt: undefined })
    await clock.advance(60_000)
    expect(pool.merchants()[0]).toBe(first)
    await pool.for('M-0').getToken({ rejected: await pool.for('M-0').getToken() })
    const [, renewed] = pool.merchants()
    expect(renewed).toMatchObject({ merchant: 'M-0' })
    expect(renewed?.generation).toBeGreaterThan(first?.generation ?? 0)
    expect(JSON.stringify(pool.merchants())).not.toMatch(/user-0|pass-0/)
    await pool.close()
    expect(pool.status().closed).toBe(true)
  })

  test('passes every event on, told apart by account', async () => {
    const { pool } = scene(2)
    const events: PagamioAuthEvent[] = []
    const stop = pool.subscribe((event) => events.push(event))
    await pool.for('M-0').getToken()
    await pool.for('M-1').getToken()
    const accounts = events.filter(({ type }) => type === 'acquired').map(({ account }) => account)
    expect(accounts).toEqual([pool.for('M-0').status().account, pool.for('M-1').status().account])
    stop()
    const heard = events.length
    await rejection(pool.for('unknown').getToken())
    expect(events).toHaveLength(heard)
  })

  test('closes every instance, and says so afterwards', async () => {
    const { pool } = scene(2)
    const one = pool.for('M-0')
    await one.getToken()
    await pool.close()
    expect(() => pool.for('M-1')).toThrow(expect.objectContaining({ code: 'closed' }))
    expect((await rejection(one.getToken())).code).toBe('closed')
  })

  test('closes many in turns, and nobody works on meanwhile', async () => {
    const { clock, merchants, pool, simulator } = scene(350)
    const asked = merchants.map(({ id }) =>
      pool
        .for(id)
        .getToken({ timeoutMs: 100 * MINUTE })
        .catch(({ code }) => code),
    )
    await clock.advance(10)
    expect(pool.status().budget.login.waiting).toBe(345)
    const first = pool.for('M-5')
    const closing = pool.close()
    const again = pool.close()
    // His turn has not come yet.
    expect(first.status().state).toBe('closed')
    expect((await rejection(first.getToken())).code).toBe('closed')
    await clock.advance(10)
    await Promise.all([closing, again])
    expect((await Promise.all(asked)).slice(5)).toEqual(Array(345).fill('closed'))
    await clock.advance(2 * MINUTE)
    expect(simulator.count('login')).toBe(5)
  })

  test('says that it is closed when all have been, also to who closes it again', async () => {
    const { clock, merchants, pool } = scene(250)
    const waiting: string[] = []
    for (const { id } of merchants) {
      const token = pool.for(id).getToken({ timeoutMs: 100 * MINUTE })
      token.then(
        () => {},
        () => waiting.push(id),
      )
    }
    await clock.advance(10)
    let closed = 0
    for (const one of [pool.close(), pool.close()]) one.then(() => closed++)
    await clock.advance(0)
    expect([closed, waiting.length < 245]).toEqual([0, true])
    await clock.advance(10)
    expect([closed, waiting.length]).toEqual([2, 245])
  })

  test('shares one store, where a key is given, and finds everybody again after a restart', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock })
    const key = Buffer.alloc(32, 7).toString('base64')
    const simulator = createSimulator({ clock, merchants: merchantsOf(4) })
    const open = () =>
      createPagamioAuthPool({
        environment: 'sandbox',
        credentialsFor: (id) => ({ username: `user-${id.slice(2)}`, password: `pass-${id.slice(2)}` }),
        fetch: simulator.fetch,
        clock,
        store,
        key,
        budget: createBudget({ clock }),
      })
    for (let start = 0; start < 3; start++) {
      const pool = open()
      for (const n of [0, 1, 2, 3]) await pool.for(`M-${n}`).getToken()
      expect(pool.status().store).toMatchObject({ kind: 'memory', state: 'working' })
      await pool.close()
    }
    expect(simulator.count()).toBe(4)
  })

  test.each([
    ['no credentialsFor', { credentialsFor: undefined }, 'credentialsFor'],
    ['a store without a key', { store: memoryStore() }, 'key'],
    ['a key that is too short', { store: memoryStore(), key: 'c2hvcnQ=' }, 'key'],
    ['a key that is no base64', { key: '***' }, 'key'],
    ['room for nobody', { maxIdle: 0 }, 'maxIdle'],
  ])('refuses %s', (_name, options, named) => {
    expect(() => scene(1, options as never)).toThrow(
      expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(`"${named}"`) }),
    )
  })

  test('says where a key comes from, if it is missing or none', () => {
    for (const options of [{ store: memoryStore() }, { store: memoryStore(), key: 'c2hvcnQ=' }])
      expect(() => scene(1, options)).toThrow(/`openssl rand -base64 32` or `pagamio key new`/)
  })

  test.each(['', undefined, 7])('refuses a merchant named %o', (name) => {
    const { pool } = scene(1)
    expect(() => pool.for(name as never)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })
})

describe('letting merchants go', () => {
  test('beyond maxIdle the one asked for longest ago goes, and a new instance is made when he comes back (failure mode 131)', async () => {
    const { pool } = scene(4, { maxIdle: 2 })
    for (const id of ['M-0', 'M-1', 'M-2', 'M-3']) await pool.for(id).getToken()
    expect(pool.status().merchants).toBe(2)
  })

  test('nobody goes while something is under way for him', async () => {
    const { clock, pool } = scene(3, { maxIdle: 1 }, { latencyMs: 1_000 })
    const asked = ['M-0', 'M-1', 'M-2'].map((id) => pool.for(id).getToken())
    await clock.advance(0)
    expect(pool.status()).toMatchObject({ merchants: 3, acquiring: 3 })
    await passTime(Promise.all(asked), clock)
    pool.for('M-0')
    expect(pool.status().merchants).toBe(1)
  })

  test('who is still held on to is found again: never two instances for one merchant', async () => {
    const { pool, simulator } = scene(3, { maxIdle: 1 })
    const held = pool.for('M-0')
    await held.getToken()
    await pool.for('M-1').getToken()
    await pool.for('M-2').getToken()
    expect(pool.for('M-0')).toBe(held)
    await pool.for('M-0').getToken()
    expect(simulator.count('login')).toBe(3)
  })

  test('a method that was taken off an instance is that merchant’s for good, also when the instance was let go', async () => {
    const { pool, simulator } = scene(3, { maxIdle: 1 })
    const { getToken } = pool.for('M-0')
    const first = await getToken()
    for (const id of ['M-1', 'M-2']) await pool.for(id).getToken()
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      globalThis.gc?.()
    }
    expect(await pool.for('M-0').getToken()).toBe(first)
    expect(await getToken()).toBe(first)
    expect(simulator.log.filter(({ endpoint, merchant }) => endpoint === 'login' && merchant === 'M-0')).toHaveLength(1)
    await pool.close()
    expect((await rejection(getToken())).code).toBe('closed')
  })

  test('one merchant’s slot that fails costs that merchant a login, and nobody else', async () => {
    const { clock, merchants, simulator } = scene(4)
    const inner = memoryStore({ clock })
    const slots: string[] = []
    let damaged: string | undefined
    const guarded = (slot: string) => {
      if (slot === damaged) throw new Error('WRONGTYPE')
    }
    const store: SharedTokenStore = {
      ...inner,
      get: async (slot, call) => {
        guarded(slot)
        return inner.get(slot, call)
      },
      setIfNewer: async (slot, entry, call) => {
        guarded(slot)
        slots.push(slot)
        return inner.setIfNewer(slot, entry, call)
      },
    }
    const start = () => {
      const options = { environment: 'sandbox', fetch: simulator.fetch, clock, store, key: new Uint8Array(32) } as const
      const credentialsFor = (id: string) => merchants.find((one) => one.id === id) as (typeof merchants)[number]
      return createPagamioAuthPool({ ...options, credentialsFor, budget: createBudget({ clock }) })
    }
    const asked = async (pool: ReturnType<typeof start>) => {
      for (const { id } of merchants) await passTime(pool.for(id).getToken(), clock)
      await passTime(pool.close(), clock)
    }
    await asked(start())
    expect(simulator.count('login')).toBe(4)
    damaged = slots[0]
    await clock.advance(61_000)
    await asked(start())
    expect(simulator.count('login')).toBe(5)
  })

  test('the pool forgets who was let go, but for those whom somebody holds on to', () => {
    const kept: object[] = []
    const merchants = new InstanceCache<string, object>(2, {
      know: (name) => name,
      make: (name) => ({ name }),
      isBusy: () => false,
    })
    kept.push(merchants.get('kept'))
    for (let n = 0; n < 1_000; n++) merchants.get(`M-${n}`)
    expect(merchants.known()).toEqual(['M-998', 'M-999'])
    expect(merchants.get('kept')).toBe(kept[0])
    expect(merchants.clear()).toContain(kept[0])
  })
})
