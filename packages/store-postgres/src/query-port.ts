import { PagamioAuthError } from '@pagamio/auth-core'

/**
 * Anything that runs a statement with values for `$1`, `$2` …, all of them strings. It returns the rows, or an object
 * that has them as `rows`. A `Pool` of `pg`, PGlite, TypeORM's `DataSource` and Neon's `sql` fit as they are.
 */
export interface PostgresClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client has its own types for these
  query(text: string, values: any[]): PromiseLike<unknown>
  /**
   * Optional: calls `onNotify` with each notification on a channel, until the returned function is called. A process
   * that waits for another one is notified then, and need not look again and again. It takes a connection while a
   * caller waits, and does not work through a pooler in transaction mode.
   */
  listen?(channel: string, onNotify: (payload: string) => void): Promise<() => unknown>
}

export type Row = Readonly<Record<string, unknown>>

/** @throws PagamioAuthError `invalid_options` for anything that has no `query`, with the way out for what is known */
export function validClient(client: PostgresClient): PostgresClient {
  const has = (method: string) => typeof (client as unknown as Row | null | undefined)?.[method] === 'function'
  if (has('query')) return client
  const adapted = has('unsafe')
    ? ' For postgres.js it is { query: (text, values) => sql.unsafe(text, values) }.'
    : has('$queryRawUnsafe')
      ? ' For Prisma it is { query: (text, values) => prisma.$queryRawUnsafe(text, ...values) }.'
      : ''
  throw new PagamioAuthError('invalid_options', `Option "client" should have a method query(text, values).${adapted}`)
}

/** The rows, from whatever form the client gives them in. TypeORM adds how many there are after an UPDATE or a DELETE. */
export function rowsOf(result: unknown): readonly Row[] {
  const rows: unknown = Array.isArray(result) ? result : (result as { rows?: unknown } | null | undefined)?.rows
  if (!Array.isArray(rows)) return []
  return Array.isArray(rows[0]) ? rows[0] : rows
}
