import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { type RedisCluster, startCluster } from './support/redis-cluster.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { startUpstash, type UpstashServer } from './support/upstash-server.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)), ['README.md', '../../docs/store-redis.md'])
const simulator = createSimulator()
let server: RedisServer
let cluster: RedisCluster
let upstash: UpstashServer
let env: Record<string, string> = {}

beforeAll(() => readme.write())
afterAll(() => readme.remove())

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(6)
  await readme.compile()
})

describe.skipIf(redisIsMissing('own'))('the snippets', () => {
  beforeAll(async () => {
    server = await startRedis()
    cluster = await startCluster()
    upstash = await startUpstash(server.url)
    const { url } = await simulator.listen()
    env = {
      PAGAMIO_USERNAME: demoCredentials.username,
      PAGAMIO_PASSWORD: demoCredentials.password,
      PAGAMIO_BASE_URL: url,
      REDIS_URL: server.url,
      UPSTASH_REDIS_REST_URL: upstash.url,
      UPSTASH_REDIS_REST_TOKEN: upstash.token,
      REDIS_NODES: cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(),
      PAGAMIO_STORE_KEY: Buffer.alloc(32, 7).toString('base64'),
      [`PASSWORD_${demoCredentials.username}`]: demoCredentials.password,
    }
  })
  afterAll(async () => {
    await simulator.close()
    await cluster?.close()
    await upstash?.close()
    await server?.close()
  })

  const [first, second, third, pool, health, told] = readme.snippets as [
    Snippet,
    Snippet,
    Snippet,
    Snippet,
    Snippet,
    Snippet,
  ]

  test('the first three run against the simulator, and make one login together, whatever their clients', async () => {
    expect(await readme.run(first, env)).toBe('200\n')
    expect(await readme.run(second, env)).toBe('200\n')
    expect(await readme.run(third, env)).toBe('200\n')
    expect(simulator.count('login', 'ok')).toBe(1)
  })

  test('so does the one that is told of changes', async () => {
    const before = simulator.count('login', 'ok')
    expect(await readme.run(told, env)).toBe('200\n')
    expect(simulator.count('login', 'ok')).toBe(before)
  })

  test('the pool runs on a cluster, and its second process needs no login', async () => {
    const before = simulator.count('login', 'ok')
    for (let run = 0; run < 2; run++) expect(await readme.run(pool, env)).toBe('200\n')
    expect(simulator.count('login', 'ok')).toBe(before + 1)
  })

  test('the health check says whether Redis answers', async () => {
    expect(await readme.run(health, env)).toBe('Redis answers\n')
    server.pause()
    expect(await readme.run(health, env)).toBe('no answer in 200 ms\n')
  })
})

type Snippet = (typeof readme.snippets)[number]
