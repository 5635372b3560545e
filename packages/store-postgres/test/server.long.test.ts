import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@pagamio/auth-core/testing'
import { Client, Pool, type PoolConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, call, codes, codesOf, entry, everyCall, LOGIN } from '../../store-redis/test/support/store-calls.ts'
import { migration, postgresStore } from '../src/index.ts'
import { permitStatements } from '../src/permit-statements.ts'
import { tableName } from '../src/table.ts'
import { type ConnectedClient, clients } from './support/clients.ts'
import { type PostgresServer, postgresIsMissing, startPostgres } from './support/postgres-server.ts'

describe.skipIf(postgresIsMissing())('postgresStore on a real server', () => {
  let server: PostgresServer
  const connected = new Map<string, ConnectedClient>()
  let made = 0
  const prefix = () => `s${made++}_`

  beforeAll(async () => {
    server = await startPostgres()
    for (const [name, connect] of Object.entries(clients)) connected.set(name, await connect(server.url))
  })
  afterAll(async () => {
    for (const { close } of connected.values()) await close()
    await server?.close()
  })

  const clientOf = (name: string) => (connected.get(name) as ConnectedClient).client
  describe.each(Object.keys(clients))('%s', (name) => {
    const cases = storeConformance(
      () => ({
        store: postgresStore(clientOf(name), { prefix: prefix(), createTable: true }),
        advance: (ms) => sleep(ms),
      }),
      { sharing: true },
    )
    for (const { name, run } of cases) test.concurrent(name, run)
  })

  /** How many connections wait for another one's row, or lock. */
  async function blocked() {
    const [row] = await server.run(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
    return row?.n
  }

  test('one permit for two who ask at once, while the transaction of the first is still open', async () => {
    const options = { prefix: prefix() }
    await server.run(migration(options))
    const store = postgresStore(clientOf('pg, a pool'), options)
    const one = { ...ask(), limit: 1 }
    await store.takePermit(LOGIN, { ...one, id: 'warm' }, call)
    await store.settlePermit(LOGIN, { id: 'warm', outcome: 'unused', closedForMs: 0 }, call)
    const [first, second] = [clientAt(server.url), clientAt(server.url)]
    await Promise.all([first.connect(), second.connect()])
    try {
      await first.query('BEGIN')
      const inTransaction = await postgresStore(first, options).takePermit(LOGIN, { ...one, id: 'first' }, call)
      const waits = postgresStore(second, options).takePermit(LOGIN, { ...one, id: 'second' }, call)
      await expect.poll(blocked, { timeout: 10_000 }).toBe(1)
      await first.query('COMMIT')
      expect(inTransaction.retryAfterMs).toBe(0)
      expect((await waits).retryAfterMs).toBeGreaterThan(0)
    } finally {
      await Promise.all([first.end(), second.end()])
    }
  })

  test('a permit that counts what it saw before it had the row is given twice: what this test is worth', async () => {
    const name = `${prefix()}store`
    await server.run(`CREATE TABLE ${name} (id text)`)
    const [first, second] = [clientAt(server.url), clientAt(server.url)]
    await Promise.all([first.connect(), second.connect()])
    const naive = `INSERT INTO ${name} SELECT 'call' WHERE (SELECT count(*) FROM ${name}) < 1 AND pg_advisory_xact_lock(42) IS NOT NULL`
    try {
      await first.query('BEGIN')
      await first.query(naive)
      const waits = second.query(naive)
      await expect.poll(blocked, { timeout: 10_000 }).toBe(1)
      await first.query('COMMIT')
      await waits
      expect(await server.run(`SELECT count(*)::int AS given FROM ${name}`)).toEqual([{ given: 2 }])
    } finally {
      await Promise.all([first.end(), second.end()])
    }
  })

  test('32 connections that want five permits, one lease and one mark at once get so many', async () => {
    const options = { prefix: prefix() }
    await server.run(migration(options))
    const pool = poolOf({ connectionString: server.url, max: 32 })
    try {
      const store = postgresStore(pool, options)
      await store.setIfNewer('slot', entry(1), call)
      const all = <T>(work: (n: number) => Promise<T>) => Promise.all(Array.from({ length: 32 }, (_, n) => work(n)))
      const permits = await all((n) => store.takePermit(LOGIN, { ...ask(), id: `${n}` }, call))
      expect(permits.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(5)
      const leases = await all((n) => store.takeLease('slot', { owner: `${n}`, ttlMs: 10_000 }, call))
      expect(leases.filter(Boolean)).toHaveLength(1)
      const marks = await all((n) => store.setIfNewer('slot', { ...entry(2 + n), replaces: 1 }, call))
      expect(marks.filter(Boolean)).toHaveLength(1)
    } finally {
      await pool.end()
    }
  })

  test.each(['repeatable read', 'serializable'])('the same where transactions are %s', async (isolation) => {
    const options = { prefix: prefix() }
    await server.run(migration(options))
    const pool = poolOf({
      connectionString: server.url,
      max: 8,
      options: `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`,
    })
    try {
      const store = postgresStore(pool, options)
      const permits = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.takePermit(LOGIN, { ...ask(), id: `${n}`, limit: 2 }, call)),
      )
      expect(permits.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(2)
      expect(await codesOf(store)).toEqual(new Set(['ok']))
    } finally {
      await pool.end()
    }
  })

  test.each(['pg, told', 'postgres.js, told'])('%s: who waits is told, by one connection for all', async (name) => {
    const options = { prefix: prefix() }
    await server.run(migration(options))
    const { client, close } = await (clients[name] as (typeof clients)[string])(server.url)
    try {
      const store = postgresStore(client, options)
      expect(await store.takeLease('slot', { owner: 'one', ttlMs: 60_000 }, call)).toBe(true)
      // Somebody asks again and again, as the core does, until the token is there.
      let asked = 0
      const waiting = Promise.all(
        Array.from({ length: 8 }, async (_, n) => {
          while (!(await store.get('slot', call))) {
            asked++
            await store.takeLease('slot', { owner: `other ${n}`, ttlMs: 60_000 }, call)
          }
        }),
      )
      await sleep(1_000)
      const [row] = await server.run(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE query ILIKE 'listen%'`)
      expect(row?.n).toBe(1)
      await store.setIfNewer('slot', { ...entry(1), releases: 'one' }, call)
      await waiting
      // Each asks four times in a second, and once more for what came before it listened.
      expect(asked).toBeLessThanOrEqual(8 * 7)
    } finally {
      await close()
    }
  })

  test('with the rights that the README gives, and no others', async () => {
    const options = { prefix: 'pagamio_' }
    await server.run(migration(options))
    await server.run(`CREATE ROLE shop LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON pagamio_store TO shop`)
    const pool = poolOf({ connectionString: server.url.replace('postgres@', 'shop@') })
    try {
      const store = postgresStore(pool, options)
      await store.ready()
      expect(await codesOf(store)).toEqual(new Set(['ok']))
      await server.run('REVOKE UPDATE ON pagamio_store FROM shop')
      const said = await codes(everyCall(store))
      expect(said).toMatchObject({ get: 'ok', setIfNewer: '42501', takeLease: '42501', takePermit: '42501' })
      await expect(store.ready()).rejects.toThrow(/Grant SELECT, INSERT, UPDATE and DELETE on "pagamio_store"/)
    } finally {
      await pool.end()
    }
  })

  test('the plan of each statement looks into the index, and none reads the table', async () => {
    const options = { prefix: prefix() }
    await server.run(migration(options))
    const table = tableName(options)
    await server.run(
      `INSERT INTO ${table} SELECT 'slot ' || n, 'x', n, '{}', now(), now() + interval '1 day' FROM generate_series(1, 5000) AS n`,
    )
    await server.run(`ANALYZE ${table}`)
    const asked: [string, string[]][] = []
    const store = postgresStore(
      {
        query: async (text, values) => {
          asked.push([text, values])
          return server.run(text, values)
        },
      },
      options,
    )
    await codesOf(store)
    for (const [text, values] of asked.filter(([text]) => !text.includes('SKIP LOCKED'))) {
      const plan = JSON.stringify(await server.run(`EXPLAIN ${text}`, values))
      expect(plan).not.toMatch(new RegExp(`Seq Scan on ${table.replaceAll('"', '')}`))
    }
    expect(permitStatements(table).take).toContain(table)
  })
})

describe.skipIf(postgresIsMissing())('a server that fails', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(['max_connections=12', 'superuser_reserved_connections=3'])
    await server.run(migration())
    await server.run(`CREATE ROLE shop LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON pagamio_store TO shop`)
  })
  afterAll(() => server?.close())

  const healed = async (store: Parameters<typeof codesOf>[0]) => {
    const seen = async () => [...(await codesOf(store, { signal: AbortSignal.timeout(5_000) }))].join()
    await expect.poll(seen, { timeout: 30_000, interval: 200 }).toBe('ok')
  }

  test.each(Object.entries(clients).filter(([name]) => name !== 'pg, one connection'))(
    '%s: rejects with a code, and heals by itself',
    async (_, connect) => {
      const { client, close } = await connect(server.url.replace('postgres@', 'shop@'))
      try {
        const store = postgresStore(client)
        await healed(store)

        await server.kill()
        for (const code of await codesOf(store, { signal: AbortSignal.timeout(2_000) }))
          expect(code).toMatch(/^(57P0[12]|ECONN\w+|CONNECTION_\w+|CONNECT_TIMEOUT|TimeoutError|UNKNOWN|EPIPE)$/)
        await server.restart()
        await healed(store)

        await server.run(`ALTER ROLE shop SET default_transaction_read_only = on`)
        await server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`)
        const seen = async () => (await codes(everyCall(store, { signal: AbortSignal.timeout(2_000) }))).setIfNewer
        await expect.poll(seen, { timeout: 10_000 }).toBe('25006')
        expect((await codes({ get: store.get('slot', call) })).get).toBe('ok')
        await server.run(`ALTER ROLE shop RESET ALL`)
        await server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`)
        await healed(store)

        await server.run('DROP TABLE pagamio_store')
        expect(await codesOf(store)).toEqual(new Set(['42P01']))
        await server.run(migration())
        await server.run(`GRANT SELECT, INSERT, UPDATE, DELETE ON pagamio_store TO shop`)
        await healed(store)
      } finally {
        await close()
      }
    },
  )

  test('that has no connection left rejects with its code', async () => {
    const url = server.url.replace('postgres@', 'shop@')
    // What the clients before have not closed yet, on a busy machine.
    const left = () => server.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`)
    await expect.poll(left, { timeout: 60_000 }).toEqual([])
    const others = Array.from({ length: 9 }, () => clientAt(url))
    for (const other of others) await other.connect()
    const pool = poolOf({ connectionString: url })
    try {
      expect(await codesOf(postgresStore(pool))).toEqual(new Set(['53300']))
      await Promise.all(others.splice(0).map((other) => other.end()))
      await healed(postgresStore(pool))
    } finally {
      await Promise.all(others.map((other) => other.end()))
      await pool.end()
    }
  })
})

/** What ends with its server is no test's failure. */
function poolOf(config: PoolConfig): Pool {
  return new Pool(config).on('error', () => {})
}
function clientAt(url: string): Client {
  return new Client(url).on('error', () => {})
}
