import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { ask, call, codes, entry, LOGIN, lease, REFRESH } from './support/store-calls.ts'

const MINUTE = 60_000
const settlement = { id: 'id', outcome: 'success', closedForMs: 0 } as const

describe.skipIf(redisIsMissing())('what somebody else has put at a key of the store', () => {
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
    return { store: redisStore(redis, { prefix }), keys: keysUnder(prefix) }
  }

  /** Of other kinds than a string, with how to look at what is in them. */
  const kinds: Readonly<Record<string, { put(key: string): Promise<unknown>; seen(key: string): Promise<unknown> }>> = {
    hash: { put: (key) => redis.hset(key, 'theirs', '1'), seen: (key) => redis.hgetall(key) },
    list: { put: (key) => redis.rpush(key, 'theirs'), seen: (key) => redis.lrange(key, 0, -1) },
    set: { put: (key) => redis.sadd(key, 'theirs'), seen: (key) => redis.smembers(key) },
    stream: { put: (key) => redis.xadd(key, '1-1', 'theirs', '1'), seen: (key) => redis.xrange(key, '-', '+') },
  }

  describe.each(Object.entries(kinds))('a %s', (_, { put, seen }) => {
    async function planted(keyOf: (keys: ReturnType<typeof keysUnder>) => string) {
      const { store, keys } = fresh()
      const key = keyOf(keys)
      await put(key)
      const before = await seen(key)
      const untouched = async () => {
        expect(await seen(key)).toEqual(before)
        await redis.del(key)
      }
      return { store, untouched }
    }

    test('in a slot’s place is a miss, is not written over or deleted, and no other slot notices', async () => {
      const { store, untouched } = await planted((keys) => keys.token('slot'))
      expect(await store.get('slot', call)).toBeUndefined()
      await store.delete('slot', { generation: 9 }, call)
      expect(await codes({ set: store.setIfNewer('slot', entry(1), call) })).toEqual({ set: 'WRONGTYPE' })
      expect(await store.setIfNewer('other', entry(1), call)).toBe(true)
      expect(await store.get('other', call)).toMatchObject({ generation: 1 })
      await untouched()
      expect(await store.setIfNewer('slot', entry(1), call)).toBe(true)
    })

    test('in a lease’s place gives the lease to nobody, and no other slot notices', async () => {
      const { store, untouched } = await planted((keys) => keys.lease('slot'))
      expect(await codes({ take: store.takeLease('slot', lease, call) })).toEqual({ take: 'WRONGTYPE' })
      await store.releaseLease('slot', lease, call)
      expect(await store.takeLease('other', lease, call)).toBe(true)
      await untouched()
      expect(await store.takeLease('slot', lease, call)).toBe(true)
    })

    test('in the place of a log of calls gives no permit, and the other endpoint has its own', async () => {
      const { store, untouched } = await planted((keys) => keys.calls(LOGIN))
      const calls = {
        take: store.takePermit(LOGIN, ask(), call),
        settle: store.settlePermit(LOGIN, settlement, call),
      }
      expect(await codes(calls)).toEqual({ take: 'WRONGTYPE', settle: 'WRONGTYPE' })
      expect(await store.takePermit(REFRESH, ask(), call)).toEqual({ retryAfterMs: 0, closings: 0 })
      await untouched()
    })
  })

  test.each([
    '',
    'not ours',
    '12:34',
    '-1:2:text',
    '1.5:2:text',
    '1:-2:text',
    '1:1e9:text',
    '1:Infinity:text',
    '99999999999999999999:2:text',
    '9007199254740992:60000:text',
    '1:9007199254740992:text',
    `1:${'9'.repeat(400)}:text`,
  ])('%j is a miss, is not deleted, and any generation may follow', async (foreign) => {
    const { store, keys } = fresh()
    await redis.set(keys.token('slot'), foreign, 'PX', MINUTE)
    expect(await store.get('slot', call)).toBeUndefined()
    await store.delete('slot', { generation: Number.MAX_SAFE_INTEGER }, call)
    expect(await redis.get(keys.token('slot'))).toBe(foreign)
    expect(await store.setIfNewer('slot', entry(0), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 0 })
  })

  test('a text that would stay for ever is a miss, because its age is unknown, and any may follow', async () => {
    const { store, keys } = fresh()
    await store.setIfNewer('slot', entry(5), call)
    await redis.persist(keys.token('slot'))
    expect(await store.get('slot', call)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 3 })
  })

  test.each(['', 'somebody', `${MINUTE}:somebody`, '0:somebody', ':', `-1:somebody`])(
    'a lease %j that would stay for ever is nobody’s',
    async (foreign) => {
      const { store, keys } = fresh()
      await redis.set(keys.lease('slot'), foreign)
      expect(await store.takeLease('slot', lease, call)).toBe(true)
      expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(false)
    },
  )

  test('a lease of an earlier version, which wrote the owner alone, is its owner’s', async () => {
    const { store, keys } = fresh()
    await redis.set(keys.lease('slot'), 'earlier', 'PX', lease.ttlMs)
    expect(await store.takeLease('slot', lease, call)).toBe(false)
    await store.releaseLease('slot', { owner: 'earlier' }, call)
    expect(await store.takeLease('slot', lease, call)).toBe(true)
  })

  const at = Date.now()
  const logged = { id: 'one', grantedAt: at, endsAt: at, answered: true }
  const place = { id: 'waits', keptUntil: at + MINUTE }
  test.each([
    '',
    'not ours',
    '[]',
    '7',
    'null',
    '"log"',
    '{"calls":{}}',
    '{"calls":7,"line":"x"}',
    '{"calls":null,"line":null,"closedUntil":null,"closedAt":null,"closings":null,"longestMs":null,"writtenAt":null}',
    '{"closedUntil":NaN,"closedAt":Infinity,"closings":-Infinity,"longestMs":1e999,"writtenAt":NaN}',
    JSON.stringify({ calls: [null, 7, 'one', [], {}, { ...logged, id: 1 }, { ...logged, endsAt: `${at}` }] }),
    JSON.stringify({
      calls: [
        { ...logged, grantedAt: null },
        { ...logged, endsAt: {} },
      ],
    }),
    JSON.stringify({
      line: [null, 7, {}, { ...place, id: {} }, { ...place, keptUntil: `${at}9` }, { ...place, diesAt: '1' }],
    }),
    JSON.stringify({ closedUntil: `${at}9`, closedAt: 'x', longestMs: [], writtenAt: `${at}` }),
    JSON.stringify({ closings: '3' }),
    JSON.stringify({ closings: -3 }),
    JSON.stringify({ closings: 0.5 }),
  ])('%s is an empty log of calls', async (foreign) => {
    const { store, keys } = fresh()
    await redis.set(keys.calls(LOGIN), foreign)
    const one = { ...ask(), limit: 1 }
    expect(await store.takePermit(LOGIN, one, call)).toEqual({ retryAfterMs: 0, closings: 0 })
    await store.settlePermit(LOGIN, { ...settlement, id: one.id }, call)
    const { retryAfterMs } = await store.takePermit(LOGIN, { ...ask(), limit: 1 }, call)
    expect(retryAfterMs).toBeGreaterThan(0)
    expect(retryAfterMs).toBeLessThanOrEqual(MINUTE)
  })

  test('what is a call, a place or a closing counts, beside what is none, and never for a part of a millisecond', async () => {
    const { store, keys } = fresh()
    const log = {
      calls: [null, { ...logged, endsAt: at + 0.25 }, { ...logged, id: 'two', endsAt: 'soon' }],
      line: [7, place],
      closings: 2,
    }
    await redis.set(keys.calls(LOGIN), JSON.stringify(log))
    const answer = await store.takePermit(LOGIN, { ...ask(), limit: 1 }, call)
    expect(answer.closings).toBe(2)
    expect(answer.retryAfterMs).toBeGreaterThan(MINUTE)
    expect(answer.retryAfterMs).toBeLessThanOrEqual(2 * MINUTE + 1)
    expect(Number.isInteger(answer.retryAfterMs)).toBe(true)
  })

  const odd = [null, 7, 'text', [], [null, null], ['', ''], [-1, 0], [0.5, 0], [0, -1], [Number.NaN, 0], [{}, []]]
  test.each(odd.map((reply) => ({ reply })))('an answer of $reply is no permit', async ({ reply }) => {
    const client = { set: async () => 'OK', evalsha: async () => reply, eval: async () => reply }
    expect(await codes({ take: redisStore(client).takePermit(LOGIN, ask(), call) })).toEqual({
      take: 'UNKNOWN',
    })
  })
})
