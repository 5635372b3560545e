/** One after the other for each key: calls of one process do not swap against each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** @param work ends by itself in time, however it ends: the next one waits for it */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work, work)
    this.#last.set(key, turn)
    const leave = () => {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }
}
