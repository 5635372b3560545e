// What a renewal costs a server, by how many share: each at its own time, as renewals are. docs/stores.md has the figures.
import { createBudget, createPagamioAuth, type SharedTokenStore } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { migration, postgresStore } from '@pagamio/store-postgres'
import { redisStore } from '@pagamio/store-redis'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { describe, expect, type TestContext, test, vi } from 'vitest'
import { postgresIsMissing, startPostgres } from '../../../packages/store-postgres/test/support/postgres-server.ts'
import { redisIsMissing, startRedis } from '../../../packages/store-redis/test/support/redis-server.ts'

interface CountedStore {
  open(): SharedTokenStore
  /** What the server has carried out for the store so far. */
  count(): Promise<number>
}

async function inPostgres({ onTestFinished }: TestContext): Promise<CountedStore> {
  const server = await startPostgres(['shared_preload_libraries=pg_stat_statements'])
  const pool = new Pool({ connectionString: server.url })
  onTestFinished(async () => {
    await pool.end()
    await server.close()
  })
  await server.run(`${migration()}; CREATE EXTENSION pg_stat_statements`)
  return {
    open: () => postgresStore(pool),
    async count() {
      const sum = `SELECT sum(calls)::int AS calls FROM pg_stat_statements WHERE query LIKE '%FROM %pagamio_store%' OR query LIKE '%INTO %pagamio_store%'`
      return Number((await pool.query(sum)).rows[0].calls)
    },
  }
}

async function inRedis({ onTestFinished }: TestContext): Promise<CountedStore> {
  const server = await startRedis()
  const client = new Redis(server.url).on('error', () => {})
  const watcher = (await new Redis(server.url).on('error', () => {}).monitor()).on('error', () => {})
  onTestFinished(async () => {
    client.disconnect()
    watcher.disconnect()
    await server.close()
  })
  let seen = 0
  let heard = ''
  watcher.on('monitor', (_time: string, [name = '', word = '']: readonly string[], source: string) => {
    if (name === 'echo') heard = word
    // What a script does inside the server is part of it.
    else if (source !== 'lua' && /^(set|eval|evalsha)$/i.test(name)) seen++
  })
  let asked = 0
  return {
    open: () => redisStore(client),
    async count() {
      // Told of one thing after the other: it has told all that came before.
      const word = `word ${++asked}`
      await client.echo(word)
      await vi.waitUntil(() => heard === word, { timeout: 20_000 })
      return seen
    },
  }
}

async function costs({ open, count }: CountedStore, size: number, expected: number): Promise<number> {
  const clock = manualClock()
  const simulator = createSimulator({ clock })
  const members = Array.from({ length: size }, () =>
    createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget({ clock }),
      random: () => 0.5,
      clock,
      store: open(),
    }),
  )
  /** What goes on behind the callers' backs is over, as far as a server can tell that answers many times meanwhile. */
  const quiet = async () => {
    let seen = -1
    for (let now = await count(); now !== seen; ) {
      seen = now
      for (let n = 0; n < 20; n++) now = await count()
    }
    return seen
  }
  const [first, ...others] = members
  await first?.getToken()
  await quiet()
  for (const member of others) await member.getToken()
  let before = 0
  // The first one of all makes the log of refreshes, too.
  for (const renewal of [1, 2]) {
    before = await quiet()
    await clock.advance(26 * 60_000)
    await first?.getToken()
    await vi.waitUntil(() => simulator.count('refresh', 'ok') === renewal, { timeout: 20_000 })
    await quiet()
    for (const member of others) await member.getToken()
    await vi.waitUntil(async () => (await count()) - before >= expected, { timeout: 20_000 })
  }
  const after = await quiet()
  await Promise.all(members.map((member) => member.close()))
  expect([simulator.count('login'), simulator.count('refresh')]).toEqual([1, 2])
  return after - before
}

describe.each([
  ['PostgreSQL', 6, postgresIsMissing(), inPostgres],
  ['Redis', 8, redisIsMissing('own'), inRedis],
] as const)('a renewal with %s', (_, ofOne, missing, place) => {
  test.skipIf(missing).for([1, 8, 64])(
    'costs %i processes what one pays for it, and one look each',
    async (size, context) => {
      const expected = ofOne + size - 1
      expect(await costs(await place(context), size, expected)).toBe(expected)
    },
  )
})
