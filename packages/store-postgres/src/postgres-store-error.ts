/**
 * Why the store did not answer. `code` is PostgreSQL's own (`42P01`, `25006`), the system's (`ECONNREFUSED`), the
 * client's, or `UNKNOWN`; the message says what to do if that is known. Nothing else of that error is kept, because it
 * may contain values.
 */
export class PostgresStoreError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  override get name(): string {
    return 'PostgresStoreError'
  }
}

/** The same trouble without the client's error, which knows statements and values. */
export function withoutDetails(error: unknown, table: string): PostgresStoreError {
  if (error instanceof PostgresStoreError) return error
  const code = codeOf(error)
  return new PostgresStoreError(
    code,
    `PostgreSQL did not carry out a statement (${code}). ${adviceFor(code, table)}`.trim(),
  )
}

const OTHER_TABLE = ['42703', '42804', '42883', '42P10', '42809', '23502', '23514', '22001', '22003']

function adviceFor(code: string, table: string): string {
  if (code === '42P01' || code === '3F000')
    return `There is no table ${table}: run the SQL that migration() gives, or set createTable.`
  if (code === '42501')
    return `Grant SELECT, INSERT, UPDATE and DELETE on ${table} to this role, and USAGE on its schema.`
  return OTHER_TABLE.includes(code) ? anotherTable(table) : ''
}

const anotherTable = (table: string): string =>
  `The table ${table} is another one than this version needs: rename or drop it, and run the SQL that migration() gives.`

/** There is no table, and the role was refused when it wanted to create it. */
export const mayNotCreate = (table: string): PostgresStoreError =>
  new PostgresStoreError(
    '42501',
    `There is no table ${table}, and this role may not create it (42501). Run the SQL that migration() gives as a role that may, or grant it CREATE on the schema.`,
  )

/** A column is there, and is something else. */
export const wrongColumn = (table: string, column: string): PostgresStoreError =>
  new PostgresStoreError('42804', `The column ${column} is of another type (42804). ${anotherTable(table)}`)

/** Codes of Prisma itself look like those of PostgreSQL. */
const SQLSTATE = /^(?!P[1-9])[0-9A-Z]{5}$/
const NAME = /^[A-Z][A-Z_]{3,40}$/

/** Wrapped by an ORM or not: the first code that can be one. */
export function codeOf(error: unknown): string {
  const codes: unknown[] = []
  for (const one of chain(error)) codes.push(one.originalCode, one.code)
  const code = [SQLSTATE, NAME].map((form) => codes.find((found) => form.test(`${found}`))).find(Boolean)
  return `${code ?? 'UNKNOWN'}`
}

type Wrapped = Partial<
  Record<'code' | 'originalCode' | 'cause' | 'driverError' | 'driverAdapterError' | 'meta', unknown>
>

function chain(error: unknown, depth = 0): readonly Wrapped[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const one = error as Wrapped
  const inner = [one.driverError, one.driverAdapterError, one.meta, one.cause]
  return [one, ...inner.flatMap((next) => chain(next, depth + 1))]
}
