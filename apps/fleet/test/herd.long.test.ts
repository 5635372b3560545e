// Many processes that start at the same moment: a deployment, a job at the full hour.
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { describe, expect, type TestContext, test, vi } from 'vitest'
import {
  type RedisServer,
  redisIsMissing,
  startRedis,
} from '../../../packages/store-redis/test/support/redis-server.ts'
import type { StoreSetup } from '../src/setup.ts'
import { type Member, startMember } from './support/member.ts'
import { filePlace, redisPlace } from './support/places.ts'

async function herd(
  { onTestFinished }: TestContext,
  size: number,
  store: StoreSetup,
): Promise<{ simulator: Simulator; members: readonly Member[]; tokens(): Promise<readonly unknown[]> }> {
  const simulator = createSimulator({ latencyMs: 300 })
  const { url: baseUrl } = await simulator.listen()
  const members = await Promise.all(Array.from({ length: size }, () => startMember({ baseUrl, store })))
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.kill()))
    await simulator.close()
  })
  const tokens = async () => {
    const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials)))
    return answers.map(({ token, code }) => token ?? code)
  }
  return { simulator, members, tokens }
}

describe.for([
  ['the file store', filePlace],
  ['Redis', redisPlace],
] as const)('a herd over %s', ([, { missing, open }]) => {
  test.skipIf(missing)('of 40 processes makes one login, and all have its token', async (context) => {
    const place = await open()
    context.onTestFinished(() => place.close())
    const { simulator, tokens } = await herd(context, 40, place.setup)
    expect(new Set(await tokens()).size).toBe(1)
    expect(simulator.count()).toBe(1)
  })
})

describe.skipIf(redisIsMissing('own'))('a herd whose Redis is away at the start', () => {
  const away: Readonly<Record<string, { begin(redis: RedisServer): unknown; end(redis: RedisServer): unknown }>> = {
    'stands still': { begin: (redis) => redis.pause(), end: (redis) => redis.resume() },
    'is down': { begin: (redis) => redis.kill(), end: (redis) => redis.restart() },
  }

  test.for(Object.entries(away))('for a moment (it %s) waits for it, and makes one login', async ([, how], context) => {
    const redis = await startRedis()
    context.onTestFinished(() => redis.close())
    const { simulator, members, tokens } = await herd(context, 12, { url: redis.url, prefix: 'herd:' })
    await how.begin(redis)
    const asked = tokens()
    const failing = async (member: Member) => (await member.ask('status', demoCredentials)).store === 'failing'
    await vi.waitUntil(async () => (await Promise.all(members.map(failing))).every(Boolean), { timeout: 20_000 })
    expect(simulator.count()).toBe(0)
    await how.end(redis)
    expect(new Set(await asked).size).toBe(1)
    expect(simulator.count()).toBe(1)
  })
})
