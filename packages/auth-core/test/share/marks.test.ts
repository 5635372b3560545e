import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore, type PagamioAuthOptions, type SharedTokenStore } from '../../src/index.ts'
import { MINUTE, passTime, type SceneOptions, scene } from '../support/scene.ts'

const RENEWAL = 26 * MINUTE

/** Processes that share a store with an API that takes a refresh token that comes twice for theft. */
function fleet(options: SceneOptions['simulator'] = {}) {
  const one = scene({ simulator: { rotation: 'strict', ...options } })
  const { clock, another, simulator } = one
  const inner = memoryStore({ clock })
  const process = (store: SharedTokenStore = inner, extra: Partial<PagamioAuthOptions> = {}) =>
    another({ store, key: new Uint8Array(32).fill(7), budget: createBudget({ clock }), ...extra })
  /** Each refresh that was sent was sent with a token that nobody had sent before. */
  const spentOnce = () => simulator.count('refresh', 'ok') === simulator.count('refresh')
  return { ...one, inner, process, spentOnce }
}

/** A store that one process is cut off from, from some moment on. */
function line(inner: SharedTokenStore) {
  const state = { cut: false }
  const guard =
    <Parameters extends unknown[], Answer>(method: (...given: Parameters) => Promise<Answer>) =>
    async (...given: Parameters): Promise<Answer> => {
      if (state.cut) throw new Error('no route to the store')
      return method(...given)
    }
  const store: SharedTokenStore = {
    get: guard(inner.get),
    setIfNewer: guard(inner.setIfNewer),
    delete: guard(inner.delete),
    takeLease: guard(inner.takeLease),
    releaseLease: guard(inner.releaseLease),
    takePermit: guard(inner.takePermit),
    settlePermit: guard(inner.settlePermit),
  }
  return { store, state }
}

describe('a refresh token that processes share', () => {
  test('is out of the store while it is being spent: a process that starts then finds the access token only', async () => {
    const { clock, process, simulator, calls } = fleet()
    const token = await process().getToken()
    await clock.advance(RENEWAL)
    simulator.failNext('refresh', { kind: 'delay', ms: 20_000 })
    const holder = process()
    await holder.getToken()
    await clock.advance(2_000)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
    const late = process()
    expect((await late.getToken()).value).toBe(token.value)
    await clock.advance(60_000)
    expect((await late.getToken()).value).toBe((await holder.getToken()).value)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })

  test('was sent by a process that is gone: the others log in once its lease is over, and do not send it', async () => {
    const { clock, inner, process, simulator, calls } = fleet()
    const others = [process(), process(), process()]
    const { store, state } = line(inner)
    const dying = process(store)
    await passTime(Promise.all([dying, ...others].map((auth) => auth.getToken())), clock)
    await clock.advance(RENEWAL)
    simulator.failNext('refresh', { kind: 'hang' })
    await dying.getToken()
    await clock.advance(100)
    expect(calls().refreshes).toBe(1)
    // From here on it says nothing any more: no beat of its lease, no answer, no save.
    state.cut = true
    await clock.advance(20_000)
    for (const auth of others) await auth.getToken()
    await clock.advance(15_000)
    expect(calls()).toEqual({ logins: 2, refreshes: 1 })
    expect(new Set(await Promise.all(others.map(async (auth) => (await auth.getToken()).value))).size).toBe(1)
  })

  test('is not sent by a process that is cut off from the store: it logs in', async () => {
    const { clock, inner, process, calls, spentOnce } = fleet()
    const { store, state } = line(inner)
    const [near, far] = [process(), process(store)]
    for (const auth of [near, far]) await passTime(auth.getToken(), clock)
    await clock.advance(29.8 * MINUTE)
    state.cut = true
    await passTime(far.getToken(), clock)
    await passTime(near.getToken(), clock)
    await clock.advance(5_000)
    expect(calls()).toEqual({ logins: 2, refreshes: 1 })
    expect(spentOnce()).toBe(true)
  })

  test('is sent by neither twice if the store answers in 600 ms, although it carries everything out', async () => {
    const { clock, inner, process, spentOnce } = fleet({ latencyMs: 3_000 })
    const slow = Object.fromEntries(
      Object.entries(inner).map(([name, method]) => [
        name,
        async (...given: unknown[]) => {
          const answer = await (method as (...all: unknown[]) => Promise<unknown>)(...given)
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 600))
          return answer
        },
      ]),
    ) as unknown as SharedTokenStore
    const [near, far] = [process(), process(slow)]
    for (const auth of [near, far]) await passTime(auth.getToken(), clock)
    for (let renewal = 0; renewal < 3; renewal++) {
      await clock.advance(RENEWAL)
      far.getToken().catch(() => {})
      near.getToken().catch(() => {})
      await clock.advance(60_000)
    }
    expect(spentOnce()).toBe(true)
  })

  test('after an answer that was lost the same process sends it once more, under the same lease, and nobody else does', async () => {
    const { clock, process, simulator, calls } = fleet()
    const [one, two] = [process(), process()]
    for (const auth of [one, two]) await passTime(auth.getToken(), clock)
    await clock.advance(RENEWAL)
    simulator.failNext('refresh', { kind: 'lose-answer' }, Number.POSITIVE_INFINITY)
    await one.getToken()
    await clock.advance(10_000)
    for (let second = 0; second < 60; second++) {
      await Promise.all([one.getToken(), two.getToken()])
      await clock.advance(1_000)
    }
    expect(calls().refreshes).toBe(2)
    expect(calls().logins).toBe(2)
  })

  test('costs one refresh for all of them, renewal after renewal', async () => {
    const { clock, process, calls, spentOnce } = fleet()
    const all = Array.from({ length: 4 }, () => process())
    await passTime(Promise.all(all.map((auth) => auth.getToken())), clock)
    for (let renewal = 1; renewal <= 5; renewal++) {
      await clock.advance(RENEWAL)
      await Promise.all(all.map((auth) => auth.getToken()))
      await clock.advance(5_000)
      await Promise.all(all.map((auth) => auth.getToken()))
      expect(calls()).toEqual({ logins: 1, refreshes: renewal })
    }
    expect(spentOnce()).toBe(true)
  })
})
