import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Clock,
  createBudget,
  memoryStore,
  type PagamioAuth,
  type PagamioAuthOptions,
  type SharedTokenStore,
  type TokenStore,
} from '../../src/index.ts'
import { LEASE_MS } from '../../src/share/lease.ts'
import { isSettled, MINUTE, passTime, rejection, type SceneOptions, scene } from '../support/scene.ts'

/** Instances that know nothing of each other but the store, as processes do. */
function fleet(size: number, options: SceneOptions & { store?: (inner: SharedTokenStore) => TokenStore } = {}) {
  const one = scene(options)
  const { clock, another } = one
  const inner = memoryStore({ clock })
  const store = options.store?.(inner) ?? inner
  const process = (extra: Partial<PagamioAuthOptions> = {}) => {
    const { budget = createBudget({ clock }), ...rest } = extra
    return another({ store, budget, ...rest })
  }
  const processes = Array.from({ length: size }, () => process())
  const all = (ask: (auth: PagamioAuth) => Promise<unknown>) => passTime(Promise.all(processes.map(ask)), clock)
  return { ...one, inner, process, processes, all }
}

/** How many more listeners all signals have after the work than before. */
async function listenersLeft(work: () => Promise<unknown>): Promise<number> {
  const added = vi.spyOn(AbortSignal.prototype, 'addEventListener')
  const removed = vi.spyOn(AbortSignal.prototype, 'removeEventListener')
  onTestFinished(() => {
    added.mockRestore()
    removed.mockRestore()
  })
  await work()
  return added.mock.calls.length - removed.mock.calls.length
}

const tokenOf = async (auth: PagamioAuth) => (await auth.getToken()).value

