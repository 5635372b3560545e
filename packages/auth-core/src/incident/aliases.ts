/** More than one state holds of one kind: what is in use is never forgotten. */
const MOST = 32

/** The aliases of one kind, in the order of use. */
interface Given {
  readonly known: Map<string, string>
  count: number
}

/** The same alias for the same text, as long as that was seen lately; a state names what it holds at every step. */
export class Aliases {
  readonly #given = new Map<string, Given>()

  readonly of = (kind: string, text: string): string => {
    const given = this.#given.get(kind) ?? { known: new Map<string, string>(), count: 0 }
    this.#given.set(kind, given)
    const { known } = given
    const alias = known.get(text) ?? `${kind}-${++given.count}`
    known.delete(text)
    known.set(text, alias)
    const [oldest] = known.keys()
    if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    return alias
  }

  forget(): void {
    for (const { known } of this.#given.values()) known.clear()
  }
}
