// The port of `@pagamio/store-cas` over a table: what you would write for a database that can compare and swap.
import type { CasPort } from '@pagamio/store-cas'
import type { Pool } from 'pg'

export const casTableSql = `CREATE SEQUENCE cas_version; CREATE TABLE cas (key text PRIMARY KEY, text text, version bigint)`

export const casTable = (pool: Pick<Pool, 'query'>): CasPort<string> => ({
  async read(key) {
    const { rows } = await pool.query('SELECT text, version::text FROM cas WHERE key = $1', [key])
    return rows[0]
  },
  async write(key, text, { ifVersion }) {
    const statement =
      ifVersion === undefined
        ? `INSERT INTO cas VALUES ($1, $2, nextval('cas_version')) ON CONFLICT DO NOTHING RETURNING version::text`
        : `UPDATE cas SET text = $2, version = nextval('cas_version') WHERE key = $1 AND version = $3::bigint RETURNING version::text`
    const { rows } = await pool.query(statement, ifVersion === undefined ? [key, text] : [key, text, ifVersion])
    return rows[0]?.version
  },
  async now() {
    const { rows } = await pool.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms')
    return Number(rows[0].ms)
  },
})
