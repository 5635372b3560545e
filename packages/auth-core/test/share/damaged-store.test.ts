import { describe, expect, test } from 'vitest'
import { createBudget, memoryStore, type PagamioAuthOptions, type SharedTokenStore } from '../../src/index.ts'
import { isSettled, MINUTE, passTime, type SceneOptions, scene } from '../support/scene.ts'

/** Processes over one store, in which some methods answer what they should not. */
function processes(wrong: (inner: SharedTokenStore) => Partial<SharedTokenStore>, options: SceneOptions = {}) {
  const one = scene(options)
  const { clock, another } = one
  const inner = memoryStore({ clock })
  const store = { ...inner, ...wrong(inner) }
  const process = (extra: Partial<PagamioAuthOptions> = {}) =>
    another({ store, key: new Uint8Array(32).fill(7), budget: createBudget({ clock }), ...extra })
  return { ...one, inner, process }
}

const never: unknown[] = [undefined, null, 'yes', 1, {}, Number.NaN]

describe('a store that does not tell the truth', () => {
  test('never gives the lease: a token within 15 s, by one login', async () => {
    const { clock, process, calls } = processes(() => ({ takeLease: async () => false }))
    const asked = process().getToken()
    await clock.advance(9_000)
    expect(await isSettled(asked, clock)).toBe(false)
    await clock.advance(6_000)
    expect(await isSettled(asked, clock)).toBe(true)
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
  })

  test.each(never)(
    'answers %o for a lease: that says nothing, and the process goes on alone in time',
    async (answer) => {
      const { clock, process, calls } = processes(() => ({ takeLease: async () => answer as boolean }))
      await passTime(process().getToken(), clock, 30_000)
      expect(calls().logins).toBe(1)
    },
  )

  test.each(['invalid_options', 'EACCES', 'EROFS', 'WRONGPASS'])(
    'fails with %s, which no waiting cures: one login, at once',
    async (code) => {
      const fails = async (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code }))
      const { clock, process, calls } = processes((inner) =>
        Object.fromEntries(Object.keys(inner).map((method) => [method, fails])),
      )
      expect(await isSettled(process().getToken(), clock)).toBe(true)
      expect(calls()).toEqual({ logins: 1, refreshes: 0 })
    },
  )

  test.each([
    ['in eleven days', { retryAfterMs: 1e9, closings: 0 }],
    ['a word', { retryAfterMs: 'soon', closings: 0 }],
    ['not a number', { retryAfterMs: Number.NaN, closings: 0 }],
    ['less than nothing', { retryAfterMs: -1, closings: 0 }],
    ['nothing', undefined],
    ['a number', 5],
  ])('says of a permit %s: the log of this process decides, and one login is sent', async (_name, answer) => {
    const { clock, process, calls } = processes(() => ({ takePermit: async () => answer as never }))
    expect(await isSettled(process().getToken(), clock)).toBe(true)
    expect(calls().logins).toBe(1)
  })

  test('makes callers wait again and again for what it promised: believed for a quarter of an hour beyond it', async () => {
    const { clock, process, calls } = processes(() => ({
      takePermit: async () => ({ retryAfterMs: 10_000, closings: 0 }),
    }))
    const asked = process().getToken({ timeoutMs: 60 * MINUTE })
    await clock.advance(15 * MINUTE)
    expect(calls().logins).toBe(0)
    await clock.advance(2 * MINUTE)
    expect(await isSettled(asked, clock)).toBe(true)
    expect(calls().logins).toBe(1)
  })

  test('lets others go first for as long as nobody waits: what it promised while somebody did holds no longer', async () => {
    let busy = false
    const { clock, process, calls } = processes((inner) => ({
      takePermit: async (...ask) => (busy ? { retryAfterMs: 10_000, closings: 0 } : inner.takePermit(...ask)),
    }))
    const { getToken } = process()
    await passTime(getToken(), clock)
    await clock.advance(29.75 * MINUTE)
    busy = true
    // It waits for a second, and is given the token that lives.
    await passTime(getToken(), clock)
    await clock.advance(60 * MINUTE)
    expect(calls()).toEqual({ logins: 1, refreshes: 0 })
    busy = false
    await clock.advance(MINUTE)
    const { logins, refreshes } = calls()
    expect(logins + refreshes).toBe(2)
  })

  test('keeps no count of closings: a 429 is obeyed all the same', async () => {
    const { clock, process, simulator } = processes((inner) => ({
      takePermit: async (...ask) => ({ retryAfterMs: (await inner.takePermit(...ask)).retryAfterMs }) as never,
    }))
    const headers = { 'retry-after': '3600' }
    simulator.failNext('login', { kind: 'status', status: 429, headers }, Number.POSITIVE_INFINITY)
    process()
      .getToken({ timeoutMs: 120 * MINUTE })
      .catch(() => {})
    await clock.advance(50 * MINUTE)
    expect(simulator.count('login')).toBe(1)
  })

  test.each([
    ['an age of no number', { ageMs: Number.NaN }],
    ['an age below zero', { ageMs: -1 }],
    ['an age in words', { ageMs: '5' }],
    ['a text that is none', { text: 5 }],
    ['a generation that is no whole number', { generation: 1.5 }],
  ])('gives %s: the entry counts as none', async (_name, wrong) => {
    const { clock, process, calls } = processes((inner) => ({
      get: async (...asked) => {
        const entry = await inner.get(...asked)
        return entry && ({ ...entry, ...wrong } as typeof entry)
      },
    }))
    await passTime(process().getToken(), clock)
    await passTime(process().getToken(), clock)
    expect(calls()).toEqual({ logins: 2, refreshes: 0 })
  })

  test('makes a token younger than its own dates: it is not handed out beyond its life by more than a quarter of an hour', async () => {
    const { clock, process, calls } = processes((inner) => ({
      get: async (...asked) => {
        const entry = await inner.get(...asked)
        return entry && { ...entry, ageMs: 0 }
      },
    }))
    const first = await passTime(process().getToken(), clock)
    await clock.advance(46 * MINUTE)
    const token = await passTime(process().getToken(), clock)
    expect(token.value).not.toBe(first.value)
    expect(calls()).toEqual({ logins: 1, refreshes: 1 })
  })
})

