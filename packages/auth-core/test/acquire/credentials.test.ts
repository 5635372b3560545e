import { demoCredentials } from '@pagamio/simulator'
import { expect, test, vi } from 'vitest'
import { type Credentials, createBudget, memoryStore, PagamioAuthError, type TokenStore } from '../../src/index.ts'
import { isSettled, MINUTE, passTime, rejection, scene } from '../support/scene.ts'

const wrong: Credentials = { ...demoCredentials, password: 'not this one' }

test('wrong password › one call, then the same error at once until the credentials change (failure mode 4)', async () => {
  const { auth, clock, simulator } = scene({ auth: { credentials: wrong } })
  const first = await rejection(auth.getToken())
  expect(first).toMatchObject({ code: 'invalid_credentials', status: 401 })
  for (let n = 0; n < 1000; n++) {
    const again = rejection(auth.getToken())
    expect(await again).toBe(first)
    await clock.advance(600)
  }
  expect(simulator.count()).toBe(1)
  expect(auth.status()).toMatchObject({ state: 'refused', trouble: { code: 'invalid_credentials' } })
  auth.setCredentials(demoCredentials)
  await auth.getToken()
  expect(simulator.count()).toBe(2)
})

test('setCredentials › a login under way with the old password does not poison the new one (failure mode 5)', async () => {
  const { auth, clock, simulator } = scene({ auth: { credentials: wrong }, simulator: { latencyMs: 500 } })
  const waiting = auth.getToken()
  await clock.advance(100)
  auth.setCredentials(demoCredentials)
  const token = await passTime(waiting, clock)
  expect(token.value).toBeTypeOf('string')
  await clock.advance(MINUTE)
  expect(await auth.getToken()).toBe(token)
  expect(simulator.count()).toBe(2)
})

test('setCredentials › the old login landing late changes nothing', async () => {
  const { auth, clock } = scene({
    simulator: { merchants: merchants() },
    auth: { credentials: merchants()[0] as Credentials },
    between: (send) => (input, init) => send(input, init),
  })
  const waiting = auth.getToken()
  auth.setCredentials(merchants()[1] as Credentials)
  await passTime(waiting, clock)
  const response = await auth.fetch('/merchants/M-2/products')
  expect(response.status).toBe(200)
})

test('setCredentials › another merchant never pays with the old token', async () => {
  const { auth, simulator } = scene({
    simulator: { merchants: merchants() },
    auth: { credentials: merchants()[0] as Credentials },
  })
  await auth.getToken()
  auth.setCredentials(merchants()[1] as Credentials)
  await auth.fetch('/products/categories')
  expect(simulator.log.at(-1)).toMatchObject({ endpoint: 'categories', merchant: 'M-2' })
})

test('setCredentials › a new password for the same merchant keeps the living token, and drops its refresh token', async () => {
  const { auth, clock, simulator, calls } = scene()
  const held = await auth.getToken()
  simulator.changePassword(demoCredentials.username, 'new password')
  auth.setCredentials({ ...demoCredentials, password: 'new password' })
  expect(await auth.getToken()).toBe(held)
  await clock.advance(31 * MINUTE)
  await auth.getToken()
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
})

test('a function › is asked within the flight, and its failure is never remembered', async () => {
  let calls = 0
  const { auth, simulator } = scene({
    auth: {
      credentials: async () => {
        if (++calls === 1) throw new Error(`vault says no to ${demoCredentials.password}`)
        return demoCredentials
      },
    },
  })
  const error = await rejection(auth.getToken())
  expect(error).toMatchObject({ code: 'credentials_unavailable' })
  expect(error.stack).not.toContain(demoCredentials.password)
  await Promise.all([auth.getToken(), auth.getToken()])
  expect(calls).toBe(2)
  expect(simulator.count()).toBe(1)
})

test('a function › that never answers is given up after 30 s', async () => {
  const { auth, clock } = scene({ auth: { credentials: () => new Promise(() => {}) } })
  const waiting = rejection(auth.getToken({ timeoutMs: MINUTE }))
  await clock.advance(29_000)
  expect(await isSettled(waiting, clock)).toBe(false)
  await clock.advance(2000)
  expect(await waiting).toMatchObject({ code: 'credentials_unavailable' })
})

test('a function › that throws at once, or gives nothing, is credentials_unavailable', async () => {
  const throwing = () => {
    throw new TypeError('no vault')
  }
  for (const credentials of [throwing, async () => undefined, async () => ({ username: '', password: 'x' })]) {
    const { auth } = scene({ auth: { credentials: credentials as () => Promise<Credentials> } })
    expect(await rejection(auth.getToken())).toMatchObject({ code: 'credentials_unavailable' })
  }
})

