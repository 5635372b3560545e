import type { PermitAnswer, PermitAsk, PermitSettlement } from '../limit/permit.ts'

/** What a store returns: opaque text, its generation, and its age on the store's own clock. */
export interface StoredText {
  readonly text: string
  readonly generation: number
  readonly ageMs: number
}

/** What is written into a slot. */
export interface TokenEntry {
  readonly text: string
  readonly generation: number
  /** How long it is kept, in milliseconds. */
  readonly ttlMs: number
  /**
   * Write only if the stored entry has exactly this generation: not if it has another one, and not if there is none.
   * Used only with stores that processes share.
   */
  readonly replaces?: number | undefined
  /**
   * End the lease of this owner with the write, also if nothing is written because a newer entry is there. Used only
   * with stores that processes share.
   */
  readonly releases?: string | undefined
}

export interface StoreCall {
  /**
   * Aborts when the core stops waiting (500 ms while a token lives, else 5 s). A store may use it to cancel its work.
   */
  readonly signal: AbortSignal
}

/**
 * Keeps token sets between instances. `slot` is a hash and `text` is encrypted, so a store never sees a name or a
 * secret. If a store rejects or hangs, the core waits as long as its callers can, and goes on alone. Test your own with
 * `storeConformance` from `@pagamio/auth-core/testing`.
 */
export interface TokenStore {
  /**
   * What it is, in a word of lower-case letters, digits and hyphens, 32 at most: `status()`, the panel and metrics name it. It
   * is never an address. A store around another one takes over that one's.
   * @default `custom`
   * @example kind: 'dynamodb'
   */
  readonly kind?: string | undefined
  /** The slot's text, or `undefined` if there is none or its `ttlMs` is over. */
  get(slot: string, call: StoreCall): Promise<StoredText | undefined>
  /** Writes and returns true, unless the stored entry has the same or a higher generation: then false. */
  setIfNewer(slot: string, entry: TokenEntry, call: StoreCall): Promise<boolean>
  /** Deletes the slot if its generation is the given one or lower; a newer one stays. */
  delete(slot: string, entry: { readonly generation: number }, call: StoreCall): Promise<void>
}

/**
 * A store that processes share, with leases (one of them acquires, the others wait for the result) and permits
 * (together they stay within the limits of the token endpoint). All times are on the store's own clock. A lost lease or
 * log costs a call, never a wrong token. `askForPermit` and `settlePermit` have the rules for a store that keeps the
 * log as JSON.
 */
export interface SharedTokenStore extends TokenStore {
  /** True if no other owner has the lease. It is then this owner's for `ttlMs` from now, also if it was before. */
  takeLease(slot: string, lease: { readonly owner: string; readonly ttlMs: number }, call: StoreCall): Promise<boolean>
  /** Gives the lease back if this owner has it; does nothing otherwise. */
  releaseLease(slot: string, lease: { readonly owner: string }, call: StoreCall): Promise<void>
  /**
   * Grants a permit for one call, or a place in the line of this key. Waiting callers go first, in the order of asking,
   * then renewals, the token that ends first before the others. `key` names the limit, and `ask` has its numbers.
   */
  takePermit(key: string, ask: PermitAsk, call: StoreCall): Promise<PermitAnswer>
  /** Records the result of a permit. A permit that the store does not have counts as a call that ended now. */
  settlePermit(key: string, settlement: PermitSettlement, call: StoreCall): Promise<void>
}

/** The methods that make a store a shared one: all of them, or none. */
export const sharingMethods = ['takeLease', 'releaseLease', 'takePermit', 'settlePermit'] as const

/** Whether processes can share through this store, or only keep tokens in it. */
export const canShare = (store: TokenStore): store is SharedTokenStore =>
  sharingMethods.every((name) => typeof (store as Partial<SharedTokenStore>)[name] === 'function')
