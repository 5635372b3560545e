import { PagamioAuthError } from '@pagamio/auth-core'

export interface TableOptions {
  /**
   * The schema that the table is in.
   * @default none: the first one of the role's `search_path`
   */
  readonly schema?: string | undefined
  /**
   * What the table's name begins with: `pagamio_store` by default. Fleets that should not share tokens, leases and limits need
   * different ones, and so a table each.
   * @default 'pagamio_'
   */
  readonly prefix?: string | undefined
}

const NAME = /^[a-z_][a-z0-9_]{0,47}$/

/** As it stands in a statement. */
export function tableName({ schema, prefix = 'pagamio_' }: TableOptions): string {
  for (const [option, value] of Object.entries({ prefix, ...(schema === undefined ? {} : { schema }) }))
    if (typeof value !== 'string' || !NAME.test(value))
      throw new PagamioAuthError(
        'invalid_options',
        `Option "${option}" should be 1 to 48 lower-case letters, digits and underscores, and begin with none of the digits.`,
      )
  return `${schema === undefined ? '' : `"${schema}".`}"${prefix}store"`
}

/** The channel on which waiting processes are notified. */
export const channelName = ({ schema, prefix = 'pagamio_' }: TableOptions): string =>
  `${schema === undefined ? '' : `${schema}_`}${prefix}store`.slice(0, 63)

/**
 * The SQL that creates the table, for your migrations. If you run it again, it does nothing.
 * @throws PagamioAuthError `invalid_options` for a name that is none
 * @example await queryRunner.query(migration()) // in TypeORM; or: node -p "require('@pagamio/store-postgres').migration()" | psql
 */
export const migration = (options: TableOptions = {}): string => `CREATE TABLE IF NOT EXISTS ${tableName(options)} (
  name text PRIMARY KEY,
  text text,
  generation bigint,
  log jsonb,
  written_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 50)`
