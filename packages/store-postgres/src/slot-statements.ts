/** The database's clock, read when the row is ours: not the time at which a transaction of the caller's began. */
const NOW = 'clock_timestamp()'

/** Not over, and not from the future because the clock was set back: then nobody knows its age. */
const lives = (row: string) => `(${row}.expires_at > ${NOW} AND ${row}.written_at <= ${NOW} + interval '5 seconds')`

const after = (ms: string) => `${NOW} + ${ms}::text::float8 * interval '1 millisecond'`

/** What each column has to be. Times without a zone would be others to a session with another one. */
export const columnTypes: Readonly<Record<string, readonly string[]>> = {
  name: ['text', 'character varying'],
  text: ['text', 'character varying'],
  generation: ['bigint', 'numeric'],
  log: ['jsonb'],
  written_at: ['timestamp with time zone'],
  expires_at: ['timestamp with time zone'],
}

/**
 * Each is one statement, and all values are strings: clients have their own minds about numbers.
 * @param channel on which waiting processes are notified of what was written or given back; without it none is
 */
export function slotStatements(table: string, channel: string | undefined) {
  const telling = (lease: string) =>
    channel ? `'yes' || pg_notify('${channel}', ${lease}::text)::text AS done` : `'yes' AS done`
  return {
    /** $1 slot */
    read: `SELECT s.text, s.generation::text AS generation,
  (extract(epoch FROM ${NOW} - s.written_at) * 1000)::text AS age
FROM ${table} AS s WHERE s.name = $1::text AND ${lives('s')}`,

    /** $1 slot, $2 text, $3 generation, $4 ttl, $5 lease, $6 whose it is that ends */
    write: `WITH ended AS (DELETE FROM ${table} WHERE name = $5::text AND text = $6::text)
INSERT INTO ${table} AS s (name, text, generation, written_at, expires_at)
VALUES ($1::text, $2::text, $3::text::bigint, ${NOW}, ${after('$4')})
ON CONFLICT (name) DO UPDATE SET text = excluded.text, generation = excluded.generation,
  written_at = excluded.written_at, expires_at = excluded.expires_at
WHERE NOT (${lives('s')} AND s.generation >= excluded.generation)
RETURNING ${telling('$5')}`,

    /** The same in the place of exactly one generation: $7 */
    replace: `WITH ended AS (DELETE FROM ${table} WHERE name = $5::text AND text = $6::text)
UPDATE ${table} AS s SET text = $2::text, generation = $3::text::bigint,
  written_at = ${NOW}, expires_at = ${after('$4')}
WHERE s.name = $1::text AND ${lives('s')} AND s.generation = $7::text::bigint AND s.generation < $3::text::bigint
RETURNING ${telling('$5')}`,

    /** $1 slot, $2 generation */
    remove: `DELETE FROM ${table} WHERE name = $1::text AND generation <= $2::text::bigint`,

    /** $1 lease, $2 owner, $3 ttl */
    lease: `INSERT INTO ${table} AS s (name, text, written_at, expires_at)
VALUES ($1::text, $2::text, ${NOW}, ${after('$3')})
ON CONFLICT (name) DO UPDATE SET text = excluded.text, written_at = excluded.written_at, expires_at = excluded.expires_at
WHERE s.text = excluded.text OR NOT ${lives('s')}
RETURNING 'yes' AS done`,

    /** $1 lease, $2 owner */
    release: `DELETE FROM ${table} WHERE name = $1::text AND text = $2::text RETURNING ${telling('$1')}`,

    /** Of which type each column is, without a row. */
    types: `SELECT ${Object.keys(columnTypes)
      .map((column) => `pg_typeof(s.${column})::text AS ${column}`)
      .join(', ')}
FROM (VALUES (1)) AS one(n) LEFT JOIN ${table} AS s ON false`,

    /** What is over; a row that somebody writes just now is left for the next time. */
    tidy: `DELETE FROM ${table} WHERE name IN (
  SELECT name FROM ${table} WHERE expires_at < ${NOW} LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  }
}
