import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.ts'
import { clients } from './support/clients.ts'
import { type RedisServer, redisIsMissing, startRedis } from './support/redis-server.ts'
import { codes, everyCall } from './support/store-calls.ts'

const page = readFileSync(new URL('../../../docs/store-redis.md', import.meta.url), 'utf8')
const [rights = ''] = /(?<=ACL SETUSER pagamio )[^`]*/.exec(page) ?? []

describe.skipIf(redisIsMissing('own'))('a user with the rights that the documentation gives', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
    const admin = new Redis(server.url)
    await admin.acl('SETUSER', 'pagamio', ...rights.trim().split(/\s+/))
    admin.disconnect()
  })
  afterAll(() => server?.close())

  test.each(Object.entries(clients))('has those that the store needs with %s, and no others', async (_, connect) => {
    const { client, close } = await connect(server.url.replace('//', '//pagamio:PASSWORD@'))
    try {
      const said = await codes(everyCall(redisStore(client)))
      expect(new Set(Object.values(said))).toEqual(new Set(['ok']))
      const elsewhere = await codes(everyCall(redisStore(client, { prefix: 'other:' })))
      expect(new Set(Object.values(elsewhere))).toEqual(new Set(['NOPERM']))
    } finally {
      close()
    }
  })
})
