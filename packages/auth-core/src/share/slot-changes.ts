/**
 * For stores that notify: the calls that wait until something changes at a slot. A store that refuses a lease may hold its
 * answer back until then, for less than half a second, so that a waiting process need not look again and again.
 */
export class SlotChanges {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Resolves with the next change of this slot, or after so many milliseconds without one; at once, if none are left. */
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
      const timer = setTimeout(leave, Math.max(0, withinMs))
      waiting.add(leave)
    })
  }

  tell(slot: string): void {
    for (const leave of this.#waiting.get(slot) ?? []) leave()
  }
}
