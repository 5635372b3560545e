import { wordFor } from '../errors/failure-facts.ts'
import type { StoreHealth, StoreLatency } from '../observe/store-status.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import { PATIENT_ANSWER_MS, STORE_ANSWER_MS } from '../token/store-patience.ts'
import { addCall, type CallTime, latencyOf } from './call-times.ts'

const FIRST_BREAK_MS = 1_000
const LONGEST_BREAK_MS = 60_000

const tooSlow = () => Object.assign(new Error('too slow'), { tooSlow: true })
/** Until somebody changes an option, a right, a disk or a password, the store fails: waiting cures none of these. */
const LASTING: ReadonlySet<unknown> = new Set([
  ...['invalid_options', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EDQUOT'],
  ...['NOAUTH', 'WRONGPASS', 'NOPERM'],
  // Of PostgreSQL: no such table, schema or database; another table; no right; another password.
  ...['42P01', '3F000', '3D000', '42703', '42883', '42P10', '42804', '42809', '23502', '42501', '28P01', '28000'],
  // Another Durable Object is bound.
  'WRONG_OBJECT',
])

const isLasting = (thrown: unknown) => LASTING.has((thrown as { code?: unknown } | null)?.code)
const wasTooSlow = (thrown: unknown) => (thrown as { tooSlow?: unknown } | null)?.tooSlow === true

/** Those of PostgreSQL begin with digits. */
const SQLSTATE = /^[0-9A-Z]{5}$/

/** What a failure of the store is known by: a code or a name, and nothing of its text, which may hold values. */
export function codeOfFailure(thrown: unknown): string {
  if (wasTooSlow(thrown)) return 'TOO_SLOW'
  const { code } = (thrown ?? {}) as { code?: unknown }
  return typeof code === 'string' && SQLSTATE.test(code) ? code : wordFor(thrown)
}

/**
 * A store that failed is left alone for a while; then one call tries whether it is back. Each slot has a circuit of its
 * own over a common one, because a store may fail for one slot only: the common one opens if the store is slow, or if it
 * rejects for a second slot, or for none in particular.
 */
export class StoreCircuit {
  readonly #clock: Clock
  readonly #common: StoreCircuit | undefined
  readonly #slot: StoreCircuit
  #brokenUntil = Number.NEGATIVE_INFINITY
  #breakMs = FIRST_BREAK_MS
  #lasting = false
  #failingSince: number | undefined
  /** Of all slots: only the common one has them. */
  readonly #calls: CallTime[] = []
  /** The slot for which the store has rejected since it answered last. */
  #suspect: StoreCircuit | undefined

  /** @param slot the circuit that stands for the slot to the common one, if there are several for it */
  constructor(clock: Clock, common?: StoreCircuit, slot?: StoreCircuit) {
    this.#clock = clock
    this.#common = common
    this.#slot = slot ?? this
  }

  /** Whether the store failed last time it was asked. */
  get broken(): boolean {
    return this.failingSince !== undefined
  }

  /** Since when it fails, wall-clock milliseconds. */
  get failingSince(): number | undefined {
    return this.#failingSince ?? this.#common?.failingSince
  }

  get latency(): StoreLatency | undefined {
    return this.#common ? this.#common.latency : latencyOf(this.#calls)
  }

  get health(): StoreHealth {
    return { state: this.broken ? 'failing' : 'working', failingSince: this.failingSince, latency: this.latency }
  }

  /** Whether it failed for a reason that lasts. */
  get failsForGood(): boolean {
    return this.#lasting || this.#common?.failsForGood === true
  }

  /**
   * What the store answers in at most so many milliseconds; `undefined` if it fails, is slow, or is left alone.
   * `trusted`: it has just answered something else, so that it is not left alone.
   */
  async call<T>(
    work: (signal: AbortSignal) => Promise<T>,
    onFailure: (thrown: unknown) => void,
    withinMs: number,
    trusted = false,
  ): Promise<T | undefined> {
    const now = this.#clock.monotonic()
    if (!trusted && this.#isOpen(now)) return undefined
    this.#probe(now, withinMs)
    const seen = this.#brokenUntil
    try {
      const answer = await this.#timed(work, withinMs)
      this.#answered(seen)
      return answer
    } catch (thrown) {
      // Many calls may fail together: that is one failure.
      if (this.#brokenUntil === seen) {
        this.#break(thrown)
        if (this.#common) this.#common.#blame(this.#slot, thrown)
        onFailure(thrown)
      }
      return undefined
    }
  }

  /** Asks also a store that is left alone, for what is lost otherwise and nobody waits for; a working one gets time. */
  async insist<T>(
    work: (signal: AbortSignal) => Promise<T>,
    onFailure: (thrown: unknown) => void,
  ): Promise<T | undefined> {
    if (!this.broken) return this.call(work, onFailure, PATIENT_ANSWER_MS)
    return this.#timed(work, STORE_ANSWER_MS).catch(() => undefined)
  }

  async #timed<T>(work: (signal: AbortSignal) => Promise<T>, withinMs: number): Promise<T> {
    const askedAt = this.#clock.monotonic()
    let refused = false
    try {
      const answer = await withDeadline(this.#clock, withinMs, work, tooSlow)
      refused = answer === false
      return answer
    } finally {
      // A store that can tell holds back the refusal of a lease: that says nothing of its speed.
      if (!refused) this.#took(this.#clock.monotonic() - askedAt)
    }
  }

  #took(tookMs: number): void {
    if (this.#common) this.#common.#took(tookMs)
    else addCall(this.#calls, { at: this.#clock.now(), tookMs })
  }

  #isOpen(now: number): boolean {
    return now < this.#brokenUntil || (this.#common ? this.#common.#isOpen(now) : false)
  }

  /** While one call tries whether the store is back, nobody else waits for it. */
  #probe(now: number, withinMs: number): void {
    if (this.#brokenUntil > Number.NEGATIVE_INFINITY) this.#brokenUntil = now + withinMs
    if (this.#common) this.#common.#probe(now, withinMs)
  }

  #answered(seen: number): void {
    if (this.#brokenUntil === seen) this.#mend()
    if (this.#common) this.#common.#mend()
  }

  #blame(slot: StoreCircuit, thrown: unknown): void {
    if (wasTooSlow(thrown) || (this.#suspect !== undefined && this.#suspect !== slot)) this.#break(thrown)
    this.#suspect = slot
  }

  #break(thrown: unknown): void {
    this.#lasting = isLasting(thrown)
    this.#failingSince ??= this.#clock.now()
    this.#brokenUntil = this.#clock.monotonic() + this.#breakMs
    this.#breakMs = Math.min(this.#breakMs * 2, LONGEST_BREAK_MS)
  }

  #mend(): void {
    this.#brokenUntil = Number.NEGATIVE_INFINITY
    this.#breakMs = FIRST_BREAK_MS
    this.#lasting = false
    this.#failingSince = undefined
    this.#suspect = undefined
  }
}
