import { expect, test } from 'vitest'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

test('refresh › a living refresh token is used, and rotated pairs are kept whole (failure modes 26, 39)', async () => {
  const { auth, clock, simulator, calls } = scene({ simulator: { rotation: 'strict' } })
  for (let round = 0; round < 50; round++) {
    await auth.getToken()
    await clock.advance(26 * MINUTE)
  }
  expect(calls().logins).toBe(1)
  expect(simulator.count('refresh', 'ok')).toBe(calls().refreshes)
})

test('refresh › refused: one login in the same flight, for 500 callers (failure mode 41)', async () => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.revokeRefreshTokens()
  await clock.advance(31 * MINUTE)
  await Promise.all(Array.from({ length: 500 }, () => auth.getToken()))
  expect(calls()).toEqual({ logins: 2, refreshes: 1 })
})

test('refresh › both endpoints answer 401: exactly one call each (failure mode 41)', async () => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.revokeRefreshTokens()
  simulator.changePassword('demo', 'another one')
  await clock.advance(31 * MINUTE)
  const errors = await Promise.all(Array.from({ length: 500 }, () => rejection(auth.getToken())))
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['invalid_credentials']))
  expect(calls()).toEqual({ logins: 2, refreshes: 1 })
})

test.each([
  ['503', { kind: 'status', status: 503, body: 'html' }],
  ['400', { kind: 'status', status: 400, body: 'envelope' }],
  ['404', { kind: 'status', status: 404, body: 'html' }],
  ['a refusal that is no 401', { kind: 'status', status: 403, body: 'envelope' }],
] as const)('refresh › %s: no login while the held token lives (failure mode 42)', async (_name, fault) => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.failNext('refresh', fault, Number.POSITIVE_INFINITY)
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 120; second++) {
    await auth.getToken()
    await clock.advance(1000)
  }
  expect(calls().logins).toBe(1)
})

test('refresh › unreachable with a dead token: one login per step of the back-off', async () => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.failNext('refresh', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
  await clock.advance(31 * MINUTE)
  await passTime(auth.getToken(), clock)
  expect(calls()).toEqual({ logins: 2, refreshes: 1 })
})

test.each([26, 31])(
  'refresh › down from minute %i on: nobody fails, and there is one login for each life of a token',
  async (minute) => {
    const { auth, clock, simulator, calls } = scene()
    await auth.getToken()
    await clock.advance(minute * MINUTE)
    simulator.failNext('refresh', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    for (let second = 0; second < 100 * 60; second += 5) {
      expect((await auth.fetch('/products/categories')).status).toBe(200)
      await clock.advance(5_000)
    }
    expect(calls().logins).toBe(1 + Math.ceil((minute + 100 - 30) / 30))
  },
)

test('refresh › answered with what nobody can read: sent twice at most, and no login while the held token lives', async () => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.failNext('refresh', { kind: 'html' }, Number.POSITIVE_INFINITY)
  await clock.advance(25 * MINUTE)
  for (let second = 0; second < 290; second += 5) {
    await auth.getToken()
    await clock.advance(5_000)
  }
  expect(calls()).toEqual({ logins: 1, refreshes: 2 })
  await clock.advance(MINUTE)
  await auth.getToken()
  expect(calls()).toEqual({ logins: 2, refreshes: 2 })
})

test('refresh › a 503 with Retry-After is heeded', async () => {
  const { auth, clock, simulator, calls } = scene()
  await auth.getToken()
  simulator.failNext('refresh', { kind: 'status', status: 503, headers: { 'retry-after': '120' } })
  await clock.advance(25.5 * MINUTE)
  for (let second = 0; second < 115; second += 5) {
    await auth.getToken()
    await clock.advance(5_000)
  }
  expect(calls().refreshes).toBe(1)
  await clock.advance(10_000)
  await auth.getToken()
  await clock.advance(0)
  expect(calls()).toEqual({ logins: 1, refreshes: 2 })
})

