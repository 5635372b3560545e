import { expect, test } from 'vitest'
import { isSettled, MINUTE, passTime, rejection, scene } from '../support/scene.ts'

test('getToken › 1,000 cold callers share one login (failure mode 1)', async () => {
  const { auth, simulator } = scene()
  const tokens = await Promise.all(Array.from({ length: 1000 }, () => auth.getToken()))
  expect(new Set(tokens.map((token) => token.value)).size).toBe(1)
  expect(simulator.count()).toBe(1)
})

test('getToken › a held token costs no call until its renewal window', async () => {
  const { auth, clock, simulator } = scene()
  const first = await auth.getToken()
  await clock.advance(20 * MINUTE)
  expect(await auth.getToken()).toBe(first)
  expect(simulator.count()).toBe(1)
})

test('getToken › a failed login is not remembered, and is still one for all who waited (failure mode 2)', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 400, body: 'envelope' })
  const errors = await Promise.all(Array.from({ length: 20 }, () => rejection(auth.getToken())))
  expect(new Set(errors.map((error) => error.code))).toEqual(new Set(['unexpected_response']))
  expect(simulator.count('login')).toBe(1)
  const later = Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
  await passTime(later, clock)
  expect(simulator.count('login')).toBe(2)
})

test('getToken › a passing failure is tried again after about 1 s and 2 s while anybody waits', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 503, body: 'html' }, 2)
  await passTime(auth.getToken(), clock)
  const at = simulator.log.map((entry) => entry.at)
  expect(at.map((when) => Math.round((when - (at[0] ?? 0)) / 1000))).toEqual([0, 1, 3])
})

test('getToken › after three tries all who waited hear the same, with retryAfterMs', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  const [one, two] = [rejection(auth.getToken()), rejection(auth.getToken())]
  const error = await passTime(one, clock)
  expect(error).toMatchObject({ code: 'endpoint_unavailable', status: 500, retryAfterMs: 4000 })
  expect((await two).code).toBe('endpoint_unavailable')
  expect(simulator.count('login')).toBe(3)
})

test('getToken › in a long outage the distance between calls doubles to a minute', async () => {
  const { auth, clock, simulator } = scene({ simulator: { limits: false } })
  simulator.failNext('login', { kind: 'reset' }, Number.POSITIVE_INFINITY)
  for (let minute = 0; minute < 40; minute++) {
    auth.getToken().catch(() => {})
    await clock.advance(MINUTE / 4)
  }
  const at = simulator.log.map((entry) => Math.round(entry.at / 1000))
  const gaps = at.slice(1).map((when, index) => when - (at[index] ?? 0))
  expect(gaps.slice(0, 2)).toEqual([1, 2])
  expect(Math.max(...gaps)).toBeGreaterThanOrEqual(60)
  expect(at.length).toBeLessThan(20)
})

test('getToken › who cannot wait for the next try is told at once', async () => {
  const { auth, clock, simulator } = scene({ simulator: { limits: false } })
  simulator.failNext('login', { kind: 'status', status: 500 }, 5)
  await passTime(rejection(auth.getToken()), clock)
  for (let round = 0; round < 2; round++) await passTime(rejection(auth.getToken()), clock)
  const calls = simulator.count('login')
  const hasty = rejection(auth.getToken({ timeoutMs: 1000 }))
  expect(await isSettled(hasty, clock)).toBe(true)
  expect(await hasty).toMatchObject({ code: 'endpoint_unavailable' })
  expect((await hasty).retryAfterMs).toBeGreaterThan(1000)
  expect(simulator.count('login')).toBe(calls)
  await passTime(auth.getToken({ timeoutMs: MINUTE }), clock)
})

test('getToken › an endpoint that says nothing is given up after 30 s, headers and body (failure mode 3)', async () => {
  for (const kind of ['hang', 'hang-after-headers'] as const) {
    const { auth, clock, simulator } = scene()
    simulator.failNext('login', { kind })
    const waiting = auth.getToken({ timeoutMs: 5 * MINUTE })
    await clock.advance(29_000)
    expect(await isSettled(waiting, clock)).toBe(false)
    await passTime(waiting, clock)
    expect(simulator.count('login')).toBe(2)
  }
})

