interface Entry<H, S> {
  readonly handle: H
  readonly state: S
}

/** So that asking for one merchant stays cheap, also while something is under way for all of them. */
const MOST_LOOKS = 16

/**
 * One handle per merchant, the least recently used ones let go. A handle that was let go while somebody still holds on
 * to it is found again, so that there are never two for one merchant.
 */
export class Merchants<H extends object, S> {
  readonly #most: number
  readonly #make: (merchant: string) => Entry<H, S>
  readonly #isBusy: (state: S) => boolean
  /** In order of use. */
  readonly #held = new Map<string, Entry<H, S>>()
  readonly #letGo = new Map<string, WeakRef<Entry<H, S>>>()
  /** The handle keeps its entry alive, so that whoever holds the one finds the other again. */
  readonly #entries = new WeakMap<H, Entry<H, S>>()
  readonly #forgotten = new FinalizationRegistry<string>((merchant) => {
    if (this.#letGo.get(merchant)?.deref() === undefined) this.#letGo.delete(merchant)
  })

  constructor(most: number, make: (merchant: string) => Entry<H, S>, isBusy: (state: S) => boolean) {
    this.#most = most
    this.#make = make
    this.#isBusy = isBusy
  }

  get(merchant: string): H {
    const entry = this.#held.get(merchant) ?? this.#letGo.get(merchant)?.deref() ?? this.#new(merchant)
    this.#held.delete(merchant)
    this.#letGo.delete(merchant)
    this.#held.set(merchant, entry)
    if (this.#held.size > this.#most) this.#letGoSome(entry)
    return entry.handle
  }

  states(): S[] {
    return Array.from(this.#held.values(), ({ state }) => state)
  }

  /** All that are alive, those that were let go included. */
  handles(): H[] {
    const letGo = Array.from(this.#letGo.values(), (reference) => reference.deref())
    return [...this.#held.values(), ...letGo].flatMap((entry) => entry?.handle ?? [])
  }

  #new(merchant: string): Entry<H, S> {
    const entry = this.#make(merchant)
    this.#entries.set(entry.handle, entry)
    return entry
  }

  /** Those used longest ago, as many as are too many; for whom something is under way counts as used now. */
  #letGoSome(asked: Entry<H, S>): void {
    for (let looks = 0; looks < MOST_LOOKS && this.#held.size > this.#most; looks++) {
      const [oldest] = this.#held
      if (!oldest) return
      const [merchant, entry] = oldest
      this.#held.delete(merchant)
      if (entry === asked || this.#isBusy(entry.state)) this.#held.set(merchant, entry)
      else {
        this.#letGo.set(merchant, new WeakRef(entry))
        this.#forgotten.register(entry, merchant)
      }
    }
  }
}
