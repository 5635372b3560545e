import type { LimitedEndpoint } from '../observe/events.ts'

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

/** Asks for the right to make one call. Every number is given, so that a store holds no rule of its own. */
export interface PermitAsk {
  /** Who asks; the same at each asking. */
  readonly id: string
  /** A renewal that nobody waits for lets callers go first. */
  readonly background: boolean
  /** So many calls… */
  readonly limit: number
  /** …in any so many milliseconds. */
  readonly windowMs: number
  /** How long the call may take: unsettled, it counts until `callMs` and `windowMs` are over. */
  readonly callMs: number
  /** Who was refused keeps his place in the line for so long without asking again. */
  readonly placeMs: number
}

export interface PermitAnswer {
  /** 0: granted, and logged. Otherwise how long it will take, as far as is known. */
  readonly retryAfterMs: number
  /** How many times in a row the endpoint was closed, since the last success. */
  readonly closings: number
}

/**
 * What became of a permit. `success` and `answered` open the endpoint, a success also forgets earlier closings;
 * `closed` (a 429) closes it for `closedForMs`; `unanswered` says nothing about it; `unused` gives the permit, or the
 * place in the line, back.
 */
export interface PermitSettlement {
  readonly id: string
  readonly outcome: 'success' | 'answered' | 'unanswered' | 'unused' | 'closed'
  readonly closedForMs: number
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
  /** Grants a permit for one call, or a place in the line: first come, first served, callers before background. */
  takePermit(origin: string, endpoint: LimitedEndpoint, ask: PermitAsk, call: StoreCall): Promise<PermitAnswer>
  /** Says what became of a permit. A permit that the store does not know counts as a call that ended now. */
  settlePermit(origin: string, endpoint: LimitedEndpoint, settlement: PermitSettlement, call: StoreCall): Promise<void>
}

/** The methods that make a store a shared one: all of them, or none. */
export const sharingMethods = ['takeLease', 'releaseLease', 'takePermit', 'settlePermit'] as const

/** Whether processes can share through this store, or only keep tokens in it. */
export const canShare = (store: TokenStore): store is SharedTokenStore =>
  sharingMethods.every((name) => typeof (store as Partial<SharedTokenStore>)[name] === 'function')
