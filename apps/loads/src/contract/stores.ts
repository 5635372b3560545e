// Runs in a fresh project: the Redis store over the clients that are installed there, against what every store has to do.
import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@pagamio/auth-core/testing'
import { redisStore } from '@pagamio/store-redis'
import * as ioredis from 'ioredis'
import { createClient } from 'redis'
import { redisIsMissing, startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'

if (redisIsMissing('own')) process.exit(0)
const server = await startRedis()
// Its first versions have a default export only.
const { Redis = ioredis.default as unknown as typeof ioredis.Redis } = ioredis
const first = new Redis(server.url)
const second = createClient({ url: server.url })
second.on('error', () => {})
await second.connect()
let made = 0
let failed = 0
const cases = [first, second].flatMap((client) =>
  storeConformance(() => ({ store: redisStore(client, { prefix: `${made++}:` }), advance: (ms) => sleep(ms) }), {
    sharing: true,
  }),
)
await Promise.all(
  cases.map(({ name, run }) =>
    run().catch((error: unknown) => {
      failed++
      console.error(name, error)
    }),
  ),
)
console.log(`${cases.length - failed} cases passed, ${failed} failed`)
first.disconnect()
await second.disconnect()
await server.close()
process.exit(failed > 0 ? 1 : 0)
