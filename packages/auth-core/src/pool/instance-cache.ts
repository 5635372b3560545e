/** What is known of one merchant, and the instance that works on it. */
interface Living<Known, Instance extends object> {
  readonly known: Known
  readonly instance: WeakRef<Instance>
}

/** How merchants come to be. */
interface CacheParts<Known, Instance extends object> {
  readonly know: (merchant: string) => Known
  readonly make: (merchant: string, known: Known) => Instance
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
  readonly #held = new Map<string, Known>()
  /** Those whose instance is alive, also if they were dropped. */
  readonly #living = new Map<string, Living<Known, Instance>>()
  readonly #collected = new FinalizationRegistry<string>((merchant) => {
    // Another one may have been made meanwhile.
    if (!this.#instanceOf(merchant)) this.#living.delete(merchant)
  })

  constructor(most: number, parts: CacheParts<Known, Instance>) {
    this.#most = most
    this.#parts = parts
  }

  get(merchant: string): Instance {
    const living = this.#living.get(merchant)
    const known = living?.known ?? this.#held.get(merchant) ?? this.#parts.know(merchant)
    this.#use(merchant, known)
    return living?.instance.deref() ?? this.#made(merchant, known)
  }

  /** The same without counting as use; nothing if it is not held. */
  look(merchant: string): Instance | undefined {
    const known = this.#held.get(merchant)
    return known && (this.#instanceOf(merchant) ?? this.#made(merchant, known))
  }

  /** Of all that are held. */
  known(): Known[] {
    return [...this.#held.values()]
  }

  /** The same with the names, in order of use. */
  named(): [string, Known][] {
    return [...this.#held]
  }

  /** Forgets all, and gives back the instances that are alive, of the dropped ones too. */
  clear(): Instance[] {
    const living = [...this.#living.values()]
    this.#held.clear()
    this.#living.clear()
    return living.flatMap(({ instance }) => instance.deref() ?? [])
  }

  #instanceOf(merchant: string): Instance | undefined {
    return this.#living.get(merchant)?.instance.deref()
  }

  #made(merchant: string, known: Known): Instance {
    const made = this.#parts.make(merchant, known)
    this.#living.set(merchant, { known, instance: new WeakRef(made) })
    this.#collected.register(made, merchant)
    return made
  }

  /** Counts as used now. */
  #use(merchant: string, known: Known): void {
    this.#held.delete(merchant)
    this.#held.set(merchant, known)
    if (this.#held.size > this.#most) this.#dropSome(known)
  }

  /** Those used longest ago, as many as are too many; one for which something is under way counts as used now. */
  #dropSome(asked: Known): void {
    for (let looks = 0; looks < MOST_LOOKS && this.#held.size > this.#most; looks++) {
      const [oldest] = this.#held
      if (!oldest) return
      const [merchant, known] = oldest
      this.#held.delete(merchant)
      if (known === asked || this.#parts.isBusy(known)) this.#held.set(merchant, known)
    }
  }
}
