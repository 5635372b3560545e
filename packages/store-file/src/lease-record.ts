import type { Decision } from './update-file.ts'

/** Who has a lease. Times are of the machine's monotonic clock. */
interface LeaseRecord {
  readonly owner: string
  readonly takenAt: number
  readonly ttlMs: number
}

/** A time in the future is of another start of the machine, which no owner has survived. What is no lease is nobody's. */
function ownerOf(record: unknown, now: number): string | undefined {
  const { owner, takenAt, ttlMs } = (record ?? {}) as Partial<LeaseRecord>
  if (typeof owner !== 'string' || typeof takenAt !== 'number' || typeof ttlMs !== 'number') return undefined
  return now >= takenAt && now < takenAt + ttlMs ? owner : undefined
}

/** Takes the lease where nobody else has it; prolongs it where it is the owner's already. */
export const takenBy =
  ({ owner, ttlMs }: { owner: string; ttlMs: number }, time: () => number) =>
  (record: unknown): Decision<boolean> => {
    const now = time()
    if ((ownerOf(record, now) ?? owner) !== owner) return { answer: false }
    return { next: { owner, takenAt: now, ttlMs } satisfies LeaseRecord, answer: true }
  }

/** Ends the lease where it is this owner's. */
export const releasedBy =
  (owner: string, time: () => number) =>
  (record: unknown): Decision<void> => ({
    next: ownerOf(record, time()) === owner ? null : undefined,
    answer: undefined,
  })