test('refresh › limited while the token lives: refresh is closed, the token is used, and nobody logs in', async () => {
  const { auth, clock, simulator, calls } = scene()
  const held = await auth.getToken()
  simulator.failNext('refresh', { kind: 'status', status: 429, body: 'plain' })
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 55; second++) {
    expect(await auth.getToken()).toBe(held)
    await clock.advance(1_000)
  }
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  await clock.advance(10_000)
  await auth.getToken()
  await clock.advance(0)
  expect(calls()).toEqual({ logins: 1, refreshes: 2 })
})

test.each([0, 3600])(
  'refresh › limited with a dead token (Retry-After: %i): a login follows at once',
  async (seconds) => {
    const { auth, clock, simulator, calls } = scene()
    await auth.getToken()
    const headers = seconds > 0 ? { 'retry-after': String(seconds) } : {}
    simulator.failNext('refresh', { kind: 'status', status: 429, body: 'plain', headers }, Number.POSITIVE_INFINITY)
    await clock.advance(31 * MINUTE)
    await auth.getToken()
    expect(calls()).toEqual({ logins: 2, refreshes: 1 })
  },
)

test('refresh › limited by another instance: the next one with a dead token logs in, and asks refresh nothing', async () => {
  const { auth, another, clock, simulator, calls } = scene()
  const other = another()
  await Promise.all([auth.getToken(), other.getToken()])
  simulator.failNext('refresh', { kind: 'status', status: 429, body: 'plain' }, Number.POSITIVE_INFINITY)
  await clock.advance(31 * MINUTE)
  await auth.getToken()
  await other.getToken()
  expect(calls()).toEqual({ logins: 4, refreshes: 1 })
})

test('refresh › the answer is lost: one replay at most, then one login (failure mode 27)', async () => {
  const { auth, clock, simulator, calls } = scene({ simulator: { rotation: 'strict' } })
  const first = await auth.getToken()
  simulator.failNext('refresh', { kind: 'lose-answer' }, 2)
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 60; second++) {
    expect((await auth.getToken()).value).toBeTypeOf('string')
    await clock.advance(1000)
  }
  expect((await auth.getToken()).generation).toBeGreaterThan(first.generation)
  expect(calls().refreshes).toBeLessThanOrEqual(2)
  expect(calls().logins).toBe(2)
})

test('refresh › a connection that broke while it was used may have brought it: replayed once at most', async () => {
  const broken = new TypeError('failed', {
    cause: Object.assign(new Error('x'), { code: 'EHOSTUNREACH', syscall: 'read' }),
  })
  let refreshes = 0
  const { auth, clock, calls } = scene({
    between: (send) => async (input, init) => {
      if (!String(input).endsWith('/auth/token/refresh')) return send(input, init)
      refreshes++
      throw broken
    },
  })
  await auth.getToken()
  await clock.advance(26 * MINUTE)
  for (let second = 0; second < 60; second++) {
    await auth.getToken()
    await clock.advance(1000)
  }
  expect(refreshes).toBe(2)
  expect(calls().logins).toBe(2)
})

test('refresh › without a new refresh token the old one is kept (failure mode 44)', async () => {
  const { auth, clock, calls } = scene({
    simulator: { rotation: 'lax' },
    between: (send) => async (input, init) => {
      const response = await send(input, init)
      if (!String(input).endsWith('/auth/token/refresh')) return response
      const body = (await response.json()) as { data: { refreshToken?: string } }
      delete body.data.refreshToken
      return Response.json(body)
    },
  })
  for (let round = 0; round < 4; round++) {
    await auth.getToken()
    await clock.advance(29 * MINUTE + 45_000)
  }
  expect(calls()).toEqual({ logins: 1, refreshes: 3 })
})

test('refresh › none was given: log in again', async () => {
  const { auth, clock, calls } = scene({ simulator: { responseShape: 'flat' } })
  await auth.getToken()
  await clock.advance(31 * MINUTE)
  await auth.getToken()
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
})

test('refresh › older than its seven days: straight to login, no wasted call (failure mode 43)', async () => {
  const { auth, clock, calls } = scene()
  await auth.getToken()
  await clock.advance(8 * 24 * 60 * MINUTE)
  await auth.getToken()
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
})
