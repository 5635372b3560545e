import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as Redis6 } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-v5'
import { createSentinel as createSentinel6 } from 'redis'
import { createSentinel as createSentinel5 } from 'redis-v5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { keysUnder } from '../src/keys.ts'
import { type ClientName, type ConnectedClient, ioredis, nodeRedis } from './support/clients.ts'
import { exercise } from './support/exercise.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { call, codes, entry, everyCall, healed } from './support/store-calls.ts'

const NAME = 'shop'
const host = '127.0.0.1'

const clients: Readonly<Record<ClientName, (port: number) => Promise<ConnectedClient>>> = {
  'ioredis 5': async (port) => ioredis(new Redis5({ sentinels: [{ host, port }], name: NAME })),
  'ioredis 6': async (port) => ioredis(new Redis6({ sentinels: [{ host, port }], name: NAME })),
  'node-redis 5': (port) => nodeRedis(createSentinel5({ name: NAME, sentinelRootNodes: [{ host, port }] })),
  'node-redis 6': (port) => nodeRedis(createSentinel6({ name: NAME, sentinelRootNodes: [{ host, port }] })),
}

describe.skipIf(redisIsMissing('own'))('redisStore behind a Sentinel', () => {
  const servers: RedisServer[] = []
  const connected = new Map<string, ConnectedClient>()
  let sentinel: Redis6
  let replica: Redis6

  beforeAll(async () => {
    const master = await startRedis(['--repl-diskless-sync-delay', '0'])
    servers.push(master)
    const copy = await startRedis(['--replicaof', host, `${master.port}`])
    servers.push(copy)
    replica = new Redis6(copy.url)
    await until(async () => (await replica.info('replication')).includes('master_link_status:up'))
    const watcher = await startRedis(['--sentinel'], [`sentinel monitor ${NAME} ${host} ${master.port} 1`])
    servers.push(watcher)
    sentinel = new Redis6(watcher.url)
    await until(async () => ((await sentinel.call('SENTINEL', 'REPLICAS', NAME)) as unknown[]).length === 1)
    for (const [name, connect] of Object.entries(clients)) connected.set(name, await connect(watcher.port))
  })
  afterAll(async () => {
    for (const { close } of connected.values()) close()
    sentinel?.disconnect()
    replica?.disconnect()
    await Promise.all(servers.map((server) => server.close()))
  })

  const storeOf = (name: string) => redisStore((connected.get(name) as ConnectedClient).client, { prefix: `${name}:` })

  test.each(Object.keys(clients))('works with %s', async (name) => {
    await exercise(storeOf(name))
  })

  test('reads from a replica that its client was given, and rejects writes', async () => {
    const prefix = 'replica:'
    const { client } = connected.get('ioredis 6') as ConnectedClient
    await redisStore(client, { prefix }).setIfNewer('slot', entry(1), call)
    await until(async () => (await replica.exists(keysUnder(prefix).token('slot'))) === 1)
    const { get, setIfNewer, takeLease, takePermit } = await codes(everyCall(redisStore(replica, { prefix })))
    expect({ get, setIfNewer, takeLease, takePermit }).toEqual({
      get: 'ok',
      setIfNewer: 'READONLY',
      takeLease: 'READONLY',
      takePermit: 'READONLY',
    })
  })

  test('goes on with the new master after a failover, with each client', async () => {
    const stores = Object.keys(clients).map(storeOf)
    for (const store of stores) await store.setIfNewer('kept', entry(1), call)
    const keys = Object.keys(clients).map((name) => keysUnder(`${name}:`).token('kept'))
    await until(async () => (await replica.exists(keys)) === keys.length)
    await until(async () => (await sentinel.call('SENTINEL', 'FAILOVER', NAME).catch(() => '')) === 'OK')
    const old = servers[0] as RedisServer
    await until(async () => {
      const [, port] = (await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)) as string[]
      return Number(port) !== old.port
    })
    await old.kill()
    await Promise.all(stores.map(healed))
    for (const store of stores) expect(await store.get('kept', call)).toMatchObject({ generation: 1 })
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await condition()) return
    await sleep(50)
  }
  throw new Error('It did not come to that.')
}
