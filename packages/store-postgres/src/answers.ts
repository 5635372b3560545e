import type { PermitAnswer, StoredText } from '@pagamio/auth-core'
import { PostgresStoreError } from './postgres-store-error.ts'
import type { Row } from './query-port.ts'

/** What a read found. */
export function storedText(row: Row | undefined): StoredText | undefined {
  if (typeof row?.text !== 'string' || row.generation === null) return undefined
  return { text: row.text, generation: Number(row.generation), ageMs: Math.max(0, Number(row.age)) }
}

/** What is no number is no grant. `undefined` says that the log was made just now, and is to be asked again. */
export function permitAnswer(row: Row | undefined): PermitAnswer | undefined {
  if (row && row.wait === null) return undefined
  const [retryAfterMs, closings] = [row?.wait, row?.closings].map((value) =>
    typeof value === 'string' ? Number(value) : Number.NaN,
  ) as [number, number]
  if (retryAfterMs >= 0 && closings >= 0) return { retryAfterMs, closings }
  throw new PostgresStoreError('UNKNOWN', 'PostgreSQL gave an answer that is none.')
}
