/** Numbers in [0, 1) that come out the same for the same seed and name (mulberry32 and xmur3, both in the public domain). */
export class Random {
  readonly #seed: string
  #state: number

  constructor(seed: string) {
    this.#seed = seed
    let hash = 1779033703 ^ seed.length
    for (let index = 0; index < seed.length; index++) {
      hash = Math.imul(hash ^ seed.charCodeAt(index), 3432918353)
      hash = (hash << 13) | (hash >>> 19)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507)
    this.#state = Math.imul(hash ^ (hash >>> 13), 3266489909) >>> 0
  }

  /** Another sequence: what one part of the simulation draws changes nothing for the others. */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`)
  }

  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** The time until something that happens once in `mean` on average. */
  gap(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item
  }

  /** So many different ones, or all where there are no more. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const left = [...items]
    const chosen: Item[] = []
    while (chosen.length < count && left.length > 0) {
      const index = Math.floor(this.next() * left.length)
      chosen.push(left[index] as Item)
      left[index] = left.at(-1) as Item
      left.pop()
    }
    return chosen
  }
}
