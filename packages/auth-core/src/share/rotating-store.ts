import type { SealedStore } from './sealed-store.ts'
import type { StoreCall } from './token-store.ts'

/**
 * One account under several keys, while a key is changed: read under all of them, written under the first. Processes that
 * have a key in common have a slot in common, whatever else they list, and in it one write decides between them.
 */
export function rotatingStore(first: SealedStore, others: readonly SealedStore[]): SealedStore {
  const all = [first, ...others]

  const slots = async () => {
    const [[own], ...rest] = await Promise.all([first.ready(), ...others.map((one) => one.ready())])
    return [own, ...rest.flat()] as const
  }

  /** The same order for everybody, however the keys are listed. */
  async function inOrder(): Promise<SealedStore[]> {
    const named = await Promise.all(all.map(async (one) => ({ one, slot: (await one.ready())[0] })))
    return named.sort((a, b) => (a.slot < b.slot ? -1 : 1)).map(({ one }) => one)
  }

  return {
    ready: slots,
    save: first.save,
    saveRefusal: first.saveRefusal,

    load: async (call) => newest(await Promise.all(all.map((one) => one.load(call))), ({ set }) => set.generation),

    async mark(set, ageMs, call) {
      const marked = Object.freeze({ ...set, refreshToken: undefined, generation: set.generation + 1 })
      let replaced = false
      for (const one of await inOrder()) {
        if (await one.mark(set, ageMs, call)) replaced = true
        // Another process may find the set here a moment later, or is the one that has just marked it.
        else if (!(await one.save(marked, ageMs, call))) return false
      }
      return replaced
    },

    loadRefusal: async (call) =>
      newest(await Promise.all(all.map((one) => one.loadRefusal(call))), ({ generation }) => generation),

    async deleteRefusal(generation: number, call: StoreCall) {
      await Promise.all(all.map((one) => one.deleteRefusal(generation, call)))
    },
  }
}

/** The store of one account as the listed keys have it: none means a key from the password. */
export function underKeys<Key>(keys: readonly Key[], under: (key?: Key) => SealedStore): SealedStore {
  const [key, ...others] = keys
  return others.length === 0 ? under(key) : rotatingStore(under(key), others.map(under))
}

/** Of several that are as new, the first: that of the key that writes. */
const newest = <One>(found: readonly (One | undefined)[], generationOf: (one: One) => number): One | undefined =>
  found.reduce((best, one) => (one && (!best || generationOf(one) > generationOf(best)) ? one : best), undefined)
