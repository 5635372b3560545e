import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PostgresClient, postgresStore } from '../src/index.ts'

const call = { signal: new AbortController().signal }
const lease = { owner: 'one', ttlMs: 10_000 }

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A database in which somebody else has every lease. */
function busy(listen: PostgresClient['listen']) {
  const leases: string[] = []
  const client: PostgresClient = {
    query: async (_, [name]) => {
      leases.push(name)
      return { rows: [] }
    },
    ...(listen && { listen }),
  }
  return { store: postgresStore(client), leases }
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
  return (await Promise.race([promise, 'pending'])) === 'pending'
}

test('who is refused is told when the lease has changed, and not before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  let tell: (payload: string) => void = () => {}
  let ended = 0
  const { store, leases } = busy(async (channel, onNotify) => {
    expect(channel).toBe('pagamio_store')
    tell = onNotify
    return () => ended++
  })
  const waits = store.takeLease('slot', lease, call)
  await vi.waitUntil(() => leases.length === 1, { timeout: 20_000 })
  expect(await isPending(waits)).toBe(true)
  tell('lease of somebody else')
  expect(await isPending(waits)).toBe(true)
  tell(leases[0] as string)
  expect(await waits).toBe(false)
  expect(ended).toBe(0)
  await vi.advanceTimersByTimeAsync(6_000)
  expect(ended).toBe(1)
})

test.each([
  ['cannot listen', async () => Promise.reject(new Error('no'))],
  ['hangs', () => new Promise<never>(() => {})],
  [
    'throws',
    () => {
      throw new Error('no')
    },
  ],
  ['gives nothing to end it', async () => undefined as unknown as () => unknown],
] as const)('a client that %s costs a quarter of a second, and no error', async (_, listen) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const { store, leases } = busy(listen as PostgresClient['listen'])
  const waits = store.takeLease('slot', lease, call)
  await vi.waitUntil(() => leases.length === 1, { timeout: 20_000 })
  expect(await isPending(waits)).toBe(true)
  await vi.advanceTimersByTimeAsync(250)
  expect(await waits).toBe(false)
  await vi.advanceTimersByTimeAsync(6_000)
})

test('without a way to listen nobody waits', async () => {
  const { store } = busy(undefined)
  expect(await store.takeLease('slot', lease, call)).toBe(false)
})
