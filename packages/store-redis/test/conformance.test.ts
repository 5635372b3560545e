import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SharedTokenStore } from '@pagamio/auth-core'
import { storeConformance } from '@pagamio/auth-core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { type ConnectedClient, clients } from './support/clients.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'

describe.skipIf(redisIsMissing())('redisStore does what a shared store has to do', () => {
  let redis: SharedRedis
  const connected = new Map<string, ConnectedClient>()

  beforeAll(async () => {
    redis = await sharedRedis()
    for (const [name, connect] of Object.entries(clients)) connected.set(name, await connect(redis.url))
    // ioredis connects behind its first command, which half a second is short for on a busy machine.
    for (const { client } of connected.values()) await answering(redisStore(client))
  })
  afterAll(async () => {
    for (const { close } of connected.values()) close()
    await redis?.close()
  })

  // In one list and not one suite each: all of them wait for the server's clock together.
  const cases = Object.keys(clients).flatMap((client) =>
    storeConformance(
      () => {
        const { client: redisClient } = connected.get(client) as ConnectedClient
        return {
          store: redisStore(redisClient, { prefix: `${redis.prefix}${randomUUID()}:` }),
          advance: (ms) => sleep(ms),
        }
      },
      { sharing: true },
    ).map(({ name, run }) => ({ name: `${client} › ${name}`, run })),
  )
  for (const { name, run } of cases) test.concurrent(name, run)
})

/** Once a call is answered in time; the hook's own limit ends it otherwise. */
async function answering(store: SharedTokenStore): Promise<void> {
  const { signal } = new AbortController()
  while (
    !(await store.get('anything', { signal }).then(
      () => true,
      () => false,
    ))
  );
}
