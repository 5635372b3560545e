import { createSimulator, demoCredentials, type MerchantOptions } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { type Clock, createBudget, createPagamioAuth } from '../../src/index.ts'
import { Budget } from '../../src/limit/budget.ts'
import { manualClock } from '../../src/testing/index.ts'
import { isSettled, MINUTE, passTime, rejection, scene } from '../support/scene.ts'

function fleet(count: number) {
  const merchants: MerchantOptions[] = Array.from({ length: count }, (_, n) => ({
    username: `merchant-${n}`,
    password: `password-${n}`,
    id: `M-${n}`,
  }))
  const holder: { settled?: () => Promise<void> } = {}
  const clock = manualClock({ settle: async () => holder.settled?.() })
  const simulator = createSimulator({ clock, merchants })
  holder.settled = simulator.settled
  const budget = createBudget({ clock })
  const instances = merchants.map(({ username, password }) =>
    createPagamioAuth({
      environment: 'sandbox',
      credentials: { username, password },
      fetch: simulator.fetch,
      clock,
      budget,
    }),
  )
  return { clock, simulator, instances }
}

test('budget › 40 cold merchants: no 429, never more than five a minute, served in the order of asking (failure modes 7, 8)', async () => {
  const { clock, simulator, instances } = fleet(40)
  const all = Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 15 * MINUTE })))
  await passTime(all, clock, 15 * MINUTE)
  expect(simulator.count('login', 'rate_limited')).toBe(0)
  expect(simulator.count('login')).toBe(40)
  expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
  expect(simulator.log.map((entry) => entry.merchant)).toEqual(instances.map((_, n) => `M-${n}`))
})

test('budget › a chatty merchant does not starve the others (failure mode 9)', async () => {
  const { clock, simulator, instances } = fleet(6)
  const [chatty, ...others] = instances
  const served: string[] = []
  const chat = Promise.all(Array.from({ length: 2000 }, () => chatty?.getToken({ timeoutMs: 5 * MINUTE })))
  const rest = others.map((auth) => auth.getToken({ timeoutMs: 5 * MINUTE }).then(() => served.push('other')))
  await passTime(Promise.all([chat, ...rest]), clock)
  expect(served).toHaveLength(5)
  expect(simulator.count('login')).toBe(6)
})

test('budget › who cannot wait is told at once, with retryAfterMs', async () => {
  const { clock, simulator, instances } = fleet(7)
  for (const auth of instances.slice(0, 5)) await auth.getToken()
  const hasty = rejection((instances[5] as (typeof instances)[0]).getToken())
  expect(await isSettled(hasty, clock)).toBe(true)
  const error = await hasty
  expect(error).toMatchObject({ code: 'rate_limited' })
  expect(error.retryAfterMs).toBeGreaterThan(59_000)
  expect(error.retryAfterMs).toBeLessThanOrEqual(61_000)
  expect(simulator.count('login')).toBe(5)
})

test('budget › callers go before background renewals', async () => {
  const { clock, simulator, instances } = fleet(30)
  const renewing = instances.slice(0, 25)
  await passTime(Promise.all(renewing.map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE }))), clock)
  await clock.advance(30 * MINUTE)
  await passTime(Promise.all(renewing.map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE }))), clock)
  simulator.reset()
  await clock.advance(24 * MINUTE + 30_000)
  // No login is left for this minute.
  for (const auth of instances.slice(25)) await auth.getToken()
  for (const auth of renewing) await auth.getToken()
  await clock.advance(0)
  const caller = renewing.at(-1) as (typeof instances)[0]
  const held = await caller.getToken()
  const urgent = caller.getToken({ rejected: held, timeoutMs: 5 * MINUTE })
  await passTime(urgent, clock)
  expect(simulator.log.slice(0, 26).some((entry) => entry.endpoint === 'refresh' && entry.merchant === 'M-24')).toBe(
    true,
  )
})

test('budget › a 429 closes the endpoint for every merchant, 60 s and then doubling (failure mode 6)', async () => {
  const { clock, simulator, instances } = fleet(5)
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' }, 2)
  const all = Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE })))
  // All five had a permit before the first answer came.
  await passTime(all, clock)
  const refused = simulator.log.filter((entry) => entry.status === 429)
  expect(refused.length).toBe(2)
  expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
})

test('budget › after a 429 one call goes first, and its answer opens or closes for longer', async () => {
  const { clock, simulator, instances } = fleet(6)
  const [probe, ...rest] = instances
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' }, 2)
  const first = (probe as (typeof instances)[0]).getToken({ timeoutMs: 10 * MINUTE })
  await clock.advance(1000)
  const others = Promise.all(rest.map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE })))
  await passTime(Promise.all([first, others]), clock)
  const at = simulator.log.map((entry) => Math.round((entry.at - (simulator.log[0]?.at ?? 0)) / 1000))
  expect(at.slice(0, 3)).toEqual([0, 60, 180])
  expect(at[3]).toBeGreaterThanOrEqual(180)
  expect(simulator.count('login')).toBe(8)
})

