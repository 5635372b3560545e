import { expect, test, vi } from 'vitest'
import { isSettled, MINUTE, passTime, rejection, scene } from '../support/scene.ts'

test('renew ahead › nobody waits, and one refresh goes behind the held token (failure modes 26, 29)', async () => {
  const { auth, clock, simulator, calls } = scene({ simulator: { latencyMs: 3000 } })
  const first = await passTime(auth.getToken(), clock)
  await clock.advance(26 * MINUTE)
  const during = Promise.all(Array.from({ length: 100 }, () => auth.getToken()))
  expect(await isSettled(during, clock)).toBe(true)
  for (const token of await during) expect(token).toBe(first)
  await clock.advance(3000)
  expect((await auth.getToken()).generation).toBeGreaterThan(first.generation)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  expect(simulator.count()).toBe(2)
})

test('renew ahead › a failure is seen in events only, while the held token lives (failure modes 28, 40)', async () => {
  const { auth, clock, simulator, events, calls } = scene()
  const first = await auth.getToken()
  simulator.failNext('refresh', { kind: 'status', status: 503, body: 'html' }, Number.POSITIVE_INFINITY)
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 180; second++) {
    expect(await auth.getToken()).toBe(first)
    await clock.advance(1000)
  }
  expect(events.filter((event) => event.type === 'acquisition_failed').length).toBeGreaterThan(2)
  expect(calls().logins).toBe(1)
  expect(calls().refreshes).toBeLessThan(10)
})

test('renew ahead › its rejection is never unhandled (failure mode 30)', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const { auth, clock, simulator, events } = scene()
  await auth.getToken()
  simulator.failNext('any', { kind: 'reset' }, Number.POSITIVE_INFINITY)
  await clock.advance(26 * MINUTE)
  await auth.getToken()
  await clock.advance(MINUTE)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', unhandled)
  expect(events.some((event) => event.type === 'acquisition_failed')).toBe(true)
  expect(unhandled).not.toHaveBeenCalled()
})

test('must renew › callers wait for the flight, and get the held token where it brings nothing', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 900 } })
  const first = await passTime(auth.getToken(), clock)
  await clock.advance(30 * MINUTE - 25_000)
  const waiting = auth.getToken()
  expect(await isSettled(waiting, clock)).toBe(false)
  expect((await passTime(waiting, clock)).generation).toBeGreaterThan(first.generation)
  simulator.failNext('refresh', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  const second = await auth.getToken()
  await clock.advance(30 * MINUTE - 25_000)
  expect(await passTime(auth.getToken(), clock)).toBe(second)
})

test('must renew › a caller waits a second at most, then gets the living token; the renewal goes on behind it', async () => {
  const { auth, clock, simulator, calls } = scene()
  const first = await auth.getToken()
  simulator.failNext('refresh', { kind: 'delay', ms: 20_000 })
  await clock.advance(30 * MINUTE - 25_000)
  const waiting = auth.getToken()
  await clock.advance(999)
  expect(await isSettled(waiting, clock)).toBe(false)
  await clock.advance(1)
  expect(await waiting).toBe(first)
  await clock.advance(20_000)
  expect((await auth.getToken()).generation).toBeGreaterThan(first.generation)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('must renew › with less than two seconds to live a caller waits half of what is left', async () => {
  const { auth, clock, simulator } = scene()
  const first = await auth.getToken()
  simulator.failNext('refresh', { kind: 'hang' })
  await clock.advance(30 * MINUTE - 400)
  const waiting = auth.getToken()
  await clock.advance(200)
  expect(await isSettled(waiting, clock)).toBe(true)
  expect(await waiting).toBe(first)
})

test('must renew › once the held token is dead, callers hear why there is none', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
  await clock.advance(31 * MINUTE)
  const error = await passTime(rejection(auth.getToken()), clock)
  expect(error).toMatchObject({ code: 'endpoint_unavailable', status: 503 })
})

test('windows › jitter makes renewal up to a fifth of the window earlier, per instance (failure mode 46)', async () => {
  const { clock, another, simulator } = scene()
  const early = another({ random: () => 0.99 })
  const late = another({ random: () => 0 })
  await Promise.all([early.getToken(), late.getToken()])
  await clock.advance(24 * MINUTE + 30_000)
  await Promise.all([early.getToken(), late.getToken()])
  await clock.advance(0)
  expect(simulator.count('refresh')).toBe(1)
})

test('clocks › a laptop that slept uses no old token (failure mode 33)', async () => {
  const { auth, clock, simulator } = scene()
  const first = await auth.getToken()
  clock.jumpWall(45 * MINUTE)
  expect((await auth.getToken()).generation).toBeGreaterThan(first.generation)
  expect(simulator.count('refresh')).toBe(1)
})

test('clocks › a wall clock set back does not prolong a life (failure mode 34)', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  clock.jumpWall(-60 * MINUTE)
  await clock.advance(26 * MINUTE)
  await auth.getToken()
  await clock.advance(0)
  expect(simulator.count('refresh')).toBe(1)
  await clock.advance(29 * MINUTE + 50_000)
  await auth.getToken()
  expect(simulator.count('refresh')).toBe(2)
})

