import { describe, expect, test } from 'vitest'
import { takeLeases } from '../../src/share/lease.ts'
import { memoryStore } from '../../src/share/memory-store.ts'
import { rotatingStore } from '../../src/share/rotating-store.ts'
import { type SealedStore, sealedStore } from '../../src/share/sealed-store.ts'
import type { SharedTokenStore, StoreCall, TokenStore } from '../../src/share/token-store.ts'
import type { TokenSet } from '../../src/token/token-set.ts'

const call = { signal: new AbortController().signal }
const keys = { old: new Uint8Array(32).fill(1), young: new Uint8Array(32).fill(2) }
type Key = keyof typeof keys

const setOf = (name: string, generation = 1_000): TokenSet => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  generation,
  lifetimeMs: 1_800_000,
  refreshLifetimeMs: 600_000_000,
  replacement: false,
  profile: { userType: 'MERCHANT', roles: ['TILL'] },
})

function under(store: TokenStore, list: readonly Key[]): SealedStore {
  const [first, ...others] = list.map((key) =>
    sealedStore(store, { origin: 'https://api.example', username: 'shop', password: 'pass', key: keys[key] }),
  ) as [SealedStore, ...SealedStore[]]
  return others.length === 0 ? first : rotatingStore(first, others)
}

describe('reading and writing', () => {
  test('the newest set is found, under whichever key it lies', async () => {
    for (const [older, newer] of [['old', 'young'] as const, ['young', 'old'] as const]) {
      const store = memoryStore()
      await under(store, [older]).save(setOf('a', 1), 0, call)
      await under(store, [newer]).save(setOf('b', 2), 0, call)
      for (const list of [['old', 'young'] as const, ['young', 'old'] as const])
        expect((await under(store, list).load(call))?.set.accessToken).toBe('access-b')
    }
  })

  test('what is saved lies under the first key alone', async () => {
    const store = memoryStore()
    await under(store, ['young', 'old']).save(setOf('a'), 0, call)
    expect((await under(store, ['young']).load(call))?.set.refreshToken).toBe('refresh-a')
    expect(await under(store, ['old']).load(call)).toBeUndefined()
  })

  test('a note that is disproved is gone under every key', async () => {
    const store = memoryStore()
    const note = { refused: 'password', forMs: 60_000, count: 1 } as const
    for (const key of ['old', 'young'] as const) await under(store, [key]).saveRefusal(note, 5, call)
    await under(store, ['old', 'young']).deleteRefusal(5, call)
    for (const key of ['old', 'young'] as const) expect(await under(store, [key]).loadRefusal(call)).toBeUndefined()
  })

  test('a mark is seen under every key, and leaves the access token there', async () => {
    const store = memoryStore()
    await under(store, ['old']).save(setOf('a'), 0, call)
    expect(await under(store, ['young', 'old']).mark(setOf('a'), 0, call)).toBe(true)
    for (const key of ['old', 'young'] as const)
      expect((await under(store, [key]).load(call))?.set).toMatchObject({
        accessToken: 'access-a',
        refreshToken: undefined,
        generation: 1_001,
      })
  })

  test('no mark where the set is not there any more', async () => {
    const store = memoryStore()
    expect(await under(store, ['young', 'old']).mark(setOf('a'), 0, call)).toBe(false)
  })
})