test('budget › valid tokens go on working while the endpoint is closed', async () => {
  const { auth, another, clock, simulator } = scene()
  await auth.getToken()
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' })
  expect(await rejection(another().getToken())).toMatchObject({ code: 'rate_limited', status: 429 })
  expect((await auth.fetch('/products/categories')).status).toBe(200)
  expect(auth.status().budget.login).toMatchObject({ left: 0 })
  expect(auth.status().budget.login.nextInMs).toBeGreaterThan(59_000)
  await clock.advance(0)
})

test('budget › Retry-After is honoured should it ever come', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain', headers: { 'retry-after': '200' } })
  const error = await rejection(auth.getToken())
  expect(error.retryAfterMs).toBeGreaterThan(199_000)
  await passTime(auth.getToken({ timeoutMs: 5 * MINUTE }), clock)
  const [first, second] = simulator.log
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(200_000)
})

test('budget › Retry-After may close for an hour, and not for ever', async () => {
  const { auth, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain', headers: { 'retry-after': '999999999' } })
  expect((await rejection(auth.getToken())).retryAfterMs).toBe(60 * MINUTE)
})

test('budget › five 429s to calls that were under way together are one closing', async () => {
  const { clock, simulator, instances } = fleet(5)
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' }, 5)
  const asked = instances.map((auth) => auth.getToken({ timeoutMs: 10 * MINUTE }))
  await clock.advance(0)
  expect(simulator.count('login')).toBe(5)
  await passTime(Promise.all(asked), clock)
  const [first, , , , , probe] = simulator.log.map(({ at }) => at)
  expect((probe ?? 0) - (first ?? 0)).toBeLessThan(61_000)
})

test('budget › a success that was under way when a 429 came opens nothing', async () => {
  const { clock, simulator, instances } = fleet(3)
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' })
  simulator.failNext('login', { kind: 'delay', ms: 300 }, 2)
  await passTime(Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 5 * MINUTE }))), clock)
  const [first, , , next] = simulator.log.filter(({ endpoint }) => endpoint === 'login').map(({ at }) => at)
  expect((next ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(60_000)
})

test('budget › a timer that is a little early costs nobody his place in the line', async () => {
  const early = manualClock()
  // Some are and some are not, as in Node.
  let timers = 0
  const clock: Clock = {
    ...early,
    setTimeout: (done, ms) => early.setTimeout(done, ms > 1 && timers++ % 3 === 0 ? ms - 0.5 : ms),
  }
  const merchants = Array.from({ length: 24 }, (_, n) => ({ username: `u${n}`, password: 'p', id: `M-${n}` }))
  const simulator = createSimulator({ clock: early, merchants, limits: false })
  const budget = createBudget({ clock })
  const asked = merchants.map((credentials) =>
    createPagamioAuth({ environment: 'sandbox', credentials, fetch: simulator.fetch, clock, budget }).getToken({
      timeoutMs: 10 * MINUTE,
    }),
  )
  await passTime(Promise.all(asked), early)
  expect(simulator.log.map(({ merchant }) => merchant)).toEqual(merchants.map(({ id }) => id))
})

test('budget › a thousand callers who cannot wait cost one look into vault and store', async () => {
  let reads = 0
  const vault = async () => {
    reads++
    return demoCredentials
  }
  const { auth, clock, simulator } = scene({ auth: { credentials: vault } })
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' })
  for (let n = 0; n < 1_000; n++) expect((await rejection(auth.getToken())).code).toBe('rate_limited')
  expect(reads).toBe(1)
  await clock.advance(59_000)
  await passTime(auth.getToken(), clock)
  expect(simulator.count('login')).toBe(2)
})

test('budget › instances with a shorter window leave the others’ log whole', async () => {
  const { another, clock, simulator } = scene({
    simulator: { merchants: Array.from({ length: 6 }, (_, n) => ({ username: `u${n}`, password: 'p', id: `M-${n}` })) },
  })
  const logs = new Map()
  const usual = new Budget(logs, {}, clock)
  const short = new Budget(logs, { windowMs: 1_000 }, clock)
  const of = (n: number, budget: Budget) => another({ budget, credentials: { username: `u${n}`, password: 'p' } })
  for (let n = 0; n < 5; n++) await of(n, usual).getToken()
  await clock.advance(2_000)
  expect(of(0, short).status().budget.login.left).toBe(5)
  expect((await rejection(of(5, usual).getToken())).code).toBe('rate_limited')
  expect(simulator.count('login')).toBe(5)
})

test('budget › a blocked address (403 without the envelope) closes like a 429, and is no wrong password', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 403, body: 'html' })
  expect(await rejection(auth.getToken())).toMatchObject({ code: 'address_blocked', status: 403 })
  await passTime(auth.getToken({ timeoutMs: 2 * MINUTE }), clock)
  expect(simulator.count('login')).toBe(2)
})

