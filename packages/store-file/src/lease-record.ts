import { isOver, type ProcessName } from './process-name.ts'
import type { Decision } from './update-file.ts'

/** The owner of a lease. Times are of the machine's monotonic clock. */
interface LeaseRecord {
  readonly owner: string
  readonly takenAt: number
  readonly ttlMs: number
  /** Of the owner, where it is known: a lease of a process that is over is nobody's. */
  readonly process?: ProcessName | undefined
}

/** How a process sees leases. */
export interface LeaseView {
  readonly time: () => number
  readonly own: ProcessName | undefined
}

/** A time in the future is of another start of the machine, which no owner has survived. What is no lease is nobody's. */
function ownerOf(record: unknown, now: number, own: ProcessName | undefined): string | undefined {
  const { owner, takenAt, ttlMs, process } = (record ?? {}) as Partial<LeaseRecord>
  if (typeof owner !== 'string' || typeof takenAt !== 'number' || typeof ttlMs !== 'number') return undefined
  return now >= takenAt && now < takenAt + ttlMs && !isOver(process, own) ? owner : undefined
}

/** Takes the lease where nobody else has it; prolongs it where it is the owner's already. */
export const takenBy =
  ({ owner, ttlMs }: { owner: string; ttlMs: number }, { time, own }: LeaseView) =>
  (record: unknown): Decision<boolean> => {
    const now = time()
    if ((ownerOf(record, now, own) ?? owner) !== owner) return { answer: false }
    return { next: { owner, takenAt: now, ttlMs, process: own } satisfies LeaseRecord, answer: true }
  }

/** Ends the lease where it is this owner's. */
export const releasedBy =
  (owner: string, { time, own }: LeaseView) =>
  (record: unknown): Decision<void> => ({
    next: ownerOf(record, time(), own) === owner ? null : undefined,
    answer: undefined,
  })
