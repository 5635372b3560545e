import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'

/** Longer than this nobody waits for a store: it makes things slower or less shared, never wrong and never hung. */
const STORE_DEADLINE_MS = 500
const FIRST_BREAK_MS = 5_000
const LONGEST_BREAK_MS = 60_000

/** A store that failed is left alone for a while; then one call tries whether it is back. */
export class StoreCircuit {
  readonly #clock: Clock
  #brokenUntil = Number.NEGATIVE_INFINITY
  #breakMs = FIRST_BREAK_MS

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether the store failed last time it was asked. */
  get broken(): boolean {
    return this.#brokenUntil > Number.NEGATIVE_INFINITY
  }

  /** What the store answers, in at most half a second; `undefined` where it fails, is slow, or is left alone. */
  async call<T>(work: (signal: AbortSignal) => Promise<T>, onFailure: () => void): Promise<T | undefined> {
    const now = this.#clock.monotonic()
    if (now < this.#brokenUntil) return undefined
    // While one call tries whether the store is back, nobody else waits for it.
    if (this.broken) this.#brokenUntil = now + STORE_DEADLINE_MS
    const seen = this.#brokenUntil
    try {
      const answer = await withDeadline(this.#clock, STORE_DEADLINE_MS, work, () => new Error('too slow'))
      if (this.#brokenUntil === seen) this.#mend()
      return answer
    } catch {
      // Many calls may fail together: that is one failure.
      if (this.#brokenUntil === seen) {
        this.#brokenUntil = this.#clock.monotonic() + this.#breakMs
        this.#breakMs = Math.min(this.#breakMs * 2, LONGEST_BREAK_MS)
        onFailure()
      }
      return undefined
    }
  }

  /** Asks also a store that is left alone, for what is lost otherwise and nobody waits for. */
  async insist<T>(work: (signal: AbortSignal) => Promise<T>, onFailure: () => void): Promise<T | undefined> {
    if (!this.broken) return this.call(work, onFailure)
    return withDeadline(this.#clock, STORE_DEADLINE_MS, work, () => new Error('too slow')).catch(() => undefined)
  }

  #mend(): void {
    this.#brokenUntil = Number.NEGATIVE_INFINITY
    this.#breakMs = FIRST_BREAK_MS
  }
}
