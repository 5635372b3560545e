import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { type ClientName, clients } from './support/clients.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { call, entry } from './support/store-calls.ts'

describe.skipIf(redisIsMissing())('a process that was stopped', () => {
  let server: SharedRedis
  beforeAll(async () => {
    server = await sharedRedis()
  })
  afterAll(() => server?.close())

  /** Nothing runs in this thread meanwhile, as with SIGSTOP or a suspended container. */
  const stop = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

  test.each(Object.keys(clients))('hears what %s was answered meanwhile (failure mode 79)', async (name) => {
    const { client, close } = await clients[name as ClientName](server.url)
    try {
      const store = redisStore(client, { prefix: `${server.prefix}${name}:` })
      await store.setIfNewer('slot', entry(1), call)
      const reading = store.get('slot', call)
      await new Promise(process.nextTick)
      stop(6_200)
      expect(await reading).toMatchObject({ generation: 1 })
    } finally {
      close()
    }
  })
})
