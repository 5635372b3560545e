/** More than one state holds: what is in use is never forgotten. */
const MOST = 64

/** The same alias for the same text, as long as that was seen lately; a state names what it holds at every step. */
export class Aliases {
  readonly #known = new Map<string, string>()
  readonly #given = new Map<string, number>()

  readonly of = (kind: string, text: string): string => {
    const key = `${kind} ${text}`
    const alias = this.#known.get(key) ?? this.#next(kind)
    // In the order of use.
    this.#known.delete(key)
    this.#known.set(key, alias)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
    return alias
  }

  forget(): void {
    this.#known.clear()
  }

  #next(kind: string): string {
    const number = (this.#given.get(kind) ?? 0) + 1
    this.#given.set(kind, number)
    return `${kind}-${number}`
  }
}