test('budget › after an outage of ten minutes, 100 merchants stay within the limits (failure mode 47)', async () => {
  const { clock, simulator, instances } = fleet(100)
  simulator.failNext('any', { kind: 'status', status: 503, body: 'html' }, Number.POSITIVE_INFINITY)
  for (let second = 0; second < 600; second += 10) {
    for (const auth of instances) auth.getToken({ timeoutMs: 5000 }).catch(() => {})
    await clock.advance(10_000)
  }
  simulator.clearFaults()
  for (let second = 0; second < 120; second += 10) {
    for (const auth of instances) auth.getToken({ timeoutMs: 5000 }).catch(() => {})
    await clock.advance(10_000)
  }
  expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
  expect(simulator.count('login', 'rate_limited')).toBe(0)
})

test('budget › all instances of a process share one, also across copies of this package', async () => {
  const simulator = createSimulator({ limits: false })
  const { url, close } = await simulator.listen()
  const make = () => createPagamioAuth({ baseUrl: url, credentials: demoCredentials })
  const instances = Array.from({ length: 6 }, make)
  const results = await Promise.allSettled(instances.map((auth) => auth.getToken()))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  expect(simulator.count('login')).toBe(5)
  const key = Symbol.for('@pagamio/auth-core/budget@2')
  const shared = (globalThis as unknown as Record<symbol, Map<string, unknown>>)[key]
  expect(shared?.has(new URL(url).origin)).toBe(true)
  await close()
})

test('budget › share divides the limits among processes without a common store (failure mode 88)', async () => {
  const { another, clock, simulator } = scene()
  const auth = another({ limits: { share: 4 } })
  await auth.getToken()
  const status = auth.status().budget
  expect(status).toMatchObject({ login: { left: 0 }, refresh: { left: 2 } })
  const eighth = another({ limits: { share: 8 } })
  await eighth.getToken()
  expect(eighth.status().budget.login.nextInMs).toBeGreaterThan(95_000)
  expect(simulator.count('login')).toBe(2)
  await clock.advance(0)
})

test('budget › the figures that people plan with (capacity)', async () => {
  const { clock, simulator, instances } = fleet(60)
  const cold = Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 30 * MINUTE })))
  const started = clock.monotonic()
  await passTime(cold, clock, 30 * MINUTE)
  const minutes = (clock.monotonic() - started) / MINUTE
  expect(minutes).toBeGreaterThan(10)
  expect(minutes).toBeLessThan(12)
  expect(simulator.count('login', 'rate_limited')).toBe(0)
})

test('budget › after a long outage dead tokens are replaced by refreshes and logins side by side', async () => {
  const { clock, simulator, instances } = fleet(45)
  const ask = () => Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 15 * MINUTE })))
  await passTime(ask(), clock, 15 * MINUTE)
  await clock.advance(40 * MINUTE)
  simulator.reset()
  const beganAt = clock.monotonic()
  await passTime(ask(), clock, 15 * MINUTE)
  // Fifteen a minute; by refreshes alone it would take four minutes.
  expect(clock.monotonic() - beganAt).toBeLessThan(3 * MINUTE)
  expect(simulator.count('login') + simulator.count('refresh')).toBe(45)
  expect(simulator.count('refresh')).toBeGreaterThanOrEqual(28)
  for (const endpoint of ['login', 'refresh'] as const) expect(simulator.count(endpoint, 'rate_limited')).toBe(0)
  expect(simulator.busiestWindow('login')).toBe(5)
  expect(simulator.busiestWindow('refresh')).toBe(10)
})

test('budget › after a long outage, merchants who can only log in wait for no one who can refresh', async () => {
  const { clock, simulator, instances } = fleet(60)
  const [cold, dead] = [instances.slice(0, 15), instances.slice(15)]
  const ask = (those: typeof instances) => those.map((auth) => auth.getToken({ timeoutMs: 15 * MINUTE }))
  await passTime(Promise.all(ask(dead)), clock, 15 * MINUTE)
  await clock.advance(40 * MINUTE)
  simulator.reset()
  const beganAt = clock.monotonic()
  const waiting = ask(dead)
  await clock.advance(1_000)
  await passTime(Promise.all([...waiting, ...ask(cold)]), clock, 15 * MINUTE)
  // Five have logged in at once. From then on all logins are for those 15, and the other 30 refresh.
  expect(clock.monotonic() - beganAt).toBeLessThan(3.1 * MINUTE)
  expect(simulator.count('login')).toBe(20)
  expect(simulator.busiestWindow('login')).toBe(5)
})

test('budget › a single 429 during the recovery costs nobody the other endpoint', async () => {
  const { clock, simulator, instances } = fleet(45)
  const ask = () => Promise.all(instances.map((auth) => auth.getToken({ timeoutMs: 15 * MINUTE })))
  await passTime(ask(), clock, 15 * MINUTE)
  await clock.advance(40 * MINUTE)
  simulator.reset()
  for (const endpoint of ['login', 'refresh'] as const)
    simulator.failNext(endpoint, { kind: 'status', status: 429, body: 'plain' })
  const beganAt = clock.monotonic()
  await passTime(ask(), clock, 15 * MINUTE)
  // By logins alone it would take eight minutes.
  expect(clock.monotonic() - beganAt).toBeLessThan(4 * MINUTE)
  expect(simulator.count('refresh')).toBeGreaterThanOrEqual(28)
})
