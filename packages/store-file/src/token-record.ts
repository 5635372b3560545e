import type { StoredText } from '@pagamio/auth-core'
import type { StoreClock } from './store-clock.ts'
import type { Decision } from './update-file.ts'

/** What is kept of one slot. */
export interface TokenRecord {
  readonly text: string
  readonly generation: number
  readonly ttlMs: number
  /** Wall-clock milliseconds. */
  readonly storedAt: number
}

/** Clocks are set right by less than this all the time; more of a step back makes what was stored before it worthless. */
const SETTING_MS = 5_000

/** What the record holds, where it is one and its time is not over; a record from the future cannot be dated, so it is none. */
export function livingText(record: unknown, clock: StoreClock): StoredText | undefined {
  const { text, generation, ttlMs, storedAt } = (record ?? {}) as Partial<TokenRecord>
  if (typeof text !== 'string' || !isNumber(generation) || !isNumber(ttlMs) || !isNumber(storedAt)) return undefined
  const ageMs = clock.now() - storedAt
  if (ageMs < -SETTING_MS || ageMs >= ttlMs) return undefined
  return { text, generation, ageMs: Math.max(0, ageMs) }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)

/** Writes what is newer than all that lives there. */
export const ifNewer =
  (entry: TokenRecord, clock: StoreClock) =>
  (record: unknown): Decision<boolean> => {
    const stored = livingText(record, clock)
    return stored && stored.generation >= entry.generation ? { answer: false } : { next: entry, answer: true }
  }

/** Puts nothing in the place of what is as old as this, or older. */
export const upTo =
  (generation: number, clock: StoreClock) =>
  (record: unknown): Decision<void> => {
    const stored = livingText(record, clock)
    return { next: stored && stored.generation <= generation ? null : undefined, answer: undefined }
  }
