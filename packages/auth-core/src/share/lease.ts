import type { Lease } from '../acquire/sharing.ts'
import { type Clock, startTimer, type TimerHandle } from '../platform/clock.ts'
import type { SharedTokenStore, StoreCall } from './token-store.ts'

/** How long others wait for a flight whose process has died. */
export const LEASE_MS = 10_000
const BEAT_MS = 3_000
/**
 * A process that holds it for longer waits in a line, where others would wait as well: it lasts three times as long there,
 * and costs a third of the calls.
 */
const LINE_MS = 30_000
const IN_LINE = 3

/**
 * The leases of all slots or, as far as that counts, none: `false` if somebody else has one of them. In one order for
 * everybody, so that of two processes that want the same slots one gets all.
 */
export async function takeLeases(
  store: SharedTokenStore,
  slots: readonly string[],
  lease: { readonly owner: string; readonly ttlMs: number },
  call: StoreCall,
): Promise<boolean | undefined> {
  for (const slot of [...slots].sort()) {
    const given: unknown = await store.takeLease(slot, lease, call)
    if (given !== true) return given === false ? false : undefined
  }
  return true
}

/** How a lease is taken for so long, again too: `undefined` where the store cannot say. Never rejects. */
type Take = (withinMs: number, ttlMs: number) => Promise<boolean | undefined>

/**
 * The right to fly for a slot among processes, kept alive while we fly. It only saves calls: a process that was stopped
 * beyond it (or a store that lost it) makes two flights, and the older result never replaces the newer.
 */
export class HeldLease implements Lease {
  /** One for each key that is listed. */
  readonly slots: readonly string[]
  readonly #take: Take
  readonly #clock: Clock
  readonly #takenAt: number
  #heldUntil: number
  #nextBeat: TimerHandle
  #ended = false
  /** The beat that is under way, or was last. */
  #lastBeat: Promise<void> = Promise.resolve()

  /** @param takenAt when it was asked for, monotonic */
  constructor(slots: readonly string[], take: Take, clock: Clock, takenAt: number) {
    this.slots = slots
    this.#take = take
    this.#clock = clock
    this.#takenAt = takenAt
    this.#heldUntil = takenAt + LEASE_MS
    this.#beat(BEAT_MS)
  }

  /** Whether it was ours all the time. If it was lost for a moment, others may have written meanwhile: look again. */
  get ours(): boolean {
    return this.#clock.monotonic() < this.#heldUntil
  }

  /** No more beats. Resolves when the last one has been answered: carried out later, it would take the lease again. */
  end(): Promise<void> {
    this.#ended = true
    this.#clock.clearTimeout(this.#nextBeat)
    return this.#lastBeat
  }

  #beat(ms: number): void {
    const beat = () => {
      this.#lastBeat = this.#again().then((next) => {
        if (!this.#ended) this.#beat(next)
      })
    }
    this.#nextBeat = startTimer(this.#clock, ms, beat, true)
  }

  /** Returns in how many milliseconds the next beat is due. */
  async #again(): Promise<number> {
    const askedAt = this.#clock.monotonic()
    const times = askedAt - this.#takenAt < LINE_MS ? 1 : IN_LINE
    const given = await this.#take(BEAT_MS, LEASE_MS * times)
    // A store that cannot say whether it is still ours may have given it to another process.
    if (given !== true || askedAt >= this.#heldUntil) return BEAT_MS
    this.#heldUntil = askedAt + LEASE_MS * times
    return BEAT_MS * times
  }
}
