import { tracingChannel } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'
import { call, entry, everyCall } from './support/store-calls.ts'

describe.skipIf(redisIsMissing())('nothing secret', () => {
  let server: SharedRedis
  let admin: Redis
  beforeAll(async () => {
    server = await sharedRedis()
    admin = new Redis(server.url)
  })
  afterAll(async () => {
    admin?.disconnect()
    await server?.close()
  })

  async function namesUnder(prefix: string): Promise<string[]> {
    const names: string[] = []
    for await (const found of admin.scanStream({ match: `${prefix}*`, count: 1_000 }))
      names.push(...(found as string[]))
    return names
  }

  test.each(Object.entries(clients))('is in what the tracing of %s prints of a command', async (name, connect) => {
    const printed: string[] = []
    const start = (context: unknown) => void printed.push(inspect(context, { depth: 9, maxStringLength: null }))
    const channels = ['ioredis:command', 'node-redis:command'].map((name) => tracingChannel(name).start)
    for (const channel of channels) channel.subscribe(start)
    const { client, close } = await connect(server.url)
    try {
      const store = redisStore(client, { prefix: `${server.prefix}${name}:` })
      await Promise.all(Object.values(everyCall(store)))
      expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
    } finally {
      close()
      for (const channel of channels) channel.unsubscribe(start)
    }
    expect(printed.join()).toMatch(/evalsha/i)
    expect(printed.join()).toMatch(/'set'/i)
    expect(printed.join()).not.toContain('SECRET')
  })

  test('is in the names of keys: they tell the prefix and what kind of thing it is', async () => {
    const { client, close } = await clients['ioredis 6'](server.url)
    const prefix = `${server.prefix}names:`
    await Promise.all(Object.values(everyCall(redisStore(client, { prefix }))))
    close()
    const names = await namesUnder(prefix)
    expect(new Set(names.map((name) => name.slice(prefix.length).replace(/^\{[\w-]{22}\}/, '{hash}')))).toEqual(
      new Set(['{hash}:token', '{hash}:calls']),
    )
  })

  test('is in all that Redis holds for a real account (failure mode 91)', async () => {
    const { client, close } = await clients['node-redis 6'](server.url)
    const prefix = `${server.prefix}dump:`
    const simulator = createSimulator()
    await using pagamio = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget(),
      store: redisStore(client, { prefix }),
    })
    const { value } = await pagamio.getToken()
    await expect.poll(async () => (await namesUnder(prefix)).join()).toMatch(/:token/)
    const names = await namesUnder(prefix)
    const dump = [...names, ...(await admin.mget(names))].join('\n')
    for (const secret of [value, demoCredentials.username, demoCredentials.password, 'pagamio.tech', 'sandbox']) {
      expect(dump.replaceAll(prefix, '')).not.toContain(secret)
    }
    close()
  })

  test('is left in Redis for longer than the text itself lives; what it keeps of calls is gone after a day', async () => {
    const { client, close } = await clients['ioredis 6'](server.url)
    const prefix = `${server.prefix}lives:`
    const store = redisStore(client, { prefix })
    await Promise.all(Object.values(everyCall(store)))
    await store.takeLease('slot', { owner: 'owner', ttlMs: 10_000 }, call)
    close()
    const lives = await Promise.all((await namesUnder(prefix)).map(async (name) => [name, await admin.pttl(name)]))
    expect(lives).toHaveLength(3)
    const longest: Record<string, number> = { token: 60_000, lease: 10_000, calls: 25 * 3_600_000 }
    for (const [name, left] of lives) {
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(longest[`${name}`.split(':').at(-1) as string] as number)
    }
  })

  test('shows when a store is inspected', async () => {
    const client = new Redis(server.url, { lazyConnect: true, password: 'SECRET' })
    expect(inspect(redisStore(client), { showHidden: true, depth: 9 })).not.toContain('SECRET')
    client.disconnect()
  })
})
