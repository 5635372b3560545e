import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { Redis } from 'ioredis'
import { describe, expect, type TestContext, test, vi } from 'vitest'
import {
  type RedisServer,
  redisIsMissing,
  startRedis,
} from '../../../packages/store-redis/test/support/redis-server.ts'
import { type TcpProxy, tcpProxy } from '../../../packages/store-redis/test/support/tcp-proxy.ts'
import { type Member, startMember } from './support/member.ts'

const PROCESSES = 4
const until = (seen: () => Promise<boolean>) => vi.waitUntil(seen, { timeout: 60_000, interval: 200 })

interface Scene {
  readonly simulator: Simulator
  readonly redis: RedisServer
  /** The way on which the processes reach it. */
  readonly way: TcpProxy
  readonly admin: Redis
  readonly members: readonly Member[]
  /** Every process makes a call, and every call succeeds. */
  work(): Promise<void>
}

/** An API that takes a refresh token used twice for theft, as it should be expected to, and processes that share a Redis. */
async function scene({ onTestFinished }: TestContext): Promise<Scene> {
  // Everything is 200 times as fast as it really is, the limits too.
  const limits = { windowMs: 800 }
  const simulator = createSimulator({ lifetimes: { accessMs: 9_000 }, rotation: 'strict', limits })
  const { url: baseUrl } = await simulator.listen()
  const redis = await startRedis()
  const way = await tcpProxy(redis.port)
  const admin = new Redis(redis.url).on('error', () => {})
  const setup = { baseUrl, limits, store: { url: way.url, prefix: 'fleet:' } }
  const members = await Promise.all(Array.from({ length: PROCESSES }, () => startMember(setup)))
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.kill()))
    admin.disconnect()
    await way.close()
    await redis.close()
    await simulator.close()
  })
  return {
    simulator,
    redis,
    way,
    admin,
    members,
    async work() {
      for (const { status, code } of await Promise.all(members.map((one) => one.ask('fetch', demoCredentials))))
        expect(status, code).toBe(200)
    },
  }
}

interface Fault {
  readonly strike: (scene: Scene) => Promise<unknown> | undefined
  readonly heal: (scene: Scene) => Promise<unknown> | undefined
}

const faults: Readonly<Record<string, Fault>> = {
  'stands still': {
    strike: async ({ redis }) => redis.pause(),
    heal: async ({ redis }) => redis.resume(),
  },
  'is killed, and started empty': {
    strike: ({ redis }) => redis.kill(),
    heal: ({ redis }) => redis.restart(),
  },
  'takes no writes': {
    strike: ({ admin }) => admin.config('SET', 'min-replicas-to-write', '1'),
    heal: ({ admin }) => admin.config('SET', 'min-replicas-to-write', '0'),
  },
  // A store that gets half a second for an answer has failed by then.
  'answers late': {
    strike: async ({ way }) => way.delayAnswers(1_000),
    heal: async ({ way }) => way.delayAnswers(0),
  },
  'is cut off': {
    strike: async ({ way }) => way.hold(),
    heal: async ({ way }) => way.release(),
  },
  'wants a password that nobody has': {
    async strike({ admin }) {
      await admin.config('SET', 'requirepass', 'another')
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    },
    heal: ({ admin }) => admin.config('SET', 'requirepass', ''),
  },
}

describe.skipIf(redisIsMissing('own'))('a Redis that fails under a fleet', () => {
  const renewed = ({ simulator }: Scene) => simulator.count('login') + simulator.count('refresh')

  test.concurrent.for(Object.entries(faults))(
    '%s: no call fails, each process logs in once at most, and they share again (failure modes 83, 87)',
    async ([, { strike, heal }], context) => {
      const one = await scene(context)
      const { members, simulator, work } = one
      await work()
      expect(renewed(one)).toBe(1)
      await strike(one)
      await until(async () => {
        await work()
        return renewed(one) >= 1 + PROCESSES
      })
      // Nobody spends the refresh token that the others hold too.
      expect(simulator.count('login')).toBe(1 + PROCESSES)
      await heal(one)
      // Tried again by and by, and shared again from the next renewal on.
      await until(async () => {
        await work()
        const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials)))
        return new Set(answers.map(({ token }) => token)).size === 1
      })
      expect(simulator.log.filter(({ status }) => status === 401 || status === 429)).toEqual([])
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + 2 * PROCESSES)
    },
  )

  test.concurrent('fails over to its replica: no call fails, and nobody logs in (failure mode 83)', async (context) => {
    const one = await scene(context)
    const { redis, way, simulator, work } = one
    const replica = await startRedis(['--replicaof', '127.0.0.1', `${redis.port}`])
    const there = new Redis(replica.url).on('error', () => {})
    context.onTestFinished(async () => {
      there.disconnect()
      await replica.close()
    })
    await work()
    await until(
      async () => (await there.info('replication')).includes('master_link_status:up') && (await there.dbsize()) > 0,
    )
    await redis.kill()
    await there.call('REPLICAOF', 'NO', 'ONE')
    way.leadTo(replica.port)
    await until(async () => {
      await work()
      return simulator.count('refresh', 'ok') >= 2
    })
    expect(simulator.log.filter(({ status }) => status === 401 || status === 429)).toEqual([])
    expect(simulator.count('login')).toBe(1)
  })

  // The refresh token that is being spent is not in the store: another process that finds no lease logs in.
  test.concurrent.for([
    ['is emptied', ({ admin }: Scene) => admin.flushall()],
    ['loses the lease', async ({ admin }: Scene) => admin.del(...(await admin.keys('*lease*')))],
    // By the time of day, at which things expire, each of them has an hour more.
    [
      'has its clock set back',
      async ({ admin }: Scene) => {
        for (const key of await admin.keys('*')) await admin.pexpire(key, (await admin.pttl(key)) + 3_600_000)
      },
    ],
  ] as const)('%s in the middle of a renewal: no call fails, and one login at most', async ([, strike], context) => {
    const one = await scene(context)
    const { simulator, work } = one
    await work()
    simulator.failNext('refresh', { kind: 'delay', ms: 1_500 })
    await until(async () => {
      await work()
      return simulator.count('refresh') === 1
    })
    await strike(one)
    const before = renewed(one)
    await until(async () => {
      await work()
      return renewed(one) > before && simulator.count('refresh', 'ok') >= 2
    })
    expect(simulator.log.filter(({ status }) => status === 401 || status === 429)).toEqual([])
    expect(simulator.count('login')).toBeLessThanOrEqual(1 + 1)
  })
})
