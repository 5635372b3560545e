// The cases that hold for every store that processes share.
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../src/setup.ts'
import { BUSY_WINDOW_MS, busyFleet } from './support/busy-fleet.ts'
import { fleetsIn, merchants, tokensOf, until } from './support/fleet.ts'
import type { Account, Member } from './support/member.ts'
import { LIMITS, mostCalls } from './support/most-calls.ts'
import type { Kind } from './support/places.ts'

/** How long a lease lasts that nobody gives back. */
const LEASE_MS = 10_000

export function fleetCases(kind: Kind): void {
  const fleet = fleetsIn(kind)
  const run = kind.missing ? describe.skip : describe.concurrent

  // What waits longest begins first.
  run('the key is changed', () => {
    const [old, young] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string]
    const steps = [[old, young], [young, old], young]

    test('step by step, while eight processes go on working: no call fails, and nobody logs in', async (context) => {
      const { members, simulator, start } = await fleet(
        context,
        8,
        { lifetimes: { accessMs: 6_000 }, rotation: 'strict' },
        { key: old },
      )
      const running = [...members]
      const work = async () => {
        const answers = await Promise.all(running.map((member) => member.ask('fetch', demoCredentials)))
        for (const { status, code } of answers) expect(status, code).toBe(200)
      }
      const renewed = async () => {
        const before = simulator.count('refresh')
        await until(async () => {
          await work()
          return simulator.count('refresh') > before
        })
      }
      await renewed()
      for (const key of steps) {
        // Half of them first, and a renewal while old and new ones are side by side.
        for (const half of [
          [0, 1, 2, 3],
          [4, 5, 6, 7],
        ]) {
          await Promise.all(
            half.map(async (n) => {
              const next = await start({ key })
              await running[n]?.end()
              running[n] = next
            }),
          )
          await renewed()
        }
      }
      expect(simulator.count('login')).toBe(1)
      // One may be under way still.
      const refreshes = simulator.log.filter(({ endpoint }) => endpoint === 'refresh')
      expect(refreshes.filter(({ status }) => status === 401)).toEqual([])
      expect(simulator.log.filter(({ status }) => status === 429)).toEqual([])
    })
  })

  run('one refresh for all processes', () => {
    test('at each renewal, while they go on working', async (context) => {
      const { all, alone, simulator } = await fleet(context, 8, { lifetimes: { accessMs: 6_000 } })
      await all('token')
      await until(async () => {
        for (const { status } of await all('fetch')) expect(status).toBe(200)
        return simulator.count('refresh') >= 3
      })
      expect(simulator.count('login')).toBeLessThanOrEqual(1 + (await alone()))
      const generations = new Set(
        simulator.log.filter(({ endpoint }) => endpoint === 'refresh').map(({ generation }) => generation),
      )
      expect(generations.size).toBe(simulator.count('refresh'))
    })
  })

  run('the limits', () => {
    test('hold over four processes of twelve merchants: everybody is served, one call for each token (failure mode 88)', async (context) => {
      const simulator = await busyFleet(fleet, context)
      const [logins, refreshes] = [simulator.count('login'), simulator.count('refresh')]
      expect(logins + refreshes).toBe(2 * merchants.length)
      // A caller whose token is dead takes a login if its turn comes first: five of them in a window.
      expect(refreshes).toBeGreaterThanOrEqual(merchants.length - LIMITS.login)
      expect(mostCalls(simulator.log, 'login', BUSY_WINDOW_MS).together).toBeLessThanOrEqual(LIMITS.login)
      expect(mostCalls(simulator.log, 'refresh', BUSY_WINDOW_MS).together).toBeLessThanOrEqual(LIMITS.refresh)
    })
  })

  run('the purchases of one account', () => {
    test('over four processes: ten in any window, not one 429, and each is sent (failure mode 139)', async (context) => {
      const windowMs = 2_000
      const { members, simulator } = await fleet(context, 4, { limits: { windowMs } })
      const sales = members.flatMap((member) => Array.from({ length: 8 }, () => member.ask('buy', demoCredentials)))
      for (const { status, code } of await Promise.all(sales)) {
        expect(status, code).toBeDefined()
        expect(status).not.toBe(429)
      }
      expect([simulator.count('purchase'), simulator.count('login')]).toEqual([32, 1])
      expect(simulator.busiestWindow('purchase', windowMs)).toBeLessThanOrEqual(10)
    })

    test('also of a process that dies with its permits: they count, and then the others go on (failure mode 139)', async (context) => {
      const windowMs = 2_000
      const { members, simulator, start } = await fleet(context, 1, { limits: { windowMs } })
      simulator.failNext('purchase', { kind: 'hang' }, 5)
      for (let sent = 0; sent < 5; sent++) void members[0]?.ask('buy', demoCredentials)
      await until(() => simulator.count('purchase') === 5)
      await members[0]?.kill()
      const other = await start()
      const sales = Array.from({ length: 8 }, () => other.ask('buy', demoCredentials))
      for (const { status, code } of await Promise.all(sales)) expect(status, code).toBeDefined()
      expect([simulator.count('purchase'), simulator.count('purchase', 'rate_limited')]).toEqual([13, 0])
    })
  })

  run('a process that dies or stands still', () => {
    test('while it acquires: another one goes on (failure modes 78, 82)', async (context) => {
      const { members, simulator, start } = await fleet(context, 1)
      simulator.failNext('login', { kind: 'hang' })
      void members[0]?.ask('token', demoCredentials)
      await until(() => simulator.count('login') === 1)
      await members[0]?.kill()
      const { token, code } = await (await start()).ask('token', demoCredentials)
      expect(token, code).toBeDefined()
      expect(simulator.count('login')).toBe(2)
    })

    test('as soon as its token is stored leaves nobody waiting: its lease has ended with the write (failure mode 82)', async (context) => {
      const { members, place, simulator, start } = await fleet(context, 1)
      const { token } = (await members[0]?.ask('token', demoCredentials)) ?? {}
      await until(async () => (await place.dump()).includes('v1.'))
      await members[0]?.kill()
      const other = await start()
      const before = performance.now()
      expect((await other.ask('token', demoCredentials, token)).token).toBeDefined()
      // A lease that was left behind would be waited for until it ends by itself.
      expect(performance.now() - before).toBeLessThan(LEASE_MS / 2)
      const { storeFailures = 0 } = await other.ask('status', demoCredentials)
      expect(simulator.count('login') + simulator.count('refresh')).toBe(2)
      expect(simulator.count('login')).toBeLessThanOrEqual(storeFailures > 0 ? 2 : 1)
    })

    test('beyond its lease, and wakes: it overwrites nothing, and adopts what is newer (failure modes 79, 80)', async (context) => {
      const { members, simulator, start } = await fleet(context, 1)
      const [sleeper] = members as [Member]
      simulator.failNext('login', { kind: 'delay', ms: 5_000 })
      const late = sleeper.ask('token', demoCredentials)
      await until(() => simulator.count('login') === 1)
      sleeper.pause()
      const other = await start()
      const newer = await other.ask('token', demoCredentials)
      expect(newer.token, newer.code).toBeDefined()
      sleeper.resume()
      await late
      await until(async () => (await sleeper.ask('token', demoCredentials)).token === newer.token)
      expect((await (await start()).ask('token', demoCredentials)).token).toBe(newer.token)
      expect(simulator.count('login')).toBe(2)
    })
  })

  run('what is in the store', () => {
    test('is of no use in the other environment’s place: both are misses, and no token goes to the wrong one (failure mode 24)', async (context) => {
      const { members, place, simulator, start } = await fleet(context, 1)
      const other = createSimulator({ environment: 'production' })
      const { url: baseUrl } = await other.listen()
      context.onTestFinished(() => other.close())
      const there = await start({ baseUrl })
      for (const member of [members[0], there]) await member?.ask('token', demoCredentials)
      for (const member of [members[0], there]) await member?.end()
      await place.swap()
      for (const member of [await start(), await start({ baseUrl })])
        expect((await member.ask('fetch', demoCredentials)).status).toBe(200)
      for (const { log } of [simulator, other]) expect(log.map(({ status }) => status)).toEqual([200, 200, 200])
    })

    test('is of no use in another merchant’s place: both are misses, and nobody pays for another (failure modes 69, 70)', async (context) => {
      const { members, place, simulator, start } = await fleet(context, 1)
      const [one, two] = merchants as unknown as [Account, Account]
      const before = [await members[0]?.ask('token', one), await members[0]?.ask('token', two)]
      await members[0]?.end()
      await place.swap()
      const fresh = await start()
      const after = [await fresh.ask('token', one), await fresh.ask('token', two)]
      expect(simulator.count('login')).toBe(4)
      expect(new Set([...before, ...after].map((answer) => answer?.token)).size).toBe(4)
      for (const account of [one, two]) expect((await fresh.ask('fetch', account)).status).toBe(200)
      const used = simulator.log.filter(({ endpoint }) => endpoint === 'categories')
      expect(used.map(({ merchant }) => merchant)).toEqual(['M-0', 'M-1'])
    })

    test('shows no secret and no username (failure modes 68, 91)', async (context) => {
      const { members, place } = await fleet(context, 1)
      const seen: string[] = []
      for (const merchant of merchants.slice(0, 3)) {
        seen.push(merchant.username, merchant.password, (await members[0]?.ask('token', merchant))?.token ?? '')
      }
      await members[0]?.ask('token', { ...demoCredentials, password: 'wrong-canary' })
      await members[0]?.end()
      const dump = await place.dump()
      expect(dump.length).toBeGreaterThan(1_000)
      expect(dump).not.toContain('canary')
      for (const secret of seen) expect(dump).not.toContain(secret)
    })

    test('is another slot with another key: blue and green log in once each, however often they alternate (failure mode 72)', async (context) => {
      const { simulator, start } = await fleet(context, 0)
      const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
      const sides = [await start({ key: key(1) }), await start({ key: key(2) })]
      for (let turn = 0; turn < 10; turn++) {
        for (const side of sides) expect((await side.ask('token', demoCredentials)).token).toBeDefined()
      }
      expect(simulator.count('login')).toBe(2)
    })

    test('is as old as it is, for processes whose wall clocks are ten minutes apart (failure mode 85)', async (context) => {
      const TEN_MINUTES = 600_000
      const { members, simulator, start } = await fleet(context, 1)
      await start({ skewMs: TEN_MINUTES })
      await start({ skewMs: -TEN_MINUTES })
      const answers: Answer[] = []
      for (const member of members) answers.push(await member.ask('token', demoCredentials))
      expect(tokensOf(answers).size).toBe(1)
      for (const { leftMs = 0 } of answers) {
        expect(leftMs).toBeGreaterThan(29 * 60_000)
        expect(leftMs).toBeLessThanOrEqual(30 * 60_000)
      }
      expect(simulator.count()).toBe(1)
    })
  })
}
