import { randomUUID } from 'node:crypto'
import { Redis as Redis6 } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-v5'
import { createClient as createClient6, createClientPool as createPool6, RESP_TYPES as TYPES6 } from 'redis'
import { createClient as createClient5, createClientPool as createPool5, RESP_TYPES as TYPES5 } from 'redis-v5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { type ConnectedClient, connecting, ioredis } from './support/clients.ts'
import { exercise } from './support/exercise.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { call, entry } from './support/store-calls.ts'

/** As users may have configured their clients for their own purposes. */
const configured: Readonly<Record<string, (url: string) => ConnectedClient>> = {
  'ioredis 5 that connects when it is needed': (url) => ioredis(new Redis5(url, { lazyConnect: true })),
  'ioredis 6 that connects when it is needed': (url) => ioredis(new Redis6(url, { lazyConnect: true })),
  'ioredis 5 with pipelines of its own': (url) => ioredis(new Redis5(url, { enableAutoPipelining: true })),
  'ioredis 6 with pipelines of its own': (url) => ioredis(new Redis6(url, { enableAutoPipelining: true })),
  'ioredis 5 with numbers as strings': (url) => ioredis(new Redis5(url, { stringNumbers: true })),
  'ioredis 6 with numbers as strings': (url) => ioredis(new Redis6(url, { stringNumbers: true })),
  'ioredis 6 with RESP2': (url) => ioredis(new Redis6(url, { protocol: 2 })),
  'ioredis 5 with a keyPrefix': (url) => ioredis(new Redis5(url, { keyPrefix: 'app:' })),
  'ioredis 6 with a keyPrefix': (url) => ioredis(new Redis6(url, { keyPrefix: 'app:' })),
  'node-redis 5 with RESP2': (url) => connecting(createClient5({ url, RESP: 2 })),
  'node-redis 5 with RESP3': (url) => connecting(createClient5({ url, RESP: 3 })),
  'node-redis 6 with RESP2': (url) => connecting(createClient6({ url, RESP: 2 })),
  'node-redis 6 with RESP3': (url) => connecting(createClient6({ url, RESP: 3 })),
  'node-redis 6 with a keyPrefix': (url) => connecting(createClient6({ url, keyPrefix: 'app:' })),
  'node-redis 5 with replies of other types': (url) =>
    connecting(
      createClient5({
        url,
        commandOptions: { typeMapping: { [TYPES5.BLOB_STRING]: Buffer, [TYPES5.NUMBER]: String } },
      }),
    ),
  'node-redis 6 with replies of other types': (url) =>
    connecting(
      createClient6({
        url,
        commandOptions: { typeMapping: { [TYPES6.BLOB_STRING]: Buffer, [TYPES6.NUMBER]: String } },
      }),
    ),
  'node-redis 5 with a pool of connections': (url) => connecting(createPool5({ url }, { minimum: 3 })),
  'node-redis 6 with a pool of connections': (url) => connecting(createPool6({ url }, { minimum: 3 })),
}

describe.skipIf(redisIsMissing())('redisStore', () => {
  let server: SharedRedis
  beforeAll(async () => {
    server = await sharedRedis()
  })
  afterAll(() => server?.close())

  test.each(Object.entries(configured))('works with %s', async (_, connect) => {
    const { client, close } = connect(server.url)
    try {
      await exercise(redisStore(client, { prefix: `${server.prefix}${randomUUID()}:` }))
    } finally {
      close()
    }
  })

  test('is where another client with the same keyPrefix finds it, whatever client that is', async () => {
    const keyPrefix = `app-${randomUUID()}:`
    const one = connecting(createClient6({ url: server.url, keyPrefix }))
    const two = ioredis(new Redis5(server.url, { keyPrefix }))
    const bare = new Redis6(server.url)
    try {
      await redisStore(one.client, { prefix: server.prefix }).setIfNewer('slot', entry(1), call)
      expect(await redisStore(two.client, { prefix: server.prefix }).get('slot', call)).toMatchObject({ generation: 1 })
      expect(await bare.exists(keyPrefix + keysUnder(server.prefix).token('slot'))).toBe(1)
    } finally {
      for (const { close } of [one, two, ioredis(bare)]) close()
    }
  })
})
