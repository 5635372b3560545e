/** What is known of one merchant, and the instance that works on it. */
interface Held<Known, Instance extends object> {
  readonly known: Known
  instance: WeakRef<Instance> | undefined
}

/** How merchants come to be. */
interface CacheParts<Known, Instance extends object> {
  readonly know: (merchant: string) => Known
  readonly make: (known: Known) => Instance
  /** Something is under way. */
  readonly isBusy: (known: Known) => boolean
}

/** So that asking for one merchant stays cheap, also while something is under way for all of them. */
const MOST_LOOKS = 16

/**
 * What is known of each merchant, the least recently used ones dropped, and one instance for each. An instance is many
 * times as large as what it works on: it is there while anybody holds it or something is under way in it, and is made
 * again when it is asked for. There are never two for one merchant, also if it was dropped meanwhile.
 */
export class InstanceCache<Known, Instance extends object> {
  readonly #most: number
  readonly #parts: CacheParts<Known, Instance>
  /** In order of use. */
  readonly #held = new Map<string, Held<Known, Instance>>()
  /** Those whose instance is alive. */
  readonly #dropped = new Map<string, Held<Known, Instance>>()
  readonly #collected = new FinalizationRegistry<string>((merchant) => {
    const held = this.#held.get(merchant) ?? this.#dropped.get(merchant)
    // Another one may have been made meanwhile.
    if (!held?.instance || held.instance.deref()) return
    held.instance = undefined
    this.#dropped.delete(merchant)
  })

  constructor(most: number, parts: CacheParts<Known, Instance>) {
    this.#most = most
    this.#parts = parts
  }

  get(merchant: string): Instance {
    return this.#instanceOf(merchant, this.#found(merchant))
  }

  /** The same without counting as use; nothing where he is not held. */
  look(merchant: string): Instance | undefined {
    const held = this.#held.get(merchant)
    return held && this.#instanceOf(merchant, held)
  }

  #instanceOf(merchant: string, held: Held<Known, Instance>): Instance {
    const living = held.instance?.deref()
    if (living) return living
    const made = this.#parts.make(held.known)
    held.instance = new WeakRef(made)
    this.#collected.register(made, merchant)
    return made
  }

  /** Of all that are held. */
  known(): Known[] {
    return Array.from(this.#held.values(), ({ known }) => known)
  }

  /** The same with the names, in order of use. */
  named(): [string, Known][] {
    return Array.from(this.#held, ([merchant, { known }]) => [merchant, known])
  }

  /** Forgets all, and gives back the instances that are alive, of the dropped ones too. */
  clear(): Instance[] {
    const all = [...this.#held.values(), ...this.#dropped.values()]
    this.#held.clear()
    this.#dropped.clear()
    return all.flatMap(({ instance }) => instance?.deref() ?? [])
  }

  /** Counts as used now. */
  #found(merchant: string): Held<Known, Instance> {
    const held = this.#held.get(merchant) ??
      this.#dropped.get(merchant) ?? { known: this.#parts.know(merchant), instance: undefined }
    this.#held.delete(merchant)
    this.#dropped.delete(merchant)
    this.#held.set(merchant, held)
    if (this.#held.size > this.#most) this.#dropSome(held)
    return held
  }

  /** Those used longest ago, as many as are too many; one for which something is under way counts as used now. */
  #dropSome(asked: Held<Known, Instance>): void {
    for (let looks = 0; looks < MOST_LOOKS && this.#held.size > this.#most; looks++) {
      const [oldest] = this.#held
      if (!oldest) return
      const [merchant, held] = oldest
      this.#held.delete(merchant)
      if (held === asked || this.#parts.isBusy(held.known)) this.#held.set(merchant, held)
      else if (held.instance) this.#dropped.set(merchant, held)
    }
  }
}
