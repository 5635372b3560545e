import type { StoredText } from '@pagamio/auth-core'
import type { StoreClock } from './store-clock.ts'
import type { Decision } from './update-file.ts'

interface TokenEntry {
  readonly text: string
  readonly generation: number
  readonly ttlMs: number
}

/** What is kept of one slot. */
interface TokenRecord extends TokenEntry {
  /** Wall-clock milliseconds. */
  readonly storedAt: number
  /** The same moment on the monotonic clock, and what that counts from. Earlier versions wrote neither. */
  readonly monotonicAt?: number | undefined
  readonly boot?: string | undefined
}

export const tokenRecord = ({ text, generation, ttlMs }: TokenEntry, clock: StoreClock): TokenRecord => ({
  text,
  generation,
  ttlMs,
  storedAt: clock.now(),
  monotonicAt: clock.monotonic(),
  boot: clock.boot,
})

/** Clocks are set right by less than this all the time. */
const SETTING_MS = 5_000

/** What the record holds, if it is one, can be dated, and its time is not over. */
export function livingText(record: unknown, clock: StoreClock): StoredText | undefined {
  const { text, generation, ttlMs, storedAt, monotonicAt, boot } = (record ?? {}) as Partial<TokenRecord>
  if (typeof text !== 'string' || !isGeneration(generation) || !isNumber(ttlMs) || !isNumber(storedAt)) return undefined
  const ageMs = ageOf({ storedAt, monotonicAt, boot }, clock)
  return ageMs !== undefined && ageMs < ttlMs ? { text, generation, ageMs } : undefined
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isGeneration = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/**
 * The greater of two reckonings. The wall clock counts a sleep and a restart of the machine; the monotonic one still
 * counts when the wall clock is set back. If it has started anew since then, it counts less than has passed. That is no
 * harm to the greater of both, but on its own only the name of the boot shows that it counts all.
 */
function ageOf({ storedAt, monotonicAt, boot }: Dated, clock: StoreClock): number | undefined {
  const wallMs = clock.now() - storedAt
  const comparable = isNumber(monotonicAt) && boot === clock.boot
  const monotonicMs = comparable ? clock.monotonic() - monotonicAt : Number.NEGATIVE_INFINITY
  const fromTheFuture = wallMs < -SETTING_MS
  if (fromTheFuture && !(boot !== undefined && monotonicMs >= 0)) return undefined
  return Math.max(0, wallMs, monotonicMs)
}

type Dated = Pick<TokenRecord, 'storedAt' | 'monotonicAt' | 'boot'>

/** Writes what is newer than all that lives there; with `replaces` only in the place of exactly that generation. */
export const ifNewer =
  (entry: TokenRecord, replaces: number | undefined, clock: StoreClock) =>
  (record: unknown): Decision<boolean> => {
    const stored = livingText(record, clock)
    const another = replaces !== undefined && stored?.generation !== replaces
    return another || (stored && stored.generation >= entry.generation)
      ? { answer: false }
      : { next: entry, answer: true }
  }

/** Puts nothing in the place of what is as old as this, or older. */
export const upTo =
  (generation: number, clock: StoreClock) =>
  (record: unknown): Decision<void> => {
    const stored = livingText(record, clock)
    return { next: stored && stored.generation <= generation ? null : undefined, answer: undefined }
  }
