import { type StoreCall, untilAborted } from '@pagamio/auth-core'
import { codeOf, withoutDetails } from './postgres-store-error.ts'
import { type PostgresClient, type Row, rowsOf } from './query-port.ts'

/** Runs a statement for a caller, and waits no longer than the caller does. */
export type Run = (call: StoreCall, text: string, values: readonly string[]) => Promise<readonly Row[]>

/** Above READ COMMITTED, or in a deadlock, nothing was carried out, and the same statement may succeed at once. */
const CARRIED_OUT_LATER = ['40001', '40P01']
const TRIES = 10

/** A statement that is carried out late changes nothing: older generations are refused, leases and permits end by themselves. */
export const runOn =
  (client: PostgresClient, table: string): Run =>
  ({ signal }, text, values) =>
    untilAborted(signal, async () => {
      for (let tries = 1; ; tries++) {
        try {
          return rowsOf(await client.query(text, [...values]))
        } catch (error) {
          if (tries === TRIES || signal.aborted || !CARRIED_OUT_LATER.includes(codeOf(error)))
            throw withoutDetails(error, table)
        }
      }
    })
