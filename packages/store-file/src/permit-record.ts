import { type PermitLog, permitLogAt, type StoredPermitLog } from '@pagamio/auth-core'
import type { Decision } from './update-file.ts'

/** Lets a rule of the core change the log. A restart of the machine sets its monotonic clock back. */
export const changed =
  <T>(rule: (log: PermitLog, now: number) => T, time: () => number) =>
  (record: unknown): Decision<T> => {
    const now = time()
    const log = permitLogAt(record, now)
    const answer = rule(log, now)
    return { next: { writtenAt: now, log } satisfies StoredPermitLog, answer }
  }
