import { describe, expect, test } from 'vitest'
import {
  createBudget,
  createPagamioAuthPool,
  memoryStore,
  type PagamioAuth,
  type SharedTokenStore,
} from '../../src/index.ts'
import { isSettled, MINUTE, scene } from '../support/scene.ts'

/** What `usable` says, and whether `getToken()` answers at once: the two have to agree. */
async function agreed(auth: PagamioAuth, settled: (asked: Promise<unknown>) => Promise<boolean>): Promise<boolean> {
  const { usable } = auth.status()
  const asked = auth.getToken()
  asked.catch(() => {})
  expect(await settled(asked)).toBe(usable)
  return usable
}

describe('usable says what getToken() would do', () => {
  test('through a whole life, at each minute', async () => {
    const { auth, clock } = scene({ simulator: { latencyMs: 100 } })
    const said: boolean[] = []
    for (let minute = 0; minute < 65; minute++) {
      said.push(await agreed(auth, (asked) => isSettled(asked, clock)))
      await clock.advance(MINUTE)
    }
    // Once before the first token; after that each renewal comes in time.
    expect(said.filter((usable) => !usable)).toHaveLength(1)
  })

  test('while another process acquires in the last window: the living token, at once', async () => {
    let theirs = false
    const { another, clock } = scene()
    const inner = memoryStore({ clock })
    const store: SharedTokenStore = {
      ...inner,
      takeLease: async (...asked) => !theirs && inner.takeLease(...asked),
    }
    const auth = another({ store, key: new Uint8Array(32), budget: createBudget({ clock }) })
    const first = auth.getToken()
    await clock.advance(1_000)
    await first
    theirs = true
    await clock.advance(30 * MINUTE - 26_000)
    auth.getToken().catch(() => {})
    await clock.advance(500)
    expect(await agreed(auth, (asked) => isSettled(asked, clock))).toBe(true)
  })

  test('a rejected token whose replacement is under way is not usable, for the pool either', async () => {
    const { simulator, clock } = scene({ simulator: { limits: false } })
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      credentialsFor: () => ({ username: 'demo', password: 'demo-password' }),
      fetch: simulator.fetch,
      clock,
    })
    const auth = pool.for('M-1001')
    const token = await auth.getToken()
    expect(pool.status()).toMatchObject({ usable: 1, acquiring: 0 })
    simulator.failNext('refresh', { kind: 'delay', ms: 20_000 })
    const replacing = auth.getToken({ rejected: token })
    await clock.advance(1_000)
    expect(pool.status()).toMatchObject({ usable: 0, acquiring: 1 })
    expect(auth.status().usable).toBe(false)
    await clock.advance(20_000)
    await replacing
    expect(pool.status()).toMatchObject({ usable: 1, acquiring: 0 })
  })

  test('a refused password: not usable, and said to be refused; with a living token usable', async () => {
    const { auth, clock, simulator } = scene()
    await auth.getToken()
    simulator.changePassword('demo', 'another')
    simulator.revokeRefreshTokens()
    await clock.advance(26 * MINUTE)
    await auth.getToken()
    await clock.advance(1_000)
    expect(auth.status()).toMatchObject({ usable: true, trouble: { code: 'invalid_credentials' } })
    await clock.advance(5 * MINUTE)
    expect(auth.status()).toMatchObject({ usable: false, state: 'refused' })
  })
})

describe('health', () => {
  const down = { kind: 'status', status: 503 } as const

  test('up without a token, while nothing is wrong', async () => {
    const { auth, clock } = scene()
    expect(auth.status().health).toBe('up')
    await auth.getToken()
    expect(auth.status().health).toBe('up')
    await clock.advance(60 * MINUTE)
    expect(auth.status()).toMatchObject({ state: 'expired', health: 'up' })
  })

  test('degraded as long as a caller gets the living token, at each second of its last minute; then down', async () => {
    const { auth, clock, simulator } = scene()
    await auth.getToken()
    await clock.advance(28 * MINUTE)
    simulator.failNext('any', down, Number.POSITIVE_INFINITY)
    await auth.getToken()
    await clock.advance(1_000)
    for (let second = 0; second < 110; second++) {
      const { health } = auth.status()
      const asked = auth.getToken()
      await clock.advance(1_000)
      await expect(asked).resolves.toBeDefined()
      expect(health).toBe('degraded')
    }
    await clock.advance(MINUTE)
    auth.getToken().catch(() => {})
    await clock.advance(10_000)
    expect(auth.status()).toMatchObject({ state: 'expired', health: 'down' })
  })
})

