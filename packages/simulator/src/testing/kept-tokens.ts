/**
 * Where an application keeps its tokens while it does not run. It fits the option `store` of `@pagamio/auth-core`. The
 * application chooses the texts and the names of the slots.
 */
export interface KeptTokens {
  get(slot: string): Promise<{ text: string; generation: number; ageMs: number } | undefined>
  /** Returns false, and writes nothing, if the stored generation is the same or higher. */
  setIfNewer(slot: string, entry: { text: string; generation: number }): Promise<boolean>
  delete(slot: string, entry: { generation: number }): Promise<void>
}

/** The same, with what a case wants to know of it. */
export interface WatchedTokens extends KeptTokens {
  /** How many times something newer was kept. */
  readonly writes: number
}

/** Nothing in it expires: a case is over before its tokens are. */
export function keptTokens(now: () => number): WatchedTokens {
  const slots = new Map<string, { readonly text: string; readonly generation: number; readonly at: number }>()
  let writes = 0
  return {
    get writes() {
      return writes
    },
    async get(slot) {
      const kept = slots.get(slot)
      return kept && { text: kept.text, generation: kept.generation, ageMs: now() - kept.at }
    },
    async setIfNewer(slot, { text, generation }) {
      if (generation <= (slots.get(slot)?.generation ?? Number.NEGATIVE_INFINITY)) return false
      slots.set(slot, { text, generation, at: now() })
      writes++
      return true
    },
    async delete(slot, { generation }) {
      if ((slots.get(slot)?.generation ?? Number.POSITIVE_INFINITY) <= generation) slots.delete(slot)
    },
  }
}
