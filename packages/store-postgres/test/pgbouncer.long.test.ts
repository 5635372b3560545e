import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@pagamio/auth-core/testing'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { type ConnectedClient, clients } from './support/clients.ts'
import { type PgBouncer, pgBouncerIsMissing, startPgBouncer } from './support/pgbouncer.ts'
import { type PostgresServer, postgresIsMissing, startPostgres } from './support/postgres-server.ts'

describe.skipIf(postgresIsMissing() || pgBouncerIsMissing())('through PgBouncer in transaction mode', () => {
  let server: PostgresServer
  let bouncer: PgBouncer
  const connected = new Map<string, ConnectedClient>()
  let made = 0

  const connect = clients as Pick<typeof clients, string>
  // Without it postgres.js sends a query before the last one is answered, and PgBouncer mixes them up.
  const names = { 'pg, a pool': '', 'postgres.js': '?max_pipeline=0' }
  beforeAll(async () => {
    server = await startPostgres()
    bouncer = await startPgBouncer(server)
    for (const [name, query] of Object.entries(names))
      connected.set(name, (await connect[name]?.(`${bouncer.url}${query}`)) as ConnectedClient)
  })
  afterAll(async () => {
    for (const { close } of connected.values()) await close()
    await bouncer?.close()
    await server?.close()
  })
  const clientOf = (name: string) => (connected.get(name) as ConnectedClient).client

  describe.each(Object.keys(names))('%s', (name) => {
    const cases = storeConformance(
      () => ({
        store: postgresStore(clientOf(name), { prefix: `s${made++}_`, createTable: true }),
        advance: (ms) => sleep(ms),
      }),
      { sharing: true },
    )
    for (const { name, run } of cases) test.concurrent(name, run)
  })

  test('one connection of a client is several of the server’s: what these tests are worth', async () => {
    const one = new Client({ connectionString: bouncer.url })
    await one.connect()
    const backends = new Set<unknown>()
    const look = async () => {
      const others = [0, 1, 2].map(() => clientOf('pg, a pool').query('SELECT pg_sleep(0.01)', []))
      const { rows } = await one.query('SELECT pg_backend_pid() AS pid')
      backends.add(rows[0].pid)
      await Promise.all(others)
      return backends.size
    }
    try {
      await expect.poll(look, { timeout: 30_000 }).toBeGreaterThan(1)
    } finally {
      await one.end()
    }
  })
})
