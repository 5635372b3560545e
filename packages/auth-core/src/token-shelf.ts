import type { Clock } from './clock.ts'
import { type Credentials, sameCredentials } from './credentials.ts'
import { withDeadline } from './deadline.ts'
import type { Emit } from './events.ts'
import { sealedStore, type TokenVault } from './sealed-store.ts'
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
  #vault: { readonly owner: Credentials; readonly vault: TokenVault } | undefined
  #saving: Promise<unknown> = Promise.resolve()

  constructor(parts: { store: TokenStore | undefined; origin: string; clock: Clock; emit: Emit }) {
    this.#store = parts.store
    this.#origin = parts.origin
    this.#clock = parts.clock
    this.#emit = parts.emit
  }

  /** What the store holds for these credentials; a miss where it fails, is slow or holds nothing that opens. */
  async load(credentials: Credentials): Promise<{ set: TokenSet; ageMs: number } | undefined> {
    const vault = this.#vaultFor(credentials)
    if (!vault) return undefined
    const stored = await this.#bounded('load', (signal) => vault.load({ signal }))
    if (!stored) return undefined
    const { ageMs, ...set } = stored
    return { set: Object.freeze(set), ageMs }
  }

  /** Saves without anybody waiting; `settled()` waits for it. */
  save(credentials: Credentials, set: TokenSet, ageMs: number): void {
    const vault = this.#vaultFor(credentials)
    if (vault) this.#saving = this.#bounded('save', (signal) => vault.save(set, ageMs, { signal }))
  }

  /** The save under way, if there is one. */
  settled(): Promise<unknown> {
    return this.#saving
  }

  #vaultFor(credentials: Credentials): TokenVault | undefined {
    if (!this.#store) return undefined
    if (!this.#vault || !sameCredentials(this.#vault.owner, credentials)) {
      const vault = sealedStore(this.#store, { origin: this.#origin, ...credentials })
      this.#vault = { owner: credentials, vault }
    }
    return this.#vault.vault
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
