import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { redisIsMissing, startRedis } from '../../../packages/store-redis/test/support/redis-server.ts'
import { startMember } from '../src/member.ts'

const PROCESSES = 3
const until = (seen: () => Promise<boolean>) => vi.waitUntil(seen, { timeout: 60_000, interval: 50 })

describe.skipIf(redisIsMissing('own'))('a Redis that fails under a fleet', () => {
  test('paused, killed, started empty: no call fails, and no login follows (failure modes 83, 87)', async () => {
    // Alone, several processes spend one refresh token: an API that takes that for theft would cost a login each.
    const simulator = createSimulator({ lifetimes: { accessMs: 5_000 }, rotation: 'lax' })
    const { url: baseUrl } = await simulator.listen()
    const redis = await startRedis()
    const setup = { baseUrl, store: { url: redis.url, prefix: 'fleet:' } }
    const members = await Promise.all(Array.from({ length: PROCESSES }, () => startMember(setup)))
    onTestFinished(async () => {
      await Promise.all(members.map((member) => member.kill()))
      await redis.close()
      await simulator.close()
    })
    const all = async () => {
      for (const { status, code } of await Promise.all(members.map((one) => one.ask('fetch', demoCredentials))))
        expect(status, code).toBe(200)
    }
    const renewedAfter = async (renewals: number) => {
      const before = simulator.count('refresh')
      await until(async () => {
        await all()
        return simulator.count('refresh') >= before + renewals
      })
    }
    const stores = () => Promise.all(members.map(async (one) => (await one.ask('status', demoCredentials)).store))

    await all()
    expect(simulator.count('login')).toBe(1)
    redis.pause()
    await renewedAfter(PROCESSES)
    expect(await stores()).toContain('failing')
    redis.resume()
    await redis.kill()
    await renewedAfter(PROCESSES)
    await redis.restart()
    // Tried again by and by, and shared again from then on.
    await until(async () => {
      await all()
      return (await stores()).every((store) => store === 'working')
    })
    expect(simulator.count('login')).toBe(1)
  })
})
