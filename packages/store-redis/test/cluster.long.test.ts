import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@pagamio/auth-core/testing'
import { Cluster as Cluster6 } from 'ioredis'
import { Cluster as Cluster5 } from 'ioredis-v5'
import { createCluster as createCluster6 } from 'redis'
import { createCluster as createCluster5 } from 'redis-v5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { type ClientName, type ConnectedClient, ioredis, nodeRedis } from './support/clients.ts'
import { exercise } from './support/exercise.ts'
import { type RedisCluster, startCluster } from './support/redis-cluster.ts'
import { redisIsMissing } from './support/redis-server.ts'
import { call, codes, entry, everyCall, healed, hurried } from './support/store-calls.ts'

const clusters: Readonly<Record<ClientName, (ports: readonly number[]) => Promise<ConnectedClient>>> = {
  'ioredis 5': async (ports) => ioredis(new Cluster5([...ports])),
  'ioredis 6': async (ports) => ioredis(new Cluster6([...ports])),
  'node-redis 5': (ports) => nodeRedis(createCluster5({ rootNodes: ports.map((port) => ({ socket: { port } })) })),
  'node-redis 6': (ports) => nodeRedis(createCluster6({ rootNodes: ports.map((port) => ({ socket: { port } })) })),
}

describe.skipIf(redisIsMissing('own'))('redisStore on a cluster of three', () => {
  let cluster: RedisCluster
  const connected = new Map<ClientName, ConnectedClient>()
  beforeAll(async () => {
    cluster = await startCluster()
    const ports = cluster.nodes.map(({ port }) => port)
    for (const [name, connect] of Object.entries(clusters)) connected.set(name as ClientName, await connect(ports))
  })
  afterAll(async () => {
    for (const { close } of connected.values()) close()
    await cluster?.close()
  })

  const freshStore = (client: ClientName, prefix = `${randomUUID()}:`) =>
    redisStore((connected.get(client) as ConnectedClient).client, { prefix })

  const names = Object.keys(clusters) as ClientName[]
  const cases = names.flatMap((client) =>
    storeConformance(() => ({ store: freshStore(client), advance: (ms) => sleep(ms) }), { sharing: true }).map(
      ({ name, run }) => ({ name: `${client} › ${name}`, run }),
    ),
  )
  for (const { name, run } of cases) test.concurrent(name, run)

  test('spreads slots over the nodes', async () => {
    const store = freshStore('ioredis 6')
    for (let n = 0; n < 30; n++) await store.setIfNewer(`slot ${n}`, entry(1), call)
    const sizes = await Promise.all(cluster.admins.map((admin) => admin.dbsize()))
    expect(Math.min(...sizes)).toBeGreaterThan(0)
  })

  test.each(names)('%s finds a slot that has moved to another node', async (client) => {
    const prefix = `${randomUUID()}:`
    const key = keysUnder(prefix).token('slot')
    const before = await cluster.nodeOf(key)
    await cluster.moveSlotOf(key)
    expect(await cluster.nodeOf(key)).not.toBe(before)
    await exercise(freshStore(client, prefix))
  })

  test.each(names)('%s rejects in time while the node of a slot is stopped, and heals by itself', async (client) => {
    const prefix = `${randomUUID()}:`
    const store = freshStore(client, prefix)
    await healed(store)
    const node = cluster.nodes[await cluster.nodeOf(keysUnder(prefix).token('slot'))]
    node?.pause()
    try {
      const { get, setIfNewer, takeLease } = await codes(everyCall(store, hurried()))
      expect({ get, setIfNewer, takeLease }).toEqual({
        get: 'TimeoutError',
        setIfNewer: 'TimeoutError',
        takeLease: 'TimeoutError',
      })
    } finally {
      node?.resume()
    }
    await healed(store)
  })
})
