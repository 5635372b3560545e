import { migration } from '@pagamio/store-postgres'
import {
  type PgBouncer,
  pgBouncerIsMissing,
  startPgBouncer,
} from '../../../../packages/store-postgres/test/support/pgbouncer.ts'
import {
  type PostgresServer,
  postgresIsMissing,
  startPostgres,
} from '../../../../packages/store-postgres/test/support/postgres-server.ts'
import { casTableSql } from '../../src/cas-table.ts'
import type { StoreSetup } from '../../src/setup.ts'
import type { Kind } from './places.ts'

/** Each place is a database of its own, on one server that the test file starts and closes. */
interface DatabasePlaces extends Kind {
  start(): Promise<void>
  close(): Promise<void>
}

interface Layout {
  readonly sql: string
  readonly table: string
  /** The column that names a record. */
  readonly key: string
  setup(url: string): StoreSetup
  /** The processes reach the server through a PgBouncer. */
  readonly pooled?: boolean
}

function databasePlaces({ sql, table, key, setup, pooled = false }: Layout): DatabasePlaces {
  const missing = postgresIsMissing() || (pooled && pgBouncerIsMissing())
  let server: PostgresServer | undefined
  let bouncer: PgBouncer | undefined
  let made = 0
  return {
    missing,
    async start() {
      if (missing) return
      server = await startPostgres(['max_connections=200'])
      if (pooled) bouncer = await startPgBouncer(server)
    },
    async close() {
      await bouncer?.close()
      await server?.close()
    },
    async open() {
      if (!server) throw new Error('start() comes first')
      const { run } = server
      const { url } = bouncer ?? server
      const database = `fleet_${made++}`
      await run(`CREATE DATABASE ${database}`)
      const query = (text: string, values: readonly unknown[] = []) => run(text, values, database)
      await query(sql)
      return {
        setup: setup(url.replace(/\/postgres$/, `/${database}`)),
        dump: async () => JSON.stringify(await query(`SELECT * FROM ${table}`)),
        async swap() {
          const sealed = await query(`SELECT ${key} AS name, text FROM ${table} WHERE text LIKE '%v1.%'`)
          const [one, two] = sealed as unknown as [Row, Row]
          for (const { name, text } of [
            { name: one.name, text: two.text },
            { name: two.name, text: one.text },
          ])
            await query(`UPDATE ${table} SET text = $2 WHERE ${key} = $1`, [name, text])
        },
        close: async () => {},
      }
    },
  }
}

interface Row {
  readonly name: unknown
  readonly text: unknown
}

const ours = { sql: migration(), table: 'pagamio_store', key: 'name' }

export const postgresPlaces = databasePlaces({ ...ours, setup: (database) => ({ database }) })

export const pooledPlaces = databasePlaces({ ...ours, setup: (database) => ({ database }), pooled: true })

export const pooledPostgresJsPlaces = databasePlaces({
  ...ours,
  setup: (database) => ({ database, through: 'postgres.js' }),
  pooled: true,
})

/** The same server, as something that can compare and swap and nothing else. */
export const casPlaces = databasePlaces({
  sql: casTableSql,
  table: 'cas',
  key: 'key',
  setup: (database) => ({ database, through: 'cas' }),
})
