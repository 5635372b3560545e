import type { PermitAnswer, PermitAsk, PermitSettlement } from '../limit/permit.ts'

/** What a store gives back: opaque text, its generation, and its age on the store's own clock. */
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
   * Writes only if what is stored has exactly this generation: not if it is another one, and not if there is nothing.
   * Only stores that processes share are asked for it.
   */
  readonly replaces?: number | undefined
  /**
   * The lease of this owner ends with the write, also where nothing is written because something newer is there.
   * Only stores that processes share are asked for it.
   */
  readonly releases?: string | undefined
}

export interface StoreCall {
  /** Aborted when the core stops waiting (500 ms while a token lives, else 5 s); a store may use it to cancel its work. */
  readonly signal: AbortSignal
}

/**
 * Where token sets are kept between instances. `slot` is a hash and `text` is sealed, so a store never sees a name or
 * a secret. Rejections and hangs are survived: the core waits as long as callers can, and goes on alone.
 * Prove your own with `storeConformance` from `@pagamio/auth-core/testing`.
 */
export interface TokenStore {
  /** The slot's text, or `undefined` when there is none or it has outlived its `ttlMs`. */
  get(slot: string, call: StoreCall): Promise<StoredText | undefined>
  /** Writes and answers true, unless what is stored has the same or a higher generation: then false. */
  setIfNewer(slot: string, entry: TokenEntry, call: StoreCall): Promise<boolean>
  /** Deletes the slot where its generation is the one given (or lower); a newer one stays. */
  delete(slot: string, entry: { readonly generation: number }, call: StoreCall): Promise<void>
}

/**
 * A store that processes share, with leases (one of them acquires, the others wait for the result) and permits (together
 * they stay within the limits of the token endpoint). All times are the store's own. A lease or a log that is lost costs
 * a call, never a wrong token. `askForPermit` and `settlePermit` hold the rules for a store that keeps the log as JSON.
 */
export interface SharedTokenStore extends TokenStore {
  /** True when nobody else has the lease: it is this owner's for `ttlMs` from now, also where he had it before. */
  takeLease(slot: string, lease: { readonly owner: string; readonly ttlMs: number }, call: StoreCall): Promise<boolean>
  /** Gives the lease back where this owner has it; does nothing otherwise. */
  releaseLease(slot: string, lease: { readonly owner: string }, call: StoreCall): Promise<void>
  /**
   * Grants a permit for one call, or a place in the line of this key: who waits first, in the order of asking, then
   * renewals, the token that dies first before the others. What is limited is told by `key`, and how much by `ask`.
   */
  takePermit(key: string, ask: PermitAsk, call: StoreCall): Promise<PermitAnswer>
  /** Says what became of a permit. A permit that the store does not know counts as a call that ended now. */
  settlePermit(key: string, settlement: PermitSettlement, call: StoreCall): Promise<void>
}

/** The methods that make a store a shared one: all of them, or none. */
export const sharingMethods = ['takeLease', 'releaseLease', 'takePermit', 'settlePermit'] as const

/** Whether processes can share through this store, or only keep tokens in it. */
export const canShare = (store: TokenStore): store is SharedTokenStore =>
  sharingMethods.every((name) => typeof (store as Partial<SharedTokenStore>)[name] === 'function')