test('getToken › a drip of bytes does not outlast the deadline (failure mode 3)', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'drip', bytesPerSecond: 0.2 }, 1)
  await passTime(auth.getToken({ timeoutMs: 5 * MINUTE }), clock)
  expect(simulator.count('login')).toBe(2)
})

test('getToken › timeoutMs bounds the caller and not the flight', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 5000 } })
  const hasty = rejection(auth.getToken({ timeoutMs: 1000 }))
  const patient = auth.getToken()
  await clock.advance(1000)
  expect(await hasty).toMatchObject({ code: 'timeout' })
  await passTime(patient, clock)
  expect(simulator.count()).toBe(1)
})

test('getToken › an abort detaches one caller, and never the flight (failure modes 31, 32)', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 1000 } })
  const controllers = Array.from({ length: 10 }, () => new AbortController())
  const waiting = controllers.map(({ signal }) => auth.getToken({ signal }))
  const all = Promise.allSettled(waiting)
  await clock.advance(10)
  controllers[0]?.abort(new Error('first leaves'))
  await expect(waiting[0]).rejects.toThrow('first leaves')
  expect(await isSettled(waiting[1] as Promise<unknown>, clock)).toBe(false)
  for (const controller of controllers) controller.abort(new Error('all leave'))
  expect((await all)[9]).toMatchObject({ reason: { message: 'all leave' } })
  await clock.advance(1000)
  await auth.getToken()
  expect(simulator.count()).toBe(1)
})

test('getToken › a late joiner can be aborted, and an aborted signal rejects even where a token is held', async () => {
  const { auth, clock } = scene({ simulator: { latencyMs: 1000 } })
  const first = auth.getToken()
  const controller = new AbortController()
  const joiner = auth.getToken({ signal: controller.signal })
  controller.abort(new Error('changed my mind'))
  await expect(joiner).rejects.toThrow('changed my mind')
  await passTime(first, clock)
  await expect(auth.getToken({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
})

test('getToken › a flight nobody waits for leaves the queue before it is sent', async () => {
  const { auth, another, clock, simulator } = scene()
  for (let n = 0; n < 5; n++) await another().getToken()
  const controller = new AbortController()
  const waiting = auth.getToken({ signal: controller.signal, timeoutMs: 5 * MINUTE })
  waiting.catch(() => {})
  await clock.advance(1000)
  expect(auth.status().budget.login.waiting).toBe(1)
  controller.abort()
  await clock.advance(0)
  expect(auth.status().budget.login.waiting).toBe(0)
  await clock.advance(2 * MINUTE)
  expect(simulator.count('login')).toBe(5)
})

test('getToken › 10,000 calls with one signal leave no listener behind (failure mode 133)', async () => {
  const { auth } = scene()
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    return addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    return removeEventListener.apply(signal, args)
  }
  const cold = Array.from({ length: 1000 }, () => auth.getToken({ signal }))
  expect(listeners).toBe(1)
  await Promise.all(cold)
  for (let n = 0; n < 9000; n++) await auth.getToken({ signal })
  expect(listeners).toBe(0)
})

test('getToken › more than 10,000 callers of a hung endpoint are turned away (failure mode 134)', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'hang' })
  const callers = Array.from({ length: 10_001 }, () => auth.getToken())
  expect(await rejection(callers.at(-1) as Promise<unknown>)).toMatchObject({ code: 'overloaded' })
  await passTime(Promise.allSettled(callers), clock)
  expect(simulator.count('login')).toBeLessThanOrEqual(2)
})

test('getToken › a listener that calls getToken within the flight does not deadlock it (failure mode 48)', async () => {
  const { auth, simulator } = scene()
  const inner: Promise<unknown>[] = []
  auth.subscribe(() => {
    inner.push(auth.getToken())
  })
  await auth.getToken()
  await Promise.all(inner)
  expect(inner.length).toBeGreaterThan(0)
  expect(simulator.count()).toBe(1)
})