/** Two processes whose every call of the store waits until it is let go. */
function gated(inner: TokenStore) {
  const waiting: (() => Promise<void>)[][] = [[], []]
  const through = (process: number): TokenStore => {
    const gate =
      <Given extends unknown[], Answer>(method: (...given: Given) => Promise<Answer>) =>
      (...given: Given) =>
        new Promise<Answer>((resolve, reject) => {
          waiting[process]?.push(() => method(...given).then(resolve, reject))
        })
    return { get: gate(inner.get), setIfNewer: gate(inner.setIfNewer), delete: gate(inner.delete) }
  }
  return { waiting, through }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Both mark, and calls are let go in the given order; whether each of them may send. */
async function race(inner: TokenStore, both: readonly { list: readonly Key[]; set: TokenSet }[], order: string) {
  const { waiting, through } = gated(inner)
  const marked: (boolean | undefined)[] = [undefined, undefined]
  const done = both.map(async ({ list, set }, n) => {
    marked[n] = await under(through(n), list).mark(set, 0, call as StoreCall)
  })
  const step = async (n: number) => {
    while (marked[n] === undefined && waiting[n]?.length === 0) await turn()
    await waiting[n]?.shift()?.()
  }
  for (const who of order) await step(Number(who))
  for (const n of [0, 1]) while (marked[n] === undefined) await step(n)
  await Promise.all(done)
  return marked
}

/** All orders of up to so many calls of each. */
const orders = (zeros: number, ones: number): string[] => {
  if (zeros + ones === 0) return ['']
  return [
    ...(zeros > 0 ? orders(zeros - 1, ones).map((rest) => `0${rest}`) : []),
    ...(ones > 0 ? orders(zeros, ones - 1).map((rest) => `1${rest}`) : []),
  ]
}

const lists = [['old'], ['old', 'young'], ['young', 'old'], ['young']] as const
const share = (one: readonly Key[], other: readonly Key[]) => one.some((key) => other.includes(key))
const pairs = lists.flatMap((one) => lists.filter((other) => share(one, other)).map((other) => [one, other] as const))

describe('two processes that mark the same set, in every order of their calls', () => {
  test.each(pairs)('%j beside %j: one of them at most sends it', async (one, other) => {
    const common = one.find((key) => (other as readonly Key[]).includes(key)) as Key
    for (const order of orders(4, 4)) {
      const store = memoryStore()
      await under(store, [common]).save(setOf('a'), 0, call)
      const both = [one, other].map((list) => ({ list, set: setOf('a') }))
      const marked = await race(store, both, order)
      expect(marked.filter((sends) => sends).length, order).toBeLessThanOrEqual(1)
    }
  })

  test.each(pairs)(
    '%j beside %j: also where another set of the same generation lies under the other key',
    async (one, other) => {
      const common = one.find((key) => (other as readonly Key[]).includes(key)) as Key
      for (const order of orders(4, 4)) {
        const store = memoryStore()
        await under(store, [common]).save(setOf('a'), 0, call)
        await under(store, [common === 'old' ? 'young' : 'old']).save(setOf('b'), 0, call)
        const marked = await race(
          store,
          [one, other].map((list) => ({ list, set: setOf('a') })),
          order,
        )
        expect(marked.filter((sends) => sends).length, order).toBeLessThanOrEqual(1)
      }
    },
  )

  test('that list both keys, each in its own order: one of them sends it, always', async () => {
    for (const order of orders(4, 4)) {
      const store = memoryStore()
      await under(store, ['old']).save(setOf('a'), 0, call)
      const both = [['old', 'young'] as const, ['young', 'old'] as const].map((list) => ({ list, set: setOf('a') }))
      expect(await race(store, both, order), order).toContain(true)
    }
  })
})

test('leases of several slots: of two who list them in another order one gets all, in every order of their calls', async () => {
  for (const order of orders(2, 2)) {
    const inner = memoryStore()
    const waiting: (() => void)[][] = [[], []]
    const given = [['a', 'b'] as const, ['b', 'a'] as const].map((slots, n) => {
      const takeLease: SharedTokenStore['takeLease'] = (...lease) =>
        new Promise((resolve) => waiting[n]?.push(() => resolve(inner.takeLease(...lease))))
      return takeLeases({ ...inner, takeLease }, slots, { owner: `${n}`, ttlMs: 10_000 }, call)
    })
    for (const n of [...order, '0', '1'].map(Number)) {
      await turn()
      waiting[n]?.shift()?.()
    }
    expect(
      (await Promise.all(given)).filter((all) => all),
      order,
    ).toHaveLength(1)
  }
})
