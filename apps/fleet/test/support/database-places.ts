import { migration } from '@pagamio/store-postgres'
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
}

function databasePlaces({ sql, table, key, setup }: Layout): DatabasePlaces {
  const missing = postgresIsMissing()
  let server: PostgresServer | undefined
  let made = 0
  return {
    missing,
    async start() {
      if (!missing) server = await startPostgres(['max_connections=200'])
    },
    close: async () => server?.close(),
    async open() {
      if (!server) throw new Error('start() comes first')
      const { run, url } = server
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

export const postgresPlaces = databasePlaces({
  sql: migration(),
  table: 'pagamio_store',
  key: 'name',
  setup: (database) => ({ database }),
})

/** The same server, as something that can compare and swap and nothing else. */
export const casPlaces = databasePlaces({
  sql: casTableSql,
  table: 'cas',
  key: 'key',
  setup: (database) => ({ database, through: 'cas' }),
})
