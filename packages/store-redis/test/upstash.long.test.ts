import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { storeConformance } from '@pagamio/auth-core/testing'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { exercise } from './support/exercise.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { call, codes, everyCall, hurried } from './support/store-calls.ts'
import { startUpstash, type UpstashServer } from './support/upstash-server.ts'

const kinds = {
  'as it comes': {},
  'a request for each command': { enableAutoPipelining: false },
  'reading no JSON': { automaticDeserialization: false },
} as const

describe.skipIf(redisIsMissing('own'))('redisStore over HTTP, with @upstash/redis', () => {
  let server: RedisServer
  let upstash: UpstashServer
  beforeAll(async () => {
    server = await startRedis()
    upstash = await startUpstash(server.url)
  })
  afterAll(async () => {
    await upstash?.close()
    await server?.close()
  })
  const clientOf = (options: object = {}) => new Redis({ url: upstash.url, token: upstash.token, ...options })
  const fresh = (options?: object) => redisStore(clientOf(options), { prefix: `${randomUUID()}:` })

  // The other kinds differ in how commands are sent and answers are read: `exercise` sees all of those.
  for (const { name, run } of storeConformance(() => ({ store: fresh(), advance: (ms) => sleep(ms) }), {
    sharing: true,
  }))
    test.concurrent(name, run)

  test.each(Object.entries(kinds))(
    '%s: tells a server that has forgotten its scripts, and answers as expected',
    async (_, options) => {
      await server.restart()
      await exercise(fresh(options))
    },
  )

  test.each(Object.entries(kinds))(
    '%s: rejects with the server’s word for a wrong token, and tells nothing else',
    async (_, options) => {
      const store = redisStore(clientOf({ ...options, token: 'wrong-SECRET' }))
      const calls = everyCall(store)
      for (const code of Object.values(await codes(calls))) expect(code).toBe('WRONGPASS')
      for (const result of await Promise.allSettled(Object.values(calls)))
        expect(inspect(result, { showHidden: true, depth: 9 })).not.toContain('SECRET')
    },
  )

  test('rejects in time when nobody listens at the address', async () => {
    const store = redisStore(clientOf({ url: 'http://127.0.0.1:9' }))
    for (const code of Object.values(await codes(everyCall(store, hurried())))) expect(code).toBe('TimeoutError')
    expect(await codes({ get: fresh().get('slot', call) })).toEqual({ get: 'ok' })
  })
})
