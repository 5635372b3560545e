import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { redisStore } from '../src/index.ts'
import { redisIsMissing, startRedis } from './support/redis-server.ts'

/** What the server was asked to do, as it says itself; what scripts do within it does not count. */
async function watched(url: string): Promise<{ commands: string[]; readonly close: () => void }> {
  const watcher = await new Redis(url).monitor()
  const commands: string[] = []
  watcher.on('monitor', (_time: string, [name = '']: readonly string[], source: string) => {
    if (source !== 'lua' && /^(set|eval|evalsha)$/i.test(name)) commands.push(name.toLowerCase())
  })
  return { commands, close: () => watcher.disconnect() }
}

describe.skipIf(redisIsMissing('own'))('how many commands a fleet sends', () => {
  test('eight for a renewal, one for each of the others, none while a token lives', async () => {
    const server = await startRedis()
    const clients = [new Redis(server.url), new Redis(server.url)]
    const { commands, close } = await watched(server.url)
    onTestFinished(async () => {
      for (const client of clients) client.disconnect()
      close()
      await server.close()
    })
    const clock = manualClock()
    const simulator = createSimulator({ clock })
    const [one, two] = clients.map((client) =>
      createPagamioAuth({
        environment: 'sandbox',
        credentials: demoCredentials,
        fetch: simulator.fetch,
        budget: createBudget({ clock }),
        random: () => 0.5,
        clock,
        store: redisStore(client),
      }),
    )
    if (!one || !two) throw new Error('there are two')
    /** All that was sent has been carried out, and told: nothing comes while the server answers many times. */
    const quiet = async () => {
      for (let before = -1; before !== commands.length; ) {
        before = commands.length
        for (let n = 0; n < 100; n++) await Promise.all(clients.map((client) => client.ping()))
      }
    }
    await one.getToken()
    await quiet()
    await two.getToken()
    await quiet()

    commands.length = 0
    for (let n = 0; n < 100; n++) await one.getToken()
    await quiet()
    expect(commands).toEqual([])

    await clock.advance(26 * 60_000)
    await one.getToken()
    await vi.waitUntil(() => simulator.count('refresh', 'ok') === 1, { timeout: 20_000 })
    await quiet()
    expect(commands.length).toBeLessThanOrEqual(8)

    commands.length = 0
    await two.getToken()
    await quiet()
    expect(commands).toEqual(['evalsha'])
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('refresh')).toBe(1)
  })
})
