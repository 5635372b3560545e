import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore } from '../../src/index.ts'
import { MINUTE, rejection, scene } from '../support/scene.ts'

describe('a token that should live a while', () => {
  test('is the held one where that lives long enough, and a new one where it does not', async () => {
    const { auth, clock, calls } = scene()
    const first = await auth.getToken()
    await clock.advance(17 * MINUTE)
    expect((await auth.getToken({ minTtlMs: 12 * MINUTE })).value).toBe(first.value)
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
    const second = await auth.getToken({ minTtlMs: 14 * MINUTE })
    expect(second.value).not.toBe(first.value)
    expect(second.expiresAt - clock.now()).toBe(30 * MINUTE)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('is asked for by many at once: one call', async () => {
    const { auth, clock, calls } = scene()
    await auth.getToken()
    await clock.advance(20 * MINUTE)
    await Promise.all(Array.from({ length: 100 }, () => auth.getToken({ minTtlMs: 12 * MINUTE })))
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('more than half of a life is not waited for, so that not each call costs one', async () => {
    const { auth, calls } = scene()
    for (let call = 0; call < 10; call++) await auth.getToken({ minTtlMs: 600 * MINUTE })
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
  })

  test('where a new process finds a shorter one in the store: one refresh, not a login', async () => {
    const { clock, calls, another } = scene()
    const store = memoryStore({ clock })
    const early = another({ store })
    await early.getToken()
    await early.close()
    await clock.advance(20 * MINUTE)
    const late = another({ store, budget: createBudget({ clock }) })
    const token = await late.getToken({ minTtlMs: 14 * MINUTE })
    expect(token.expiresAt - clock.now()).toBe(30 * MINUTE)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('a server whose tokens come old is not asked for ever', async () => {
    const slow = scene({ simulator: { lifetimes: { accessMs: 40_000 }, latencyMs: 25_000 } })
    const asked = slow.auth.getToken({ minTtlMs: 30_000, timeoutMs: 200_000 })
    await slow.clock.advance(120_000)
    expect((await asked).value).toMatch(/^ey/)
    expect(slow.simulator.count()).toBe(2)
  })

  test('while the endpoint is down the living token is the answer, and the back-off paces the tries', async () => {
    const { auth, clock, simulator } = scene()
    const token = await auth.getToken()
    await clock.advance(20 * MINUTE)
    simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    for (let second = 0; second < 30; second++) {
      expect((await auth.getToken({ minTtlMs: 12 * MINUTE })).value).toBe(token.value)
      await clock.advance(1_000)
    }
    // The login, then tries 1, 2, 4, 8 and 16 s apart.
    expect(simulator.count()).toBe(1 + 5)
  })

  test.each([-1, Number.NaN, '60' as unknown as number])('%s is no time to live', async (minTtlMs) => {
    const error = await rejection(scene().auth.getToken({ minTtlMs }))
    expect(error.message).toContain('"minTtlMs"')
    expect(error.code).toBe('invalid_options')
  })
})
