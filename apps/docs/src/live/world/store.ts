import { type Clock, memoryStore, type SharedTokenStore } from '@pagamio/auth-core'

/** The store that the processes share, until it fails. */
export function createBreakableStore(clock: Clock): { readonly store: SharedTokenStore; broken: boolean } {
  const state = { store: undefined as unknown as SharedTokenStore, broken: false }
  state.store = new Proxy(memoryStore({ clock }), {
    get(whole, name) {
      const method = Reflect.get(whole, name)
      if (typeof method !== 'function') return method
      return async (...given: unknown[]) => {
        if (state.broken) throw new Error('the store is down')
        return Reflect.apply(method, whole, given)
      }
    },
  })
  return state
}
