import type { StoredText, TokenEntry } from '@pagamio/auth-core'
import type { Decision } from './decision.ts'

/** What a slot holds: a text, the lease of the process that acquires, both or neither. Times are of the common clock. */
interface SlotRecord {
  readonly text?: KeptText | undefined
  readonly lease?: Lease | undefined
}

interface Dated {
  readonly writtenAt: number
  readonly ttlMs: number
}

interface KeptText extends Dated {
  readonly text: string
  readonly generation: number
}

interface Lease extends Dated {
  readonly owner: string
}

/** Clocks are set right by less than this all the time. */
const SETTING_MS = 5_000
/** For what has no end, and what is emptied. */
const LONGEST_MS = 366 * 24 * 3_600_000
const SHORTEST_MS = 1_000

const isNumber = (value: unknown): value is number => Number.isFinite(value)

/** What is over, and what is from the future because the clock was set back, counts as nothing: nobody knows its age. */
function lives({ writtenAt, ttlMs }: Partial<Dated>, now: number): boolean {
  return isNumber(writtenAt) && isNumber(ttlMs) && now - writtenAt >= -SETTING_MS && now - writtenAt < ttlMs
}

/** What of a record counts now. Of anything else that lies there nothing does. */
function slotAt(record: unknown, now: number): SlotRecord {
  const { text, lease } = (record ?? {}) as Partial<Record<keyof SlotRecord, Partial<KeptText & Lease> | null>>
  const isText = typeof text?.text === 'string' && Number.isSafeInteger(text.generation) && Number(text.generation) >= 0
  return {
    text: isText && lives(text, now) ? (text as KeptText) : undefined,
    lease: typeof lease?.owner === 'string' && lives(lease, now) ? (lease as Lease) : undefined,
  }
}

function next(slot: SlotRecord, now: number): Decision<never>['next'] {
  const left = [slot.text, slot.lease].map((one) => (one ? one.writtenAt + one.ttlMs - now : 0))
  return { record: slot, keepMs: Math.max(SHORTEST_MS, ...left) }
}

/** `NaN` is over at once, not never. */
const lifeOf = (ttlMs: number) => (ttlMs > 0 ? Math.min(ttlMs, LONGEST_MS) : 0)

export function livingText(record: unknown, now: number): StoredText | undefined {
  const { text } = slotAt(record, now)
  return text && { text: text.text, generation: text.generation, ageMs: Math.max(0, now - text.writtenAt) }
}

/**
 * Writes what is newer, and what replaces exactly what is stored; the lease that ends with it ends either way. `sent`: it was
 * offered before, so that it may be what lies there, although the backend said that it did not write it.
 */
export const ifNewer =
  ({ text, generation, ttlMs, replaces, releases }: TokenEntry, sent: () => boolean) =>
  (record: unknown, now: number): Decision<boolean> => {
    const { text: stored, lease: held } = slotAt(record, now)
    const ends = releases !== undefined && held?.owner === releases
    const lease = ends ? undefined : held
    const isOurs = sent() && stored?.text === text && stored.generation === generation
    const another = replaces !== undefined && stored?.generation !== replaces
    if (isOurs || another || (stored && stored.generation >= generation))
      return { next: ends ? next({ text: stored, lease }, now) : undefined, answer: isOurs }
    const kept: KeptText = { text, generation, writtenAt: now, ttlMs: lifeOf(ttlMs) }
    return { next: next({ text: kept, lease }, now), answer: true }
  }

/** Removes the text, if it is of this generation or an older one. */
export const upTo =
  (generation: number) =>
  (record: unknown, now: number): Decision<void> => {
    const { text, lease } = slotAt(record, now)
    const goes = text !== undefined && text.generation <= generation
    return { next: goes ? next({ lease }, now) : undefined, answer: undefined }
  }

/** Takes the lease where nobody else has it; prolongs it where it is the owner's already. */
export const takenBy =
  ({ owner, ttlMs }: { readonly owner: string; readonly ttlMs: number }) =>
  (record: unknown, now: number): Decision<boolean> => {
    const { text, lease } = slotAt(record, now)
    if ((lease?.owner ?? owner) !== owner) return { answer: false }
    return { next: next({ text, lease: { owner, writtenAt: now, ttlMs: lifeOf(ttlMs) } }, now), answer: true }
  }

/** Ends the lease where it is this owner's. */
export const releasedBy =
  (owner: string) =>
  (record: unknown, now: number): Decision<void> => {
    const { text, lease } = slotAt(record, now)
    return { next: lease?.owner === owner ? next({ text }, now) : undefined, answer: undefined }
  }