describe('one login among processes', () => {
  test('cold: eight start at once, one logs in, and all have its token', async () => {
    const { all, calls } = fleet(8, { simulator: { latencyMs: 300 } })
    const values = await all(tokenOf)
    expect(new Set(values as string[]).size).toBe(1)
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
  })

  test('at each renewal: one refresh, and nobody waits for it', async () => {
    const { all, clock, calls, processes } = fleet(8, { simulator: { latencyMs: 300 } })
    await all(tokenOf)
    for (let renewal = 1; renewal <= 3; renewal++) {
      await clock.advance(26 * MINUTE)
      for (const auth of processes) expect(await isSettled(auth.getToken(), clock)).toBe(true)
      await clock.advance(2_000)
      expect(new Set((await all(tokenOf)) as string[]).size).toBe(1)
      expect(calls()).toEqual({ logins: 1, refreshes: renewal })
    }
  })

  test('a process that starts in the last five minutes takes what is stored, and renews it behind its first caller', async () => {
    const { clock, process, calls } = fleet(0)
    const early = process()
    const held = await passTime(early.getToken(), clock)
    await early.close()
    await clock.advance(26 * MINUTE)
    const late = process()
    expect((await passTime(late.getToken(), clock)).value).toBe(held.value)
    await clock.advance(1_000)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
    expect((await late.getToken()).value).not.toBe(held.value)
  })

  test('at a revocation: all of them hear a 401, one refreshes', async () => {
    const { all, calls, simulator } = fleet(8, { simulator: { latencyMs: 300 } })
    await all(tokenOf)
    simulator.revokeAll()
    const answers = await all((auth) => auth.fetch('/products/categories'))
    expect((answers as Response[]).map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('when the refresh token dies: one login', async () => {
    const { all, calls, clock, simulator } = fleet(8, { simulator: { latencyMs: 300 } })
    await all(tokenOf)
    simulator.revokeRefreshTokens()
    await clock.advance(31 * MINUTE)
    await all(tokenOf)
    expect(calls()).toEqual({ logins: 2, refreshes: 1 })
  })

  test('in the window in which callers wait, they go on with the living token while another process renews', async () => {
    const { all, clock, processes, simulator } = fleet(2)
    await all(tokenOf)
    await clock.advance(29.7 * MINUTE)
    simulator.failNext('refresh', { kind: 'delay', ms: 5_000 })
    const [one, two] = processes as [PagamioAuth, PagamioAuth]
    const renewing = one.getToken()
    expect(await isSettled(renewing, clock)).toBe(false)
    const served = two.getToken()
    await clock.advance(500)
    expect(await isSettled(served, clock)).toBe(true)
    await clock.advance(6_000)
    expect((await two.getToken()).value).toBe((await one.getToken()).value)
    expect((await two.getToken()).value).not.toBe((await renewing).value)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('a wrong password is tried once, whoever asks; and again when the credentials are set anew', async () => {
    const { clock, process, simulator } = fleet(0)
    const wrong = { ...demoCredentials, password: 'wrong' }
    for (let run = 0; run < 30; run++) {
      const auth = process({ credentials: wrong })
      expect((await rejection(passTime(auth.getToken(), clock))).code).toBe('invalid_credentials')
      await auth.close()
    }
    expect(simulator.count('login')).toBe(1)
    await passTime(process().getToken(), clock)
    expect(simulator.count('login')).toBe(2)
    const auth = process({ credentials: wrong })
    auth.setCredentials(wrong)
    await rejection(passTime(auth.getToken(), clock))
    expect(simulator.count('login')).toBe(3)
    await clock.advance(10 * MINUTE)
    await rejection(passTime(process({ credentials: wrong }).getToken(), clock))
    expect(simulator.count('login')).toBe(4)
  })
})

describe('what short-lived processes know of each other', () => {
  test('an account that is not allowed is asked for once a minute, doubling, however many processes start', async () => {
    const { clock, process, simulator } = fleet(0)
    simulator.setActive(demoCredentials.username, false)
    const run = async () => {
      const auth = process()
      expect(await rejection(passTime(auth.getToken(), clock))).toMatchObject({
        code: 'account_forbidden',
        status: 403,
      })
      await auth.close()
    }
    for (let n = 0; n < 20; n++) await run()
    expect(simulator.count('login')).toBe(1)
    await clock.advance(70_000)
    for (let n = 0; n < 10; n++) await run()
    expect(simulator.count('login')).toBe(2)
    await clock.advance(70_000)
    await run()
    expect(simulator.count('login')).toBe(2)
    simulator.setActive(demoCredentials.username, true)
    await clock.advance(80_000)
    await passTime(process().getToken(), clock)
    expect(simulator.count('login')).toBe(3)
  })

  test('a login takes back what was said of an account that is allowed again', async () => {
    const { clock, process, simulator, calls } = fleet(0)
    simulator.setActive(demoCredentials.username, false)
    await rejection(passTime(process().getToken(), clock))
    simulator.setActive(demoCredentials.username, true)
    await clock.advance(70_000)
    await passTime(process().getToken(), clock)
    expect(await process().restore()).toMatchObject({ state: 'fresh', trouble: undefined })
    expect(calls()).toEqual({ logins: 2, refreshes: 0 })
  })

  test('a login takes back what was said of a password that is accepted now', async () => {
    const { clock, process, simulator, calls } = fleet(0)
    simulator.changePassword(demoCredentials.username, 'another')
    await rejection(passTime(process().getToken(), clock))
    simulator.changePassword(demoCredentials.username, demoCredentials.password)
    const told = process()
    told.setCredentials(demoCredentials)
    await passTime(told.getToken(), clock)
    simulator.revokeRefreshTokens()
    await clock.advance(MINUTE)
    const next = process()
    expect(await next.restore()).toMatchObject({ state: 'fresh', trouble: undefined })
    simulator.revokeAll()
    expect((await passTime(next.fetch('/products/categories'), clock)).status).toBe(200)
    expect(calls()).toEqual({ logins: 3, refreshes: 1 })
  })

  test('a 401 that no token cures costs one replacement in half a minute, however many processes start', async () => {
    const { clock, process, simulator, calls } = fleet(0)
    simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, Number.POSITIVE_INFINITY)
    for (let n = 0; n < 15; n++) {
      const auth = process()
      expect((await passTime(auth.fetch('/products/categories'), clock)).status).toBe(401)
      await auth.close()
      await clock.advance(1_000)
    }
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('a connection that was never opened counts as no login', async () => {
    let started = false
    const { clock, process, simulator } = fleet(0, {
      between: (send) => (input, init) =>
        started ? send(input, init) : Promise.reject(new TypeError('failed', { cause: { code: 'ECONNREFUSED' } })),
    })
    for (let n = 0; n < 10; n++) {
      const auth = process()
      expect((await rejection(passTime(auth.getToken(), clock))).code).toBe('endpoint_unavailable')
      await auth.close()
    }
    started = true
    await passTime(process().getToken(), clock)
    expect(simulator.count('login')).toBe(1)
  })
})

describe('leases', () => {
  test('a holder that dies is waited for no longer than its lease (failure modes 78, 82)', async () => {
    const { clock, inner, process, calls } = fleet(0)
    let slot = ''
    const watching: SharedTokenStore = {
      ...inner,
      takeLease: (name, lease, call) => {
        slot = name
        return inner.takeLease(name, lease, call)
      },
    }
    await passTime(process({ store: watching }).getToken(), clock)
    const dead = fleetStranger(inner, slot)
    await clock.advance(31 * MINUTE)
    await dead()
    const asked = process().getToken()
    await clock.advance(LEASE_MS - 1_500)
    expect(await isSettled(asked, clock)).toBe(false)
    await clock.advance(3_000)
    expect(await isSettled(asked, clock)).toBe(true)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('a holder that waits long for a permit keeps its lease', async () => {
    const { clock, process, simulator } = fleet(0)
    simulator.failNext('login', { kind: 'status', status: 429 })
    const first = process().getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(1_000)
    const second = process().getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(3 * MINUTE)
    expect((await second).value).toBe((await first).value)
    expect(simulator.count('login')).toBe(2)
  })

  test('a holder that waits long for a permit asks for its lease more seldom, and each time for long enough', async () => {
    const taken: { readonly at: number; readonly ttlMs: number }[] = []
    const { clock, process, simulator } = fleet(0, {
      store: (inner): SharedTokenStore => ({
        ...inner,
        takeLease: (slot, lease, call) => {
          taken.push({ at: clock.monotonic(), ttlMs: lease.ttlMs })
          return inner.takeLease(slot, lease, call)
        },
      }),
    })
    simulator.failNext('login', { kind: 'status', status: 429 }, 2)
    const asked = process().getToken({ timeoutMs: 5 * MINUTE })
    await passTime(asked, clock)
    const [first] = taken
    const [early, late] = [
      taken.filter(({ ttlMs }) => ttlMs === LEASE_MS),
      taken.filter(({ ttlMs }) => ttlMs > LEASE_MS),
    ]
    // Whoever dies in the first half minute is waited for as long as ever.
    expect(early.at(-1)?.at).toBeGreaterThan((first?.at ?? 0) + 26_000)
    expect(late.length).toBeGreaterThan(5)
    for (const [index, { at }] of taken.slice(1).entries()) {
      const before = taken[index] as (typeof taken)[number]
      // Three are asked for before it is over.
      expect(at - before.at).toBeLessThanOrEqual(before.ttlMs * 0.3)
      if (before.ttlMs > LEASE_MS) expect(at - before.at).toBeGreaterThan(8_000)
    }
  })

  test('who waits long for another process leaves no listener behind at each look (failure mode 133)', async () => {
    const { clock, process, simulator } = fleet(0)
    simulator.failNext('login', { kind: 'status', status: 429 })
    const first = process().getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(1_000)
    const second = process().getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(5_000)
    const left = await listenersLeft(() => clock.advance(40_000))
    expect(left).toBeLessThan(10)
    await passTime(Promise.all([first, second]), clock)
  })

  test('what was acquired is written before the lease is asked for again', async () => {
    const { clock, inner, process, simulator } = fleet(0)
    const seen: string[] = []
    const slow: SharedTokenStore = {
      ...inner,
      async setIfNewer(slot, entry, call) {
        seen.push('writes')
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 400))
        seen.push('has written')
        return inner.setIfNewer(slot, entry, call)
      },
      async takeLease(slot, lease, call) {
        seen.push('asks for the lease')
        return inner.takeLease(slot, lease, call)
      },
    }
    const auth = process({ store: slow })
    await passTime(auth.getToken(), clock)
    simulator.revokeAll()
    expect((await passTime(auth.fetch('/products/categories'), clock)).status).toBe(200)
    expect(seen.slice(0, 4)).toEqual(['asks for the lease', 'writes', 'has written', 'asks for the lease'])
  })

  test('who closes while it waits for a permit gives its lease back first: the next process need not wait for that', async () => {
    const { clock, inner, process, simulator } = fleet(0)
    const held = new Set<string>()
    const watching: SharedTokenStore = {
      ...inner,
      takeLease: async (slot, lease, call) => {
        const taken = await inner.takeLease(slot, lease, call)
        if (taken) held.add(slot)
        return taken
      },
      releaseLease: async (slot, lease, call) => {
        await inner.releaseLease(slot, lease, call)
        held.delete(slot)
      },
    }
    simulator.failNext('login', { kind: 'status', status: 429 })
    const auth = process({ store: watching })
    const asked = rejection(auth.getToken({ timeoutMs: 5 * MINUTE }))
    await clock.advance(5_000)
    expect(held.size).toBe(1)
    const heldThen = auth.close().then(() => held.size)
    expect(await passTime(heldThen, clock)).toBe(0)
    expect((await asked).code).toBe('closed')
    expect(simulator.count('login')).toBe(1)
  })

  test('a sleeper that wakes after another has landed spends nothing, and adopts (failure modes 79, 84, 90)', async () => {
    const { clock, inner, process, simulator } = fleet(0)
    let answer: (() => void) | undefined
    const sleepy: SharedTokenStore = {
      ...inner,
      takePermit: async (...parameters) => {
        const granted = await inner.takePermit(...parameters)
        if (!answer) await new Promise<void>((resolve) => (answer = resolve))
        return granted
      },
    }
    const sleeper = process({ store: sleepy })
    const asleep = sleeper.getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(0)
    // The whole process stands still: its timers are late, and its lease is over.
    clock.jumpMonotonic(LEASE_MS)
    clock.jumpWall(LEASE_MS)
    const other = process().getToken()
    answer?.()
    await passTime(other, clock)
    expect((await passTime(asleep, clock)).value).toBe((await other).value)
    expect(simulator.count('login')).toBe(1)
  })

  test('a sleeper whose clock is ahead overwrites nothing either (failure modes 79, 85)', async () => {
    const { clock, process, simulator } = fleet(0)
    const ahead: Clock = { ...clock, now: () => clock.now() + 10 * MINUTE }
    simulator.failNext('login', { kind: 'delay', ms: 25_000 })
    const sleeper = process({ clock: ahead, budget: createBudget({ clock }) })
    const late = sleeper.getToken()
    await clock.advance(0)
    clock.jumpMonotonic(LEASE_MS + 1)
    clock.jumpWall(LEASE_MS + 1)
    const quick = await passTime(process().getToken(), clock)
    await clock.advance(30_000)
    await late
    expect(simulator.count('login')).toBe(2)
    expect((await passTime(process().getToken(), clock)).value).toBe(quick.value)
    expect((await sleeper.getToken()).value).toBe(quick.value)
  })

  test('a result that lands after a newer one was stored yields to it (failure modes 79, 81)', async () => {
    const { clock, inner, process, simulator } = fleet(0)
    const deaf: SharedTokenStore = { ...inner, takeLease: async () => true }
    simulator.failNext('login', { kind: 'delay', ms: 8_000 })
    const slow = process({ store: deaf })
    const late = slow.getToken()
    await clock.advance(1_000)
    const quick = await passTime(process({ store: deaf }).getToken(), clock)
    await clock.advance(10_000)
    await late
    expect((await slow.getToken()).value).toBe(quick.value)
    expect((await passTime(process().getToken(), clock)).value).toBe(quick.value)
  })
})

describe('the budget among processes', () => {
  const merchantsOf = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ username: `u${n}`, password: 'p', id: `M-${n}` }))

  test('a store that fails while many wait in its line lets no process pass its own limits', async () => {
    const merchants = merchantsOf(20)
    let down = false
    const { clock, inner, another, simulator } = fleet(0, { simulator: { merchants, limits: false } })
    const store: SharedTokenStore = {
      ...inner,
      takePermit: (...parameters) => (down ? Promise.reject(new Error('gone')) : inner.takePermit(...parameters)),
    }
    const budget = createBudget({ clock })
    const ask = ({ username, password }: (typeof merchants)[0]) =>
      another({ store, budget, credentials: { username, password } }).getToken({ timeoutMs: 20 * MINUTE })
    // Another process has taken all there is for the next minutes.
    const place = { limit: 5, windowMs: 60_050, callMs: 30_000, placeMs: 10 * MINUTE }
    const call = { signal: new AbortController().signal }
    for (let id = 0; id < 20; id++)
      await inner.takePermit('login https://vas-sandbox-api.pagamio.tech', { id: `${id}`, ...place }, call)
    const all = Promise.all(merchants.map(ask))
    await clock.advance(150_000)
    const before = simulator.count('login')
    down = true
    await passTime(all, clock, 20 * MINUTE)
    expect(simulator.count('login')).toBe(20)
    expect(before).toBeLessThan(20)
    expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
  })

  test('a call that a process made alone counts for the others once they share again', async () => {
    const merchants = merchantsOf(10)
    let down = true
    const { clock, inner, another, simulator } = fleet(0, { simulator: { merchants, limits: false } })
    const store: SharedTokenStore = {
      ...inner,
      takePermit: (...parameters) => (down ? Promise.reject(new Error('gone')) : inner.takePermit(...parameters)),
    }
    const budgets = [createBudget({ clock }), createBudget({ clock })]
    const ask = ({ username, password }: (typeof merchants)[0], n: number) =>
      another({ store, budget: budgets[n < 5 ? 0 : 1], credentials: { username, password } }).getToken({
        timeoutMs: 5 * MINUTE,
      })
    await passTime(Promise.all(merchants.slice(0, 5).map(ask)), clock)
    down = false
    await passTime(Promise.all(merchants.slice(5).map((merchant, n) => ask(merchant, n + 5))), clock)
    expect(simulator.count('login')).toBe(10)
    expect(simulator.busiestWindow('login')).toBe(5)
  })

  test('four processes of ten merchants: never a 429, and they are served in the order of asking (failure mode 88)', async () => {
    const merchants = Array.from({ length: 10 }, (_, n) => ({ username: `u${n}`, password: 'p', id: `M-${n}` }))
    const { clock, inner, another, simulator } = fleet(0, { simulator: { merchants } })
    const served: string[] = []
    const budgets = Array.from({ length: 4 }, () => createBudget({ clock }))
    const asked: Promise<unknown>[] = []
    for (const credentials of merchants) {
      for (const budget of budgets) {
        const got = another({ store: inner, budget, credentials }).getToken({ timeoutMs: 10 * MINUTE })
        asked.push(got.then(() => served.push(credentials.username)))
      }
      await clock.advance(0)
    }
    await passTime(Promise.all(asked), clock)
    expect(simulator.log.filter(({ status }) => status === 429)).toEqual([])
    expect(simulator.count('login')).toBe(10)
    expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
    // Five come free together, and go to the five who asked first.
    const order = [...new Set(served)]
    expect([order.slice(0, 5).sort(), order.slice(5).sort()]).toEqual([
      ['u0', 'u1', 'u2', 'u3', 'u4'],
      ['u5', 'u6', 'u7', 'u8', 'u9'],
    ])
  })

  test('a 429 that one process hears closes the endpoint for all', async () => {
    const { clock, process, simulator } = fleet(0, {
      simulator: {
        merchants: [
          { username: 'a', password: 'p', id: 'M-1' },
          { username: 'b', password: 'p', id: 'M-2' },
        ],
      },
    })
    const [a, b] = ['a', 'b'].map((username) => process({ credentials: { username, password: 'p' } }))
    simulator.failNext('login', { kind: 'status', status: 429 })
    const limited = await rejection(passTime(a?.getToken() as Promise<unknown>, clock))
    expect(limited.code).toBe('rate_limited')
    const told = await rejection(passTime(b?.getToken({ timeoutMs: 1_000 }) as Promise<unknown>, clock))
    expect(told.code).toBe('rate_limited')
    expect(told.retryAfterMs).toBeGreaterThan(50_000)
    expect(simulator.count('login')).toBe(1)
  })
})

describe('a store that fails', () => {
  const hang = () => new Promise<never>(() => {})

  /** Through a store whose every answer depends on `how`. */
  const through = (inner: SharedTokenStore, how: <R>(answer: () => Promise<R>) => Promise<R>): SharedTokenStore => ({
    get: (...all) => how(() => inner.get(...all)),
    setIfNewer: (...all) => how(() => inner.setIfNewer(...all)),
    delete: (...all) => how(() => inner.delete(...all)),
    takeLease: (...all) => how(() => inner.takeLease(...all)),
    releaseLease: (...all) => how(() => inner.releaseLease(...all)),
    takePermit: (...all) => how(() => inner.takePermit(...all)),
    settlePermit: (...all) => how(() => inner.settlePermit(...all)),
  })

  test.each([
    { how: 'hangs', fails: hang },
    { how: 'rejects', fails: () => Promise.reject(new Error('ECONNREFUSED')) },
  ])('at the start ($how) is waited for: one login for all, soon after it is back', async ({ fails }) => {
    let down = true
    const { all, clock, simulator } = fleet(20, {
      store: (inner) => through(inner, (answer) => (down ? fails() : answer())),
    })
    const tokens = all(tokenOf)
    await clock.advance(4_000)
    expect(simulator.count()).toBe(0)
    down = false
    const before = clock.monotonic()
    expect(new Set((await tokens) as string[]).size).toBe(1)
    expect(clock.monotonic() - before).toBeLessThanOrEqual(10_000)
    expect(simulator.count()).toBe(1)
  })

  test('for longer is waited for as long as the caller’s time allows, and costs nothing while a token lives', async () => {
    let down = true
    const { clock, processes, process, simulator } = fleet(1, {
      store: (inner) => through(inner, (answer) => (down ? hang() : answer())),
    })
    const [auth] = processes as [PagamioAuth]
    const before = clock.monotonic()
    const hurried = process().getToken({ timeoutMs: 4_000 })
    await passTime(hurried, clock)
    expect(clock.monotonic() - before).toBeLessThan(4_000)
    await passTime(auth.getToken(), clock)
    const waitedMs = clock.monotonic() - before
    expect(waitedMs).toBeGreaterThanOrEqual(20_000)
    expect(waitedMs).toBeLessThan(30_000)
    expect(auth.status().store?.state).toBe('failing')
    expect(simulator.count('login')).toBe(2)
    expect(await isSettled(auth.getToken(), clock)).toBe(true)
    down = false
    await clock.advance(26 * MINUTE)
    await auth.getToken()
    await clock.advance(1_000)
    expect(auth.status().store?.state).toBe('working')
  })

  test('by taking two seconds for each answer costs time, and no second login', async () => {
    const { all, clock, simulator } = fleet(20, {
      store: (inner) =>
        through(inner, async (answer) => {
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 2_000))
          return answer()
        }),
    })
    expect(new Set((await all(tokenOf)) as string[]).size).toBe(1)
    expect(simulator.count()).toBe(1)
  })

  test('nobody with a living token notices, and nobody spends what others may be spending (failure mode 83)', async () => {
    let down = false
    let used = 0
    const stopped =
      <A extends unknown[], R>(work: (...parameters: A) => Promise<R>) =>
      (...parameters: A) =>
        down ? hang() : work(...parameters)
    const { all, clock, processes, simulator } = fleet(4, {
      store: (inner) => ({
        get: stopped(inner.get),
        setIfNewer: stopped(inner.setIfNewer),
        delete: stopped(inner.delete),
        takeLease: stopped(inner.takeLease),
        releaseLease: stopped(inner.releaseLease),
        takePermit: stopped(inner.takePermit),
        settlePermit: stopped(inner.settlePermit),
      }),
    })
    await all(tokenOf)
    down = true
    await clock.advance(26 * MINUTE)
    const work = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 10) {
        for (const auth of processes) {
          const answer = auth.fetch('/products/categories')
          expect(await isSettled(answer, clock)).toBe(true)
          expect((await answer).status).toBe(200)
          used++
        }
        await clock.advance(10_000)
      }
    }
    await work(60)
    expect(simulator.count()).toBe(1 + used)
    // Each for itself, at a time of its own before it must; the family of tokens that they share is left in peace.
    await work(3 * 60)
    expect(simulator.count('refresh')).toBe(0)
    expect(simulator.count('login')).toBe(1 + 4)
    expect(simulator.count('categories', 'ok')).toBe(used)
    const alone = simulator.count()
    down = false
    await clock.advance(26 * MINUTE)
    for (const auth of processes) await auth.getToken()
    await clock.advance(5_000)
    for (const auth of processes) await auth.getToken()
    // Healed: one renewal for all of them, with a login where the refresh token did not survive the time alone.
    expect(simulator.count() - alone).toBeLessThanOrEqual(2)
    expect(new Set(await Promise.all(processes.map(tokenOf))).size).toBe(1)
  })

  test('one that is emptied while somebody renews costs a login, and ends nobody’s tokens (failure mode 87)', async () => {
    const names = ['get', 'setIfNewer', 'delete', 'takeLease', 'releaseLease', 'takePermit', 'settlePermit'] as const
    let current: SharedTokenStore = memoryStore()
    const { all, clock, processes, simulator } = fleet(2, {
      simulator: { rotation: 'strict' },
      store: () => {
        const through =
          (name: (typeof names)[number]) =>
          (...parameters: never[]) =>
            (current[name] as (...parameters: never[]) => unknown)(...parameters)
        return Object.fromEntries(names.map((name) => [name, through(name)])) as unknown as SharedTokenStore
      },
    })
    await all(tokenOf)
    simulator.failNext('refresh', { kind: 'delay', ms: 3_000 })
    await clock.advance(26 * MINUTE)
    for (const auth of processes) await auth.getToken()
    await clock.advance(100)
    current = memoryStore()
    await clock.advance(5_000)
    for (const auth of processes) expect((await auth.fetch('/products/categories')).status).toBe(200)
    expect(simulator.log.filter(({ status }) => status === 401)).toEqual([])
    expect(simulator.count('refresh')).toBe(1)
    expect(simulator.count('login')).toBeLessThanOrEqual(2)
  })

  test('one that grants nothing sensible is gone on without', async () => {
    const nonsense = async () => ({ retryAfterMs: Number.NaN, closings: Number.NaN })
    const { all, calls } = fleet(2, { store: (inner) => ({ ...inner, takePermit: nonsense }) })
    await all(tokenOf)
    expect(calls().logins).toBe(1)
  })
})

describe('slots', () => {
  test('another key is another slot: two versions side by side log in once each (failure mode 72)', async () => {
    const { clock, process, simulator } = fleet(0)
    const [blue, green] = [process({ key: new Uint8Array(32).fill(1) }), process({ key: new Uint8Array(32).fill(2) })]
    for (let n = 0; n < 20; n++) for (const auth of [blue, green]) await passTime(auth.getToken(), clock)
    expect(simulator.count('login')).toBe(2)
  })
})

function fleetStranger(inner: SharedTokenStore, slot: string): () => Promise<boolean> {
  return () => inner.takeLease(slot, { owner: 'dead', ttlMs: LEASE_MS }, { signal: new AbortController().signal })
}
