import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import {
  type RedisServer,
  redisIsMissing,
  startRedis,
} from '../../../packages/store-redis/test/support/redis-server.ts'
import { clockIsMissing, type ServerClock } from '../../../packages/store-redis/test/support/server-clock.ts'
import {
  expectLimits,
  faultCases,
  limitCases,
  type OwnServer,
  refusals,
  type Scene,
  sceneAt,
  setBack,
  until,
} from './fault-cases.ts'

interface Database extends OwnServer {
  readonly redis: RedisServer
  readonly admin: Redis
}

async function open(clock?: ServerClock): Promise<Database> {
  const redis = await startRedis([], undefined, clock)
  const admin = new Redis(redis.url).on('error', () => {})
  return {
    redis,
    admin,
    port: redis.port,
    storeAt: (port) => ({ url: `redis://127.0.0.1:${port}`, prefix: 'fleet:' }),
    now: async () => Number((await admin.time())[0]) * 1_000,
    async close() {
      admin.disconnect()
      await redis.close()
    },
  }
}

const empty = ({ server }: Scene<Database>) => server.admin.flushall()

async function loseLeases({ server: { admin } }: Scene<Database>): Promise<void> {
  const leases = await admin.keys('*lease*')
  if (leases.length > 0) await admin.del(...leases)
}

const refuseScripts = ({ server }: Scene<Database>) => server.admin.acl('SETUSER', 'default', '-eval', '-evalsha')

describe.skipIf(redisIsMissing('own'))('a Redis that fails under a fleet (failure modes 83, 87)', () => {
  faultCases(
    () => open(),
    {
      'stands still': {
        strike: async ({ server }) => server.redis.pause(),
        heal: async ({ server }) => server.redis.resume(),
      },
      'is killed, and started empty': {
        strike: ({ server }) => server.redis.kill(),
        heal: ({ server }) => server.redis.restart(),
      },
      'takes no writes': {
        strike: ({ server }) => server.admin.config('SET', 'min-replicas-to-write', '1'),
        heal: ({ server }) => server.admin.config('SET', 'min-replicas-to-write', '0'),
      },
      'has no connection left': {
        async strike({ server: { admin } }) {
          await admin.config('SET', 'maxclients', '1')
          await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        },
        heal: ({ server }) => server.admin.config('SET', 'maxclients', '1000'),
      },
      'wants a password that nobody has': {
        async strike({ server: { admin } }) {
          await admin.config('SET', 'requirepass', 'another')
          await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        },
        heal: ({ server }) => server.admin.config('SET', 'requirepass', ''),
      },
    },
    {
      'is emptied': { strike: empty },
      'loses the lease': { strike: loseLeases },
      'is restarted, empty': { strike: ({ server }) => server.redis.restart() },
      ...(clockIsMissing() ? {} : { 'has its clock set back by an hour': setBack(open) }),
    },
  )

  limitCases(() => open(), { refuses: refuseScripts, isEmptied: empty, losesTheLeases: loseLeases })

  test.concurrent('fails over to its replica: no call fails, and nobody logs in', async (context) => {
    const scene = await sceneAt(context, () => open())
    const { server, way, simulator, work } = scene
    const replica = await startRedis(['--replicaof', '127.0.0.1', `${server.port}`])
    const there = new Redis(replica.url).on('error', () => {})
    context.onTestFinished(async () => {
      there.disconnect()
      await replica.close()
    })
    await work()
    await until(
      async () => (await there.info('replication')).includes('master_link_status:up') && (await there.dbsize()) > 0,
    )
    await server.redis.kill()
    await there.call('REPLICAOF', 'NO', 'ONE')
    way.leadTo(replica.port)
    await until(async () => {
      await work()
      return simulator.count('refresh', 'ok') >= 2
    })
    expect(refusals(simulator)).toEqual([])
    expect(simulator.count('login')).toBe(1)
    expectLimits(simulator)
  })
})
