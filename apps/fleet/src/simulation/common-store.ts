import { memoryStore, type SharedTokenStore, type TokenEntry } from '@pagamio/auth-core'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

interface Written {
  readonly entry: TokenEntry
  readonly at: number
}

const call = { signal: new AbortController().signal }
/** Processes leave a store that failed alone for up to a minute, and then its calls count for another one. */
const AFTERMATH_MS = 3 * 60_000

/** The one store of an address: the shipped one, and what may become of it. */
export class CommonStore {
  /** Each call takes so much longer. */
  slowMs = 0
  down: 'refused' | 'silent' | undefined
  /** Writes are acknowledged, and some are not kept. */
  forgets = false
  /** When it last lost a write that it had acknowledged, and went on with what was there before. */
  lostWriteAt = Number.NEGATIVE_INFINITY
  /** When the wall clock of a process that writes into it was last wrong by minutes. */
  clocksWrongAt = Number.NEGATIVE_INFINITY
  #inner: SharedTokenStore
  /** Its clock stands at another time while a copy is put back. */
  #clockAt: number | undefined
  #written = new Map<string, Written>()
  #troubles = 0
  #troubledUntil = Number.NEGATIVE_INFINITY
  readonly #scheduler: Scheduler
  readonly #random: Random
  readonly #make: () => SharedTokenStore

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler
    this.#random = random
    const refuse = () => {
      throw new Error('the store starts no timers')
    }
    const monotonic = () => this.#clockAt ?? scheduler.now
    const clock = { now: monotonic, monotonic, setTimeout: refuse, clearTimeout: refuse }
    this.#make = () => memoryStore({ clock, maxSlots: 1_000_000 })
    this.#inner = this.#make()
  }

  /** The store itself, as its machine sees it. */
  get inner(): SharedTokenStore {
    return this.#inner
  }

  /** The limit of the promise that explains too many calls from this address, if one does at the moment. */
  get excuse(): string | undefined {
    // A process that relies on it goes on alone, also a short while later.
    if (this.#troubles > 0 || this.#scheduler.now < this.#troubledUntil) return 'the store failed'
    return undefined
  }

  troubleBegins(): void {
    this.#troubles++
  }

  troubleEnds(): void {
    this.#troubles--
    this.#troubledUntil = this.#scheduler.now + AFTERMATH_MS
  }

  /** A process goes on alone. */
  passedOver(): void {
    this.#troubledUntil = this.#scheduler.now + AFTERMATH_MS
  }

  async setIfNewer(slot: string, entry: TokenEntry): Promise<boolean> {
    if (this.forgets && this.#random.next() < 0.5) {
      this.lostWriteAt = this.#scheduler.now
      return true
    }
    const written = await this.#inner.setIfNewer(slot, entry, call)
    if (written) this.#written.set(slot, { entry, at: this.#scheduler.now })
    return written
  }

  async delete(slot: string, which: { readonly generation: number }): Promise<void> {
    await this.#inner.delete(slot, which, call)
    this.#written.delete(slot)
  }

  /** Everything is gone: tokens, leases and permits. */
  empty(): void {
    this.#inner = this.#make()
    this.#written = new Map()
    this.#troubledUntil = this.#scheduler.now + AFTERMATH_MS
  }

  /** Copies the tokens; what comes back puts that copy in the place of all there is. */
  snapshot(): () => Promise<void> {
    const copy = new Map(this.#written)
    return async () => {
      this.empty()
      this.#written = copy
      this.lostWriteAt = this.#scheduler.now
      for (const [slot, { entry, at }] of copy) {
        // The store's own rules, on the day it was written. A mark took the place of what this copy has not.
        this.#clockAt = at
        await this.#inner.setIfNewer(slot, { ...entry, replaces: undefined }, call)
      }
      this.#clockAt = undefined
    }
  }
}