test('clocks › what was once seen as older stays older, whichever clock is set back afterwards', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  // The machine sleeps for 27 minutes, which the monotonic clock does not see, and is looked at.
  clock.jumpWall(27 * MINUTE)
  simulator.failNext('refresh', { kind: 'status', status: 503 })
  await auth.getToken()
  await clock.advance(0)
  expect(simulator.count('refresh')).toBe(1)
  clock.jumpWall(-27 * MINUTE)
  await clock.advance(3 * MINUTE + 1)
  await auth.getToken()
  expect(simulator.count('refresh')).toBe(2)
})

test('clocks › a local clock that is an hour wrong costs no call (failure mode 19)', async () => {
  for (const wrong of [-60, 60]) {
    const { another, clock, simulator } = scene()
    const auth = another({ clock: { ...clock, now: () => clock.now() + wrong * MINUTE } })
    for (let n = 0; n < 20; n++) {
      await auth.getToken()
      await clock.advance(MINUTE)
    }
    expect(simulator.count()).toBe(1)
  }
})

test('clocks › a wall clock that stands still is noticed within 64 calls', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  clock.jumpMonotonic(29 * MINUTE)
  for (let n = 0; n < 65; n++) await auth.getToken()
  await clock.advance(0)
  expect(simulator.count('refresh')).toBe(1)
})

test('lifetimes › a slow answer shortens the life: it counts from when it was asked for (failure mode 17)', async () => {
  const { auth, clock } = scene({ simulator: { latencyMs: 20_000 } })
  const before = clock.now()
  const token = await passTime(auth.getToken(), clock)
  expect(token.expiresAt - before).toBe(30 * MINUTE)
})

test.each([
  ['missing', undefined, 30],
  ['digits', '1800', 30],
  ['zero', 0, 30],
  ['negative', -1, 30],
  ['1e308', 1e308, 30],
  ['milliseconds', 1_800_000, 30],
  ['true', true, 30],
  ['an array', [1800], 30],
  ['null', null, 30],
  ['a word', 'soon', 30],
  ['30 days', 2_592_000, 30],
])(
  'lifetimes › expiresIn %s: at most two calls, and renewed in time (failure modes 14, 15, 35)',
  async (_name, expiresIn, minutes) => {
    const { auth, clock, simulator } = scene({ simulator: { expiresIn } })
    for (let n = 0; n < 100; n++) await auth.getToken()
    expect(simulator.count()).toBe(1)
    const life = (await auth.getToken()).expiresAt - clock.now()
    expect(life).toBe(minutes * MINUTE)
    await clock.advance(31 * MINUTE)
    await auth.getToken()
    expect(simulator.count()).toBe(2)
  },
)

test('lifetimes › a life of a minute is renewed by its own windows (failure mode 16)', async () => {
  const { auth, clock, simulator } = scene({ simulator: { lifetimes: { accessMs: MINUTE } } })
  for (let n = 0; n < 100; n++) {
    await auth.getToken()
    await clock.advance(100)
  }
  expect(simulator.count()).toBe(1)
})

test('lifetimes › whatever the server says, there is no loop (failure mode 38)', async () => {
  const { auth, clock, simulator } = scene({ simulator: { expiresIn: 1, limits: false } })
  for (let tenth = 0; tenth < 6000; tenth++) {
    auth.getToken({ timeoutMs: 1000 }).catch(() => {})
    await clock.advance(100)
  }
  // Ten minutes of calls: paced like a failure, 1 s doubling to a minute.
  expect(simulator.count()).toBeLessThan(20)
})

test('lifetimes › a renewal that brings the same token back does not prolong it, and backs off', async () => {
  let first: string | undefined
  const { auth, clock, simulator } = scene({
    simulator: { limits: false },
    between: (send) => async (input, init) => {
      const response = await send(input, init)
      if (!String(input).includes('/auth/')) return response
      const text = await response.text()
      first ??= text
      return new Response(first, { headers: { 'content-type': 'application/json' } })
    },
  })
  const { expiresAt } = await auth.getToken()
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 60; second++) {
    expect((await auth.getToken()).expiresAt).toBe(expiresAt)
    await clock.advance(1000)
  }
  expect(simulator.count()).toBeLessThan(10)
})

test('timers › none of ours keeps a process alive, and there is no timer per held token (failure modes 36, 37, 132)', async () => {
  const { auth, clock } = scene()
  await auth.getToken()
  expect(clock.pendingTimers).toBe(0)
  for (let n = 0; n < 100; n++) await auth.getToken({ rejected: await auth.getToken() })
  expect(clock.pendingTimers).toBe(0)
})
