/** Who waits until something changes at a slot, and is told. Nothing of it is stored. */
export class Changes {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Resolves with the next change of this slot, or after so many milliseconds without one. */
  next(slot: string, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(slot) ?? new Set()
      this.#waiting.set(slot, waiting)
      const leave = () => {
        clearTimeout(timer)
        waiting.delete(leave)
        if (waiting.size === 0 && this.#waiting.get(slot) === waiting) this.#waiting.delete(slot)
        resolve()
      }
      const timer = setTimeout(leave, withinMs)
      waiting.add(leave)
    })
  }

  tell(slot: string): void {
    for (const leave of this.#waiting.get(slot) ?? []) leave()
  }
}