test('a function › refused values are asked for again at most every 30 s, and different ones lift the refusal', async () => {
  let current: Credentials = wrong
  const vault = vi.fn(async () => current)
  const { auth, clock, simulator } = scene({ auth: { credentials: vault } })
  for (let n = 0; n < 120; n++) {
    expect(await rejection(auth.getToken())).toMatchObject({ code: 'invalid_credentials' })
    await clock.advance(1000)
  }
  expect(vault.mock.calls.length).toBeLessThanOrEqual(5)
  expect(simulator.count('login')).toBe(1)
  current = demoCredentials
  await clock.advance(30_000)
  await auth.getToken()
  expect(simulator.count('login')).toBe(2)
})

test('a function › whose renewal fails in the background is not asked at each call', async () => {
  let broken = false
  const vault = vi.fn(async () => {
    if (broken) throw new Error('sealed')
    return demoCredentials
  })
  const { auth, clock } = scene({ auth: { credentials: vault } })
  await auth.getToken()
  broken = true
  await clock.advance(26 * MINUTE)
  for (let n = 0; n < 600; n++) {
    await auth.getToken()
    await clock.advance(100)
  }
  expect(vault.mock.calls.length).toBeLessThan(10)
})

test('an inactive account › nobody asks again for a minute, doubling to 15 (403 in the envelope)', async () => {
  const { auth, clock, simulator } = scene({ simulator: { limits: false } })
  simulator.setActive(demoCredentials.username, false)
  const error = await rejection(auth.getToken())
  expect(error).toMatchObject({ code: 'account_forbidden', status: 403, retryAfterMs: MINUTE * 1.125 })
  for (let second = 0; second < 60 * 60; second += 5) {
    auth.getToken({ timeoutMs: 0 }).catch(() => {})
    await clock.advance(5000)
  }
  expect(simulator.count('login')).toBeLessThanOrEqual(8)
  simulator.setActive(demoCredentials.username, true)
  await passTime(auth.getToken({ timeoutMs: 16 * MINUTE }), clock, 16 * MINUTE)
})

test('sandbox credentials against production are a wrong password, once (failure mode 24)', async () => {
  const { auth, simulator } = scene({ auth: { environment: 'production' } })
  for (let n = 0; n < 3; n++) expect(await rejection(auth.getToken())).toMatchObject({ code: 'invalid_credentials' })
  expect(simulator.count()).toBe(1)
})

function merchants() {
  return [
    { username: 'one', password: 'first password', id: 'M-1' },
    { username: 'two', password: 'second password', id: 'M-2' },
  ]
}

test('credentials › a vault that is down is no reason not to refresh, and a login is never made without it', async () => {
  let down = false
  const vault = async () => {
    if (down) throw new Error('the vault is sealed')
    return demoCredentials
  }
  const { auth, clock, simulator, calls } = scene({ auth: { credentials: vault } })
  await auth.getToken()
  down = true
  await clock.advance(31 * MINUTE)
  await auth.getToken()
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  simulator.revokeRefreshTokens()
  await clock.advance(31 * MINUTE)
  expect((await rejection(auth.getToken())).code).toBe('credentials_unavailable')
  expect(calls().logins).toBe(1)
})

test('credentials › what a function rejects with is credentials_unavailable, whichever error it is', async () => {
  const { auth } = scene({ auth: { credentials: () => Promise.reject(new PagamioAuthError('closed', 'another one')) } })
  expect((await rejection(auth.getToken())).code).toBe('credentials_unavailable')
})

test('setCredentials › while the store is being read: nothing of the old password is used, no refresh token either', async () => {
  const { clock, another, simulator, calls } = scene()
  const inner = memoryStore({ clock })
  const key = new Uint8Array(32).fill(7)
  await another({ store: inner, key }).getToken()
  await clock.advance(1_000)
  const slow: TokenStore = {
    ...inner,
    get: async (...asked) => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 300))
      return inner.get(...asked)
    },
  }
  const auth = another({ store: slow, key, budget: createBudget({ clock }) })
  const restored = auth.restore()
  await clock.advance(100)
  simulator.changePassword(demoCredentials.username, 'changed')
  auth.setCredentials({ ...demoCredentials, password: 'changed' })
  await clock.advance(1_000)
  expect(await restored).toMatchObject({ state: 'empty', usable: false })
  await clock.advance(32 * MINUTE)
  await passTime(auth.getToken(), clock)
  expect(calls()).toEqual({ logins: 2, refreshes: 0 })
})

