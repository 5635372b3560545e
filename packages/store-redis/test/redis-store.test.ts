import { randomUUID } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RedisStoreClient, redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { call, codes, entry, everyCall, LOGIN } from './support/store-calls.ts'

const invalid = expect.objectContaining({ code: 'invalid_options' })

describe('redisStore', () => {
  test.each([undefined, null, 'redis://127.0.0.1:6379', {}, { get() {}, set() {} }])(
    'refuses %o for a client',
    (client) => {
      expect(() => redisStore(client as unknown as RedisStoreClient)).toThrow(invalid)
    },
  )

  test('says what it is', () => {
    expect(redisStore(new Redis({ lazyConnect: true })).kind).toBe('redis')
  })

  test.each([7, null, '{}', 'shop:{}'])('refuses %o for a prefix', (prefix) => {
    const client = new Redis({ lazyConnect: true })
    expect(() => redisStore(client, { prefix: prefix as string })).toThrow(invalid)
  })
})

describe.skipIf(redisIsMissing())('redisStore, on the server', () => {
  let server: SharedRedis
  let redis: Redis
  beforeAll(async () => {
    server = await sharedRedis()
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    redis?.disconnect()
    await server?.close()
  })

  function fresh() {
    const prefix = `${server.prefix}${randomUUID()}:`
    return { store: redisStore(redis, { prefix }), keys: keysUnder(prefix), prefix }
  }

  test('begins its keys with pagamio: unless told otherwise', async () => {
    const own = new Redis(server.url, { keyPrefix: server.prefix })
    await redisStore(own).setIfNewer('slot', entry(1), call)
    own.disconnect()
    expect(await redis.exists(`${server.prefix}${keysUnder('pagamio:').token('slot')}`)).toBe(1)
  })

  test('keeps stores with different prefixes apart', async () => {
    const [one, two] = [fresh().store, fresh().store]
    await one.setIfNewer('slot', entry(1), call)
    expect(await two.get('slot', call)).toBeUndefined()
  })

  test('never takes the rest of a millisecond for a permit', async () => {
    const { store } = fresh()
    const ask = { limit: 1, windowMs: 60_000.5, callMs: 0.25, placeMs: 1_000.5 }
    await store.takePermit(LOGIN, { id: 'one', ...ask }, call)
    await store.settlePermit(LOGIN, { id: 'one', outcome: 'closed', closedForMs: 0.5 }, call)
    const { retryAfterMs } = await store.takePermit(LOGIN, { id: 'two', ...ask }, call)
    expect(retryAfterMs).toBeGreaterThan(0)
  })

  test.each([0, -1, 0.5, Number.NaN])('keeps nothing for a time to live of %d', async (ttlMs) => {
    const { store } = fresh()
    expect(await store.setIfNewer('slot', entry(1, ttlMs), call)).toBe(true)
    await expect.poll(() => store.get('slot', call)).toBeUndefined()
  })

  test('keeps a text for a time to live without end', async () => {
    const { store, keys } = fresh()
    expect(await store.setIfNewer('slot', entry(1, Number.POSITIVE_INFINITY), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 1 })
    await redis.del(keys.token('slot'))
  })

  test('says so when the server evicts a text between its two commands', async () => {
    const { prefix } = fresh()
    const evicting = {
      set: async (key: string, ...rest: [string, 'PX', number]) => {
        await redis.set(key, ...rest)
        await redis.del(key)
      },
      evalsha: redis.evalsha.bind(redis),
      eval: redis.eval.bind(redis),
    }
    const store = redisStore(evicting, { prefix })
    expect(await codes({ set: store.setIfNewer('slot', entry(1), call) })).toEqual({ set: 'EVICTED' })
  })

  test('leaves nothing on a signal that outlives its calls', async () => {
    const { signal } = new AbortController()
    await codes(everyCall(fresh().store, { signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('leaves nothing staged behind, also where a newer text was there', async () => {
    const { store, prefix } = fresh()
    await store.setIfNewer('slot', entry(2), call)
    await store.setIfNewer('slot', entry(1), call)
    expect(await redis.keys(`${prefix}*`)).toHaveLength(1)
  })
})