describe('a slot that nobody can read', () => {
  test('is put right by the first process: four that start one after the other make one login', async () => {
    const slots = new Set<string>()
    const { clock, inner, process, calls } = processes((store) => ({
      get: async (slot, call) => {
        slots.add(slot)
        return store.get(slot, call)
      },
    }))
    await passTime(process().getToken(), clock)
    const { signal } = new AbortController()
    for (const slot of slots) {
      const entry = { text: 'x', generation: Number.MAX_SAFE_INTEGER, ttlMs: 24 * 60 * MINUTE }
      expect(await inner.setIfNewer(slot, entry, { signal })).toBe(true)
    }
    const tokens = new Set<string>()
    for (let n = 0; n < 4; n++) {
      const auth = process()
      tokens.add((await passTime(auth.getToken(), clock)).value)
      await passTime(auth.close(), clock)
    }
    expect(tokens.size).toBe(1)
    expect(calls()).toEqual({ logins: 2, refreshes: 0 })
  })
})

test.each([
  { ms: 11_000, atOnce: 0, what: 'for longer than a permit lasts: it asks for another one before it sends' },
  { ms: 400, atOnce: 1, what: 'for a moment: it sends' },
])('a process that stands still while it marks the refresh token, $what (failure mode 140)', async ({ ms, atOnce }) => {
  let still = 0
  const { clock, process, calls } = processes((inner) => ({
    setIfNewer: async (slot, entry, call) => {
      const written = await inner.setIfNewer(slot, entry, call)
      if (entry.replaces !== undefined && still === 0) still = ms
      return written
    },
  }))
  const own = { ...clock, monotonic: () => clock.monotonic() + still }
  const auth = process({ clock: own, budget: createBudget({ clock: own }) })
  const first = await passTime(auth.getToken(), clock)
  await clock.advance(26 * MINUTE)
  expect(await auth.getToken()).toBe(first)
  await clock.advance(0)
  expect(calls()).toEqual({ logins: 1, refreshes: atOnce })
  await clock.advance(5_000)
  await auth.getToken()
  await clock.advance(1_000)
  expect((await auth.getToken()).value).not.toBe(first.value)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

describe('a slot that holds what is not ours', () => {
  test('counts as empty, says so once, and is replaced', async () => {
    const written: string[] = []
    const { clock, process, calls, inner } = processes((store) => ({
      setIfNewer: async (slot, entry, call) => {
        written.push(slot)
        return store.setIfNewer(slot, entry, call)
      },
    }))
    const first = process()
    await passTime(first.getToken(), clock)
    await first.close()
    const slot = written.at(-1) ?? ''
    await inner.setIfNewer(
      slot,
      { text: 'theirs', generation: 9e15, ttlMs: MINUTE },
      { signal: new AbortController().signal },
    )
    const second = process()
    const heard: string[] = []
    second.subscribe(({ type }) => heard.push(type))
    await passTime(second.getToken(), clock)
    await second.close()
    expect(heard.filter((type) => type === 'store_unreadable')).toHaveLength(1)
    expect(calls().logins).toBe(2)
    await passTime(process().getToken(), clock)
    expect(calls().logins).toBe(2)
  })
})
