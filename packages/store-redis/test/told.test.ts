import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type RedisSubscriber, redisStore } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { call, entry } from './support/store-calls.ts'
import { tcpProxy } from './support/tcp-proxy.ts'

const CHANNEL = 'pagamio:changes'
const lease = (owner: string) => ({ owner, ttlMs: 60_000 })

/** How long a store listens after the last who waited. */
const QUIET_MS = 5_000
/** No time passes by itself from here on: nothing ends by itself, and who waits is told or waits for ever. */
const stopTime = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })

/** For what has left to arrive, and for its answer. */
async function roundTrips(server: Redis): Promise<void> {
  for (let n = 0; n < 100; n++) await server.ping()
}

/** Asks the server until it is so; without a timer, because these stand still here. */
async function until(server: Redis, is: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; !(await is()); asked++) {
    if (asked === 20_000) throw new Error('It did not come to that.')
    await server.ping()
  }
}

async function subscribers(server: Redis): Promise<number> {
  const [, count] = (await server.pubsub('NUMSUB', CHANNEL)) as [string, number]
  return count
}

describe.skipIf(redisIsMissing('own'))('who waits for a lease', () => {
  let server: RedisServer
  let admin: Redis
  beforeAll(async () => {
    server = await startRedis()
    admin = new Redis(server.url)
    admin.on('error', () => {})
  })
  afterAll(async () => {
    admin?.disconnect()
    await server?.close()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  describe.each(Object.entries(clients))('with %s', (_, connect) => {
    async function twoStores() {
      const [one, two, subscriber] = await Promise.all([1, 2, 3].map(() => connect(server.url)))
      if (!one || !two || !subscriber) throw new Error('there are three')
      onTestFinished(() => {
        for (const { close } of [one, two, subscriber]) close()
      })
      const listening = { subscriber: subscriber.client as unknown as RedisSubscriber }
      return [redisStore(one.client, listening), redisStore(two.client, listening)] as const
    }

    test.each([
      ['given back', (store: ReturnType<typeof redisStore>) => store.releaseLease('slot', lease('one'), call)],
      [
        'ended by the token that is stored',
        (store: ReturnType<typeof redisStore>) => store.setIfNewer('slot', { ...entry(1), releases: 'one' }, call),
      ],
    ])('is told when it is %s, and not before; nobody listens for ever', async (_, end) => {
      await admin.flushall()
      const [one, two] = await twoStores()
      expect(await one.takeLease('slot', lease('one'), call)).toBe(true)
      expect(await one.takeLease('another slot', lease('one'), call)).toBe(true)
      stopTime()
      const done = vi.fn()
      const waits = two.takeLease('slot', lease('two'), call).then(done)
      await until(admin, async () => (await subscribers(admin)) === 1)
      await one.releaseLease('another slot', lease('one'), call)
      await roundTrips(admin)
      expect(done).not.toHaveBeenCalled()
      await end(one)
      await waits
      expect(done).toHaveBeenCalledWith(false)
      expect(await two.takeLease('slot', lease('two'), call)).toBe(true)

      await vi.advanceTimersByTimeAsync(QUIET_MS)
      await until(admin, async () => (await subscribers(admin)) === 0)
    })

    /** Another process, which has the lease; and who waits for it by a subscriber at this address. */
    async function scene(url = server.url) {
      await admin.flushall()
      const [one, two, subscriber] = await Promise.all([connect(server.url), connect(server.url), connect(url)])
      onTestFinished(() => {
        for (const { close } of [one, two, subscriber]) close()
      })
      const listening = { subscriber: subscriber.client as unknown as RedisSubscriber }
      const { client } = subscriber as unknown as { readonly client: { ping(): Promise<unknown> } }
      await client.ping()
      const holder = redisStore(one.client, { subscriber: two.client as unknown as RedisSubscriber })
      expect(await holder.takeLease('slot', lease('one'), call)).toBe(true)
      return {
        waiting: () => redisStore(two.client, listening),
        /** What was answered may have led to one more command. */
        async settled() {
          for (let n = 0; n < 2; n++) await client.ping()
        },
        async isTold(store: ReturnType<typeof redisStore>) {
          const done = vi.fn()
          void store.takeLease('slot', lease('two'), call).then(done)
          await roundTrips(admin)
          expect(done).not.toHaveBeenCalled()
          await holder.releaseLease('slot', lease('one'), call)
          await until(admin, () => done.mock.calls.length > 0)
        },
      }
    }

    /** Who waits and is not told looks, in time. */
    async function looks(store: ReturnType<typeof redisStore>): Promise<void> {
      const waits = store.takeLease('slot', lease('two'), call)
      await roundTrips(admin)
      await vi.advanceTimersByTimeAsync(300)
      expect(await waits).toBe(false)
    }

    test('is told, if another store of the process has stopped to listen by the same subscriber', async () => {
      const { waiting, settled, isTold } = await scene()
      const [quiet, busy] = [waiting(), waiting()]
      stopTime()
      await looks(quiet)
      await vi.advanceTimersByTimeAsync(QUIET_MS - 1_000)
      await looks(busy)
      await vi.advanceTimersByTimeAsync(1_000)
      await settled()
      await isTold(busy)
    })

    test.each(['the same store', 'another store'])(
      'is told, if a subscriber that was away came back when nobody waited any more, and then %s did',
      async (whose) => {
        const way = await tcpProxy(server.port)
        onTestFinished(() => way.close())
        const { waiting, settled, isTold } = await scene(way.url)
        const store = waiting()
        const next = whose === 'another store' ? waiting() : store
        stopTime()
        way.hold()
        await looks(store)
        await vi.advanceTimersByTimeAsync(QUIET_MS)
        await looks(next)
        way.release()
        await settled()
        await isTold(next)
      },
    )
  })

  test('looks, if the subscriber is cut off, and leaves no listener behind at each look', async () => {
    await admin.flushall()
    const [one, two] = [new Redis(server.url), new Redis(server.url)]
    const subscriber = new Redis(server.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: () => null,
    })
    for (const client of [one, two, subscriber]) client.on('error', () => {})
    await subscriber.connect()
    subscriber.disconnect()
    onTestFinished(() => {
      for (const client of [one, two]) client.disconnect()
    })
    const store = redisStore(two, { subscriber })
    expect(await redisStore(one).takeLease('slot', lease('one'), call)).toBe(true)
    for (let look = 0; look < 3; look++) expect(await store.takeLease('slot', lease('two'), call)).toBe(false)
    expect(subscriber.listenerCount('message')).toBe(0)
  })

  test('looks, if the server lets nobody publish', async () => {
    await admin.flushall()
    await admin.acl('SETUSER', 'quiet', 'on', '>quiet', '~*', '+@all', '-publish', '&*')
    const url = server.url.replace('//', '//quiet:quiet@')
    const [one, two, subscriber] = [new Redis(url), new Redis(url), new Redis(url)]
    for (const client of [one, two, subscriber]) client.on('error', () => {})
    onTestFinished(() => {
      for (const client of [one, two, subscriber]) client.disconnect()
    })
    const store = redisStore(one, { subscriber })
    expect(await store.takeLease('slot', lease('one'), call)).toBe(true)
    await store.releaseLease('slot', lease('one'), call)
    expect(await redisStore(two, { subscriber }).takeLease('slot', lease('two'), call)).toBe(true)
  })
})

test.each([
  ['the client itself', (client: Redis) => client],
  ['null', () => null],
  ['a client over HTTP', () => ({ subscribe: () => {}, createScript: () => {} })],
])('a subscriber that is %s is refused at once', (_, subscriber) => {
  const client = new Redis({ lazyConnect: true })
  expect(() => redisStore(client, { subscriber: subscriber(client) as unknown as RedisSubscriber })).toThrow(
    expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining('client.duplicate()') }),
  )
})