test('setCredentials › while a refresh is under way: the rotated pair is saved, and no process sends its predecessor', async () => {
  const { clock, another, simulator } = scene({ simulator: { rotation: 'strict', latencyMs: 2_000 } })
  const store = memoryStore({ clock })
  const process = () => another({ store, key: new Uint8Array(32).fill(7), budget: createBudget({ clock }) })
  const [one, two] = [process(), process()]
  await passTime(one.getToken(), clock)
  await passTime(two.getToken(), clock)
  await clock.advance(26 * MINUTE)
  await one.getToken()
  await clock.advance(1_000)
  one.setCredentials({ ...demoCredentials, password: 'changed' })
  await clock.advance(3_000)
  await two.getToken()
  await clock.advance(10_000)
  expect(simulator.count('refresh', 'ok')).toBe(simulator.count('refresh'))
  expect((await passTime(two.fetch('/products/categories'), clock)).status).toBe(200)
})

const changed: Credentials = { ...demoCredentials, password: 'the new one' }
const both = async () => ({ current: demoCredentials, next: changed })

test('two passwords › the next one is tried once the current one is refused, within the same call (failure mode 141)', async () => {
  const { auth, clock, simulator } = scene({ auth: { credentials: both } })
  await auth.getToken()
  expect(simulator.count('login')).toBe(1)
  simulator.changePassword(demoCredentials.username, changed.password)
  simulator.revokeAll()
  simulator.revokeRefreshTokens()
  const response = await passTime(auth.fetch('/products/categories'), clock)
  expect(response.status).toBe(200)
  expect(simulator.count('login', 'ok')).toBe(2)
  expect(simulator.count('login')).toBe(3)
  // From now on the refused one is not asked for again.
  for (let renewal = 0; renewal < 3; renewal++) {
    simulator.revokeAll()
    simulator.revokeRefreshTokens()
    await clock.advance(2 * MINUTE)
    expect((await passTime(auth.fetch('/products/categories'), clock)).status).toBe(200)
  }
  expect(simulator.count('login')).toBe(6)
})

test('two passwords › both refused are two logins, then the same error at once', async () => {
  const credentials = async () => ({ current: wrong, next: changed })
  const { auth, clock, simulator } = scene({ auth: { credentials } })
  for (let n = 0; n < 300; n++) {
    expect(await rejection(passTime(auth.getToken(), clock))).toMatchObject({ code: 'invalid_credentials' })
    await clock.advance(1_000)
  }
  expect(simulator.count('login')).toBe(2)
})

test('two passwords › a function that never runs out of them makes two logins in an acquisition', async () => {
  let n = 0
  const other = () => ({ ...demoCredentials, password: `wrong ${n++}` })
  const { auth, clock, simulator } = scene({ auth: { credentials: async () => ({ current: other(), next: other() }) } })
  expect(await rejection(passTime(auth.getToken(), clock))).toMatchObject({ code: 'invalid_credentials' })
  expect(simulator.count('login')).toBe(2)
})

test('two passwords › an account that is not allowed is no reason to try the next one', async () => {
  const { auth, clock, simulator } = scene({ auth: { credentials: both } })
  simulator.setActive(demoCredentials.username, false)
  expect(await rejection(passTime(auth.getToken(), clock))).toMatchObject({ code: 'account_forbidden' })
  expect(simulator.count('login')).toBe(1)
})

test.each([
  { what: 'of another username', next: { ...changed, username: 'somebody-else' } },
  { what: 'that is empty', next: { ...changed, password: '' } },
])('two passwords › a next one $what is credentials_unavailable', async ({ next }) => {
  const { auth, simulator } = scene({ auth: { credentials: async () => ({ current: demoCredentials, next }) } })
  const error = await rejection(auth.getToken())
  expect(error).toMatchObject({ code: 'credentials_unavailable', message: expect.stringContaining('next') })
  expect(error.message).not.toContain('somebody-else')
  expect(simulator.count()).toBe(0)
})

test('two passwords › `current` alone is one', async () => {
  const { auth, simulator } = scene({ auth: { credentials: async () => ({ current: demoCredentials }) } })
  await auth.getToken()
  expect(simulator.count('login')).toBe(1)
})

test.each([undefined, new Uint8Array(32).fill(9)])(
  'two passwords › of processes that share a store one finds out: one refused login for all of them',
  async (key) => {
    const { auth, another, clock, simulator, store } = sharedScene(key)
    simulator.changePassword(demoCredentials.username, changed.password)
    await passTime(auth.getToken(), clock)
    expect(simulator.count('login')).toBe(2)
    const second = another({ credentials: both, store, key, budget: createBudget({ clock }) })
    await passTime(second.getToken(), clock)
    const third = another({ credentials: both, store, key, budget: createBudget({ clock }) })
    expect(await passTime(third.restore(), clock)).toMatchObject({ usable: true })
    expect(simulator.count('login')).toBe(2)
  },
)

function sharedScene(key: Uint8Array | undefined) {
  const one = scene()
  const store = memoryStore({ clock: one.clock })
  return {
    ...one,
    store,
    auth: one.another({ credentials: both, store, key, budget: createBudget({ clock: one.clock }) }),
  }
}
