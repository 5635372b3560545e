const SMALLEST = 1 << 16

/**
 * States that were seen, by a fingerprint of 64 bits each: of ten million of them two are mistaken for one with a
 * probability of 3 in a million.
 */
export class SeenStates {
  #table = new Int32Array(2 * SMALLEST)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** False if it was there before. */
  add(high: number, low: number): boolean {
    // Two zeros are an empty place.
    const first = high | 0
    const second = low | 0 || 1
    const places = this.#table.length / 2
    let at = (first ^ (second >>> 7)) & (places - 1)
    while (this.#table[2 * at] !== 0 || this.#table[2 * at + 1] !== 0) {
      if (this.#table[2 * at] === first && this.#table[2 * at + 1] === second) return false
      at = (at + 1) & (places - 1)
    }
    this.#table[2 * at] = first
    this.#table[2 * at + 1] = second
    this.#size++
    if (this.#size * 2 > places) this.#grow()
    return true
  }

  #grow(): void {
    const old = this.#table
    this.#table = new Int32Array(old.length * 2)
    this.#size = 0
    for (let at = 0; at < old.length; at += 2) {
      const first = old[at] ?? 0
      const second = old[at + 1] ?? 0
      if (first !== 0 || second !== 0) this.add(first, second)
    }
  }
}
