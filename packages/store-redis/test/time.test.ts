import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { call, entry } from './support/store-calls.ts'

describe.skipIf(redisIsMissing())('the server’s clock is set back', () => {
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

  /** By so much: what expires does so by the time of day, and has so much more time left. */
  async function setBack(key: string, ms: number): Promise<void> {
    await redis.pexpire(key, (await redis.pttl(key)) + ms)
  }

  function fresh() {
    const prefix = `${server.prefix}${randomUUID()}:`
    return { store: redisStore(redis, { prefix }), keys: keysUnder(prefix) }
  }

  test('by more than a text has lived: its age is unknown, so it is a miss, and any may follow', async () => {
    const { store, keys } = fresh()
    await store.setIfNewer('slot', entry(5), call)
    await setBack(keys.token('slot'), 3_600_000)
    expect(await store.get('slot', call)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 3 })
  })

  test('by a second or two, as happens all the time: the text is new, and stays', async () => {
    const { store, keys } = fresh()
    await store.setIfNewer('slot', entry(5), call)
    await setBack(keys.token('slot'), 2_000)
    expect(await store.get('slot', call)).toMatchObject({ generation: 5, ageMs: 0 })
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(false)
  })

  test('a lease with more time left than it was given is nobody’s', async () => {
    const { store, keys } = fresh()
    await store.takeLease('slot', { owner: 'dead', ttlMs: 10_000 }, call)
    await setBack(keys.lease('slot'), 3_600_000)
    expect(await store.takeLease('slot', { owner: 'next', ttlMs: 10_000 }, call)).toBe(true)
    expect(await redis.pttl(keys.lease('slot'))).toBeLessThanOrEqual(10_000)
    expect(await store.takeLease('slot', { owner: 'dead', ttlMs: 10_000 }, call)).toBe(false)
  })

  test('a lease that was given for longer than another one asks for is its owner’s all the same', async () => {
    const { store } = fresh()
    await store.takeLease('slot', { owner: 'long', ttlMs: 3_600_000 }, call)
    expect(await store.takeLease('slot', { owner: 'short', ttlMs: 1_000 }, call)).toBe(false)
  })
})
