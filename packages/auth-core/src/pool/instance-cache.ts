/** One instance of a pool. */
interface Entry<Handle, State> {
  readonly handle: Handle
  /** Alive while anybody holds the handle, or one of its methods. */
  readonly anchor: object
  readonly state: State
}

/** So that asking for one merchant stays cheap, also while something is under way for all of them. */
const MOST_LOOKS = 16

/**
 * One instance per merchant, the least recently used ones dropped. An instance that was dropped while anybody still holds
 * it, or a method of it, is found again, so that there are never two for one merchant.
 */
export class InstanceCache<Handle extends object, State> {
  readonly #most: number
  readonly #make: (merchant: string) => Entry<Handle, State>
  readonly #isBusy: (state: State) => boolean
  /** In order of use. */
  readonly #held = new Map<string, Entry<Handle, State>>()
  readonly #dropped = new Map<string, WeakRef<object>>()
  /** What is dropped lives as long as its anchor. */
  readonly #entries = new WeakMap<object, Entry<Handle, State>>()
  readonly #collected = new FinalizationRegistry<string>((merchant) => {
    if (this.#dropped.get(merchant)?.deref() === undefined) this.#dropped.delete(merchant)
  })

  constructor(most: number, make: (merchant: string) => Entry<Handle, State>, isBusy: (state: State) => boolean) {
    this.#most = most
    this.#make = make
    this.#isBusy = isBusy
  }

  get(merchant: string): Handle {
    const entry = this.#held.get(merchant) ?? this.#found(this.#dropped.get(merchant)) ?? this.#make(merchant)
    this.#held.delete(merchant)
    this.#dropped.delete(merchant)
    this.#held.set(merchant, entry)
    if (this.#held.size > this.#most) this.#dropSome(entry)
    return entry.handle
  }

  states(): State[] {
    return Array.from(this.#held.values(), ({ state }) => state)
  }

  /** All that are alive, the dropped ones included. */
  handles(): Handle[] {
    const dropped = Array.from(this.#dropped.values(), (reference) => this.#found(reference))
    return [...this.#held.values(), ...dropped].flatMap((entry) => entry?.handle ?? [])
  }

  #found(reference: WeakRef<object> | undefined): Entry<Handle, State> | undefined {
    const anchor = reference?.deref()
    return anchor && this.#entries.get(anchor)
  }

  /** Those used longest ago, as many as are too many; one for which something is under way counts as used now. */
  #dropSome(asked: Entry<Handle, State>): void {
    for (let looks = 0; looks < MOST_LOOKS && this.#held.size > this.#most; looks++) {
      const [oldest] = this.#held
      if (!oldest) return
      const [merchant, entry] = oldest
      this.#held.delete(merchant)
      if (entry === asked || this.#isBusy(entry.state)) this.#held.set(merchant, entry)
      else {
        this.#entries.set(entry.anchor, entry)
        this.#dropped.set(merchant, new WeakRef(entry.anchor))
        this.#collected.register(entry.anchor, merchant)
      }
    }
  }
}
