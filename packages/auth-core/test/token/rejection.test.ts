import { expect, test } from 'vitest'
import { memoryStore } from '../../src/index.ts'
import { MINUTE, passTime, scene } from '../support/scene.ts'

test('rejected › 100 callers report the same token: one refresh (failure mode 52)', async () => {
  const { auth, simulator, calls } = scene()
  const used = await auth.getToken()
  simulator.revokeAll()
  const tokens = await Promise.all(Array.from({ length: 100 }, () => auth.getToken({ rejected: used })))
  expect(new Set(tokens.map((token) => token.value)).size).toBe(1)
  expect(tokens[0]?.value).not.toBe(used.value)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('rejected › a late 401 for an old token does not spend the new one (failure mode 49)', async () => {
  const { auth, simulator, calls } = scene()
  const old = await auth.getToken()
  const next = await auth.getToken({ rejected: old })
  for (let n = 0; n < 100; n++) expect(await auth.getToken({ rejected: old })).toBe(next)
  expect(await auth.getToken({ rejected: old.value })).toBe(next)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  expect(simulator.count()).toBe(2)
})

test('rejected › a 401 while a renewal is under way joins it (failure mode 52)', async () => {
  const { auth, clock, calls } = scene({ simulator: { latencyMs: 300 } })
  const waiting = auth.getToken()
  await clock.advance(300)
  const used = await waiting
  await clock.advance(26 * MINUTE)
  await auth.getToken()
  await clock.advance(50)
  const renewed = auth.getToken({ rejected: used })
  await clock.advance(300)
  expect((await renewed).generation).toBeGreaterThan(used.generation)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('rejected › an endpoint that always answers 401 costs at most two refreshes a minute (failure mode 50)', async () => {
  const { auth, clock, simulator, calls } = scene()
  simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, Number.POSITIVE_INFINITY)
  for (let n = 0; n < 500; n++) {
    expect((await auth.fetch('/products/categories')).status).toBe(401)
    await clock.advance(MINUTE / 500)
  }
  expect(calls().refreshes).toBeLessThanOrEqual(2)
  const inTheFirst = calls().refreshes
  for (let n = 0; n < 500; n++) {
    await auth.fetch('/products/categories')
    await clock.advance((10 * MINUTE) / 500)
  }
  expect(calls().refreshes - inTheFirst).toBeLessThanOrEqual(5)
  expect(calls().logins).toBe(1)
})

test('rejected › other calls use the token that a permission problem rejected', async () => {
  const { auth, simulator, calls } = scene()
  simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, Number.POSITIVE_INFINITY)
  await auth.fetch('/products/categories')
  await auth.fetch('/products/categories')
  expect((await auth.fetch('/merchants/M-1001/products')).status).toBe(200)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('rejected › where no new token may be had yet, the answer is the same token', async () => {
  const { auth, clock, events } = scene()
  const first = await auth.getToken()
  const second = await auth.getToken({ rejected: first })
  expect(await auth.getToken({ rejected: second })).toBe(second)
  expect(events.at(-1)).toMatchObject({ type: 'token_rejected', suppressedForMs: 30_000 })
  await clock.advance(30_001)
  const third = await auth.getToken({ rejected: second })
  expect(third.generation).toBeGreaterThan(second.generation)
  expect(await auth.getToken({ rejected: third })).toBe(third)
  expect(events.at(-1)).toMatchObject({ type: 'token_rejected', suppressedForMs: 60_000 })
})

test('rejected › a replacement that lived 30 s unrejected ends the suppression', async () => {
  const { auth, clock, calls } = scene()
  const first = await auth.getToken()
  const second = await auth.getToken({ rejected: first })
  await clock.advance(31_000)
  const third = await auth.getToken({ rejected: second })
  expect(third.generation).toBeGreaterThan(second.generation)
  expect(calls().refreshes).toBe(2)
})

test('rejected › a new token the API does not know yet costs one more flight, and the caller gets the 401 (failure mode 20)', async () => {
  const { auth, simulator, calls } = scene()
  simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, 2)
  expect((await auth.fetch('/products/categories')).status).toBe(401)
  expect((await auth.fetch('/products/categories')).status).toBe(200)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('rejected › two instances whose logins end each other’s session do not log each other out for ever (failure mode 66)', async () => {
  const issued: string[] = []
  const { another, clock, simulator, calls } = scene({
    simulator: { responseShape: 'flat' },
    between: (send) => async (input, init) => {
      const response = await send(input, init)
      if (!String(input).endsWith('/auth/token')) return response
      const body = (await response.json()) as { accessToken?: string }
      for (const old of issued.splice(0)) simulator.revoke(old)
      if (body.accessToken) issued.push(body.accessToken)
      return Response.json(body, { status: response.status })
    },
  })
  const instances = [another(), another()]
  for (let second = 0; second < 300; second++) {
    for (const instance of instances) instance.fetch('/products/categories').catch(() => {})
    await clock.advance(1000)
  }
  expect(simulator.busiestWindow('login')).toBeLessThanOrEqual(5)
  expect(simulator.count('login', 'rate_limited')).toBe(0)
  expect(calls().logins).toBeLessThanOrEqual(12)
})

test('status › a rejected token is not usable until another one is there', async () => {
  const { auth, clock, simulator } = scene()
  const token = await auth.getToken()
  expect(auth.status().usable).toBe(true)
  simulator.failNext('refresh', { kind: 'delay', ms: 1_000 })
  simulator.revokeAll()
  const replacing = auth.getToken({ rejected: token })
  await clock.advance(0)
  expect(auth.status().usable).toBe(false)
  await clock.advance(1_000)
  await replacing
  expect(auth.status().usable).toBe(true)
})

test('status › tells of trouble until an acquisition succeeds, between the tries too', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  simulator.failNext('refresh', { kind: 'status', status: 503 }, 2)
  await clock.advance(26 * MINUTE)
  await auth.getToken()
  await clock.advance(5_000)
  expect(auth.status().trouble).toEqual({ code: 'endpoint_unavailable', retryAfterMs: 0 })
  simulator.clearFaults()
  await auth.getToken()
  await clock.advance(1_000)
  expect(auth.status().trouble).toBeUndefined()
})

test('rejected › once the suppression is over only another 401 asks for a new token', async () => {
  const { auth, clock, calls } = scene()
  const first = await auth.getToken()
  const second = await auth.getToken({ rejected: first })
  await auth.getToken({ rejected: second })
  await clock.advance(31_000)
  for (let n = 0; n < 10; n++) expect(await auth.getToken()).toBe(second)
  expect(auth.status().usable).toBe(true)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  expect((await auth.getToken({ rejected: second })).generation).toBeGreaterThan(second.generation)
  expect(calls().refreshes).toBe(2)
})

test('rejected › a process that is told so of the token in the store gets another one', async () => {
  const { another, clock, calls } = scene()
  const store = memoryStore({ clock })
  const used = await another({ store }).getToken()
  const fresh = await passTime(another({ store }).getToken({ rejected: used.value }), clock)
  expect(fresh.value).not.toBe(used.value)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})
