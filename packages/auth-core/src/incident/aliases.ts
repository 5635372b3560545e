/** More than one state holds: what is in use is never forgotten. */
const MOST = 64

/** The same alias for the same text, as long as that was seen lately; a state names what it holds at every step. */
export class Aliases {
  readonly #known = new Map<string, string>()
  #given = 0

  readonly of = (kind: string, text: string): string => {
    const key = `${kind} ${text}`
    const known = this.#known.get(key)
    this.#known.delete(key)
    if (!known) this.#given++
    const alias = known ?? `${kind}-${this.#given}`
    this.#known.set(key, alias)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
    return alias
  }

  forget(): void {
    this.#known.clear()
  }
}
