/** What a store gives back: opaque text, its generation, and its age on the store's own clock. */
export interface StoredText {
  readonly text: string
  readonly generation: number
  readonly ageMs: number
}

export interface StoreCall {
  /** Aborted when the core stops waiting (500 ms); a store may use it to cancel its work. */
  readonly signal: AbortSignal
}

/**
 * Where token sets are kept between instances. `slot` is a hash and `text` is sealed, so a store never sees a name or
 * a secret. Rejections and hangs are survived: the core waits at most 500 ms and goes on alone.
 * Prove your own with `storeConformance` from `@pagamio/auth-core/testing`.
 */
export interface TokenStore {
  /** The slot's text, or `undefined` when there is none or it has outlived its `ttlMs`. */
  get(slot: string, call: StoreCall): Promise<StoredText | undefined>
  /** Writes and answers true, unless what is stored has the same or a higher generation: then false. */
  setIfNewer(
    slot: string,
    entry: { readonly text: string; readonly generation: number; readonly ttlMs: number },
    call: StoreCall,
  ): Promise<boolean>
  /** Deletes the slot where its generation is the one given (or lower); a newer one stays. */
  delete(slot: string, entry: { readonly generation: number }, call: StoreCall): Promise<void>
}
