import type { Clock } from './clock.ts'
import { type Credentials, sameCredentials } from './credentials.ts'
import { withDeadline } from './deadline.ts'
import type { Emit } from './events.ts'
import type { TokenVault } from './sealed-store.ts'
import type { TokenSet } from './token-set.ts'
import type { TokenStore } from './token-store.ts'

/** Longer than this nobody waits for a store: it makes things slower or less shared, never wrong and never hung. */
const STORE_DEADLINE_MS = 500

/** The store as the core uses it: sealed, bounded in time, and never a reason to fail. */
export class TokenShelf {
  readonly #store: TokenStore | undefined
  readonly #origin: string
  readonly #clock: Clock
  readonly #emit: Emit
  #vault: { readonly owner: Credentials; readonly opened: Promise<TokenVault> } | undefined
  #saving: Promise<unknown> = Promise.resolve()

  constructor(parts: { store: TokenStore | undefined; origin: string; clock: Clock; emit: Emit }) {
    this.#store = parts.store
    this.#origin = parts.origin
    this.#clock = parts.clock
    this.#emit = parts.emit
  }

  /** What the store holds for these credentials; a miss where it fails, is slow or holds nothing that opens. */
  async load(credentials: Credentials): Promise<{ set: TokenSet; ageMs: number } | undefined> {
    const store = this.#store
    if (!store) return undefined
    const stored = await this.#bounded('load', async (signal) =>
      (await this.#vaultOf(store, credentials)).load({ signal }),
    )
    if (!stored) return undefined
    const { ageMs, ...set } = stored
    return { set: Object.freeze(set), ageMs }
  }

  /** Saves without anybody waiting; `settled()` waits for it. */
  save(credentials: Credentials, set: TokenSet, ageMs: number): void {
    const store = this.#store
    if (!store) return
    const save = async (signal: AbortSignal) => (await this.#vaultOf(store, credentials)).save(set, ageMs, { signal })
    this.#saving = this.#bounded('save', save)
  }

  /** The save under way, if there is one. */
  settled(): Promise<unknown> {
    return this.#saving
  }

  #vaultOf(store: TokenStore, owner: Credentials): Promise<TokenVault> {
    if (!this.#vault || !sameCredentials(this.#vault.owner, owner)) {
      // Loaded when it is needed: who has no store does not pay for sealing.
      const opened = import('./sealed-store.ts').then(({ sealedStore }) => {
        return sealedStore(store, { origin: this.#origin, ...owner })
      })
      this.#vault = { owner, opened }
    }
    return this.#vault.opened
  }

  async #bounded<T>(operation: 'load' | 'save', work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      return await withDeadline(this.#clock, STORE_DEADLINE_MS, work, () => new Error('too slow'))
    } catch {
      this.#emit({ type: 'store_failed', operation })
      return undefined
    }
  }
}