test('getToken › a closed instance says so; close waits for what was sent (failure mode 45)', async () => {
  const { auth, clock } = scene({ simulator: { latencyMs: 400 } })
  const waiting = auth.getToken()
  await clock.advance(50)
  const closing = auth.close()
  expect(await isSettled(closing, clock)).toBe(false)
  await clock.advance(400)
  await closing
  expect((await waiting).value).toBeTypeOf('string')
  expect(await rejection(auth.getToken())).toMatchObject({ code: 'closed' })
  expect(auth.status().state).toBe('closed')
  expect(clock.pendingReferenced).toBe(0)
})

test('getToken › closing frees those who queue, and waits at most 5 s for an endpoint that hangs', async () => {
  const { auth, another, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'hang' })
  const hung = rejection(auth.getToken())
  await clock.advance(0)
  const closing = auth.close()
  await clock.advance(5000)
  await closing
  await passTime(hung, clock)
  for (let n = 0; n < 4; n++) await another().getToken()
  const late = another()
  const queued = rejection(late.getToken({ timeoutMs: 5 * MINUTE }))
  await clock.advance(0)
  await late.close()
  expect(await queued).toMatchObject({ code: 'closed' })
})

test('getToken › a flight that dies of something foreign is tried once more, not for ever', async () => {
  const { auth, simulator, clock } = scene({
    between: (send) => async (input, init) => {
      await send(input, init)
      const nasty = new Error('x')
      Object.defineProperty(nasty, 'name', {
        get() {
          throw new Error('even looking at it fails')
        },
      })
      throw nasty
    },
  })
  expect(await passTime(rejection(auth.getToken()), clock)).toMatchObject({ code: 'endpoint_unavailable' })
  expect(simulator.count('login')).toBeLessThanOrEqual(2)
})

test('getToken › timeoutMs 0 sees to it that a token is acquired, and waits for nothing', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 100 } })
  expect(await rejection(auth.getToken({ timeoutMs: 0 }))).toMatchObject({ code: 'timeout' })
  await clock.advance(100)
  await auth.getToken({ timeoutMs: 0 })
  expect(simulator.count()).toBe(1)
})

test('getToken › a flight that a 429 sends back to the queue leaves it when nobody waits any more', async () => {
  const { auth, clock, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 429, body: 'plain' })
  expect(await rejection(auth.getToken({ timeoutMs: 1000 }))).toMatchObject({ code: 'rate_limited' })
  await clock.advance(5 * MINUTE)
  expect(auth.status()).toMatchObject({ acquiring: false, budget: { login: { waiting: 0 } } })
  expect(simulator.count('login')).toBe(1)
})

test('getToken › a process that stood still reads what was answered meanwhile, and sends nothing twice (failure modes 33, 79)', async () => {
  let answer: (() => void) | undefined
  const { auth, clock, simulator, calls } = scene({
    simulator: { rotation: 'strict' },
    between: (send) => async (input, init) => {
      const response = await send(input, init)
      if (String(input).endsWith('/refresh') && !answer) await new Promise<void>((resolve) => (answer = resolve))
      return response
    },
  })
  await auth.getToken()
  await clock.advance(31 * MINUTE)
  const asked = auth.getToken({ timeoutMs: 5 * MINUTE })
  await clock.advance(100)
  clock.jumpMonotonic(40_000)
  clock.jumpWall(40_000)
  // Timers come first when it wakes, and only then the socket.
  await clock.advance(0)
  answer?.()
  await passTime(asked, clock)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  expect(simulator.count('refresh', 'ok')).toBe(1)
})

test('restore and close › keep the process alive while they are awaited', async () => {
  const hang = () => new Promise<never>(() => {})
  const { another, clock } = scene()
  const auth = another({ store: { get: hang, setIfNewer: hang, delete: hang }, key: new Uint8Array(32) })
  const restored = auth.restore()
  await clock.advance(0)
  expect(clock.pendingReferenced).toBe(1)
  await passTime(restored, clock)
  expect(clock.pendingReferenced).toBe(0)
  await passTime(auth.getToken(), clock)
  const closed = auth.close()
  expect(clock.pendingReferenced).toBe(1)
  await passTime(closed, clock)
  expect(clock.pendingReferenced).toBe(0)
})