describe('for who wants to see the life of a token', () => {
  test('its age by each clock, and when it is renewed', async () => {
    const { auth, clock } = scene()
    expect(auth.status()).toMatchObject({ at: clock.now(), life: undefined, acquisition: undefined })
    await auth.getToken()
    clock.jumpWall(7 * MINUTE)
    clock.jumpMonotonic(2 * MINUTE)
    const { life } = auth.status()
    expect(life).toMatchObject({ lifetimeMs: 30 * MINUTE, wallAgeMs: 7 * MINUTE, monotonicAgeMs: 2 * MINUTE })
    expect(life?.renewAheadMs).toBeGreaterThanOrEqual(5 * MINUTE)
    expect(life?.renewAheadMs).toBeLessThan(6 * MINUTE)
    expect(life?.mustRenewMs).toBe(MINUTE / 2)
    // By the older of both ages, as with the token itself.
    expect(life?.refreshLeftMs).toBe((7 * 24 * 60 - 7) * MINUTE)
  })

  test('what an acquisition is about, and who waits for it', async () => {
    const { auth, clock, simulator } = scene()
    simulator.failNext('login', { kind: 'delay', ms: 5_000 })
    const asked = auth.getToken()
    await clock.advance(1_000)
    expect(auth.status()).toMatchObject({
      waiting: 1,
      acquisition: { reason: 'first', step: 'calling', endpoint: 'login', lease: 'none', background: false },
    })
    await clock.advance(5_000)
    await asked
    expect(auth.status().acquisition).toBeUndefined()
  })

  test('who has the lease of a shared store: we, or another process', async () => {
    let theirs = false
    const { another, clock, simulator } = scene()
    const inner = memoryStore({ clock })
    const store: SharedTokenStore = { ...inner, takeLease: async (...asked) => !theirs && inner.takeLease(...asked) }
    const auth = another({ store, key: new Uint8Array(32), budget: createBudget({ clock }) })
    simulator.failNext('login', { kind: 'delay', ms: 5_000 })
    const first = auth.getToken()
    await clock.advance(1_000)
    expect(auth.status().acquisition?.lease).toBe('ours')
    await clock.advance(5_000)
    await first
    theirs = true
    await clock.advance(30 * MINUTE)
    auth.getToken().catch(() => {})
    await clock.advance(300)
    expect(auth.status().acquisition?.lease).toBe('elsewhere')
  })

  test('the calls that a limit counts, until each is free again, and for how long a 429 closes it', async () => {
    const { auth, clock, simulator } = scene()
    simulator.failNext('login', { kind: 'delay', ms: 2_000 })
    const asked = auth.getToken()
    await clock.advance(1_000)
    expect(auth.status().budget.login).toMatchObject({ calls: [{ agoMs: 1_000, freeInMs: undefined }], closedForMs: 0 })
    await clock.advance(2_000)
    await asked
    const { calls, windowMs } = auth.status().budget.login
    expect(calls).toEqual([{ agoMs: 3_000, freeInMs: windowMs - 1_000 }])
    simulator.failNext('refresh', { kind: 'status', status: 429 })
    simulator.failNext('login', { kind: 'status', status: 429 })
    await clock.advance(31 * MINUTE)
    auth.getToken().catch(() => {})
    await clock.advance(1_000)
    const { refresh } = auth.status().budget
    expect(refresh.closedForMs).toBeGreaterThan(58_000)
    expect(refresh.nextInMs).toBe(refresh.closedForMs)
  })
})
