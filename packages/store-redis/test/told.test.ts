import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type RedisSubscriber, redisStore } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { call, entry } from './support/store-calls.ts'

const CHANNEL = 'pagamio:changes'
const lease = (owner: string) => ({ owner, ttlMs: 60_000 })

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
      // From here on no time passes: nothing ends by itself.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
      const done = vi.fn()
      const waits = two.takeLease('slot', lease('two'), call).then(done)
      await until(admin, async () => (await subscribers(admin)) === 1)
      await one.releaseLease('another slot', lease('one'), call)
      for (let n = 0; n < 100; n++) await admin.ping()
      expect(done).not.toHaveBeenCalled()
      await end(one)
      await waits
      expect(done).toHaveBeenCalledWith(false)
      expect(await two.takeLease('slot', lease('two'), call)).toBe(true)

      await vi.advanceTimersByTimeAsync(6_000)
      await until(admin, async () => (await subscribers(admin)) === 0)
    })
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
