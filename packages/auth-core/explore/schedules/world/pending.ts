import type { Name } from './history.ts'

/** Something that an instance has asked of the outside, and that has not come about. */
export interface Pending {
  readonly by: Name
  readonly what: string
  /** How it may fail: words of its own, `hangs` (for ever), or `late` (after its deadline). */
  readonly failures: readonly string[]
  readonly signal?: AbortSignal | undefined
  /** It comes about; `how` is one of its own failures. */
  readonly complete: (how: string | undefined) => void
}

interface Entry extends Pending {
  /** How many things its instance had heard since time moved last: things that began together end together. */
  readonly turn: number
  readonly label: string
  waits: 'no' | 'for the others' | 'for its deadline'
}

/** All that is pending, in the natural order: first come, first served, as if everything took equally long. */
export class PendingList {
  #entries: Entry[] = []
  readonly #turns: Record<Name, number> = { A: 0, B: 0 }

  add(pending: Pending): void {
    const { by, what } = pending
    const name = `${by} ${what}`
    let label = name
    for (let count = 2; this.#entries.some((entry) => entry.label === label); count++) label = `${name} #${count}`
    const entry = { ...pending, turn: this.#turns[by], label, waits: 'no' as const }
    // Behind all that began no later; in one turn A goes first.
    const place = this.#entries.findIndex(
      ({ turn, by: other }) => turn > entry.turn || (turn === entry.turn && other > by),
    )
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, entry)
  }

  get size(): number {
    return this.#entries.length
  }

  /** What may come about now. */
  get open(): readonly Entry[] {
    return this.#entries.filter(({ waits }) => waits === 'no')
  }

  /** What was held back until everything else is done. */
  get heldBack(): readonly Entry[] {
    return this.#entries.filter(({ waits }) => waits === 'for the others')
  }

  /** What comes after nobody waits for it any more. */
  get late(): readonly Entry[] {
    return this.#entries.filter(({ waits }) => waits === 'for its deadline')
  }

  /** Time has moved: what is pending goes before all that begins now. */
  newTurn(): void {
    this.#entries = this.#entries.map((entry) => ({ ...entry, turn: -1 }))
    this.#turns.A = 0
    this.#turns.B = 0
  }

  take(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry)
    this.#turns[entry.by]++
  }

  /** In words, for the fingerprint of a state. */
  toString(): string {
    return this.#entries.map(({ label, waits }) => label + waits).join()
  }
}

export type { Entry as PendingEntry }
