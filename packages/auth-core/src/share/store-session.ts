import { type Credentials, sameCredentials } from '../acquire/credentials.ts'
import { type Emit, ignore, type StoreOperation } from '../observe/events.ts'
import type { Clock } from '../platform/clock.ts'
import type { TokenSet } from '../token/token-set.ts'
import { LEASE_MS, Lease } from './lease.ts'
import type { RefusalNote, StoredRefusal, TokenVault } from './sealed-store.ts'
import type { StoreCircuit } from './store-circuit.ts'
import { canShare, type SharedTokenStore, type StoreCall, type TokenStore } from './token-store.ts'

/** The store as the core uses it: sealed, bounded in time, left alone when it fails, and never a reason to fail. */
export class TokenShelf {
  readonly #store: TokenStore | undefined
  readonly #circuit: StoreCircuit
  readonly #origin: string
  readonly #key: Uint8Array<ArrayBuffer> | undefined
  readonly #clock: Clock
  readonly #emit: Emit
  /** Who we are to other processes; made when it is asked for, because Workers start where nothing is random. */
  #owner: string | undefined
  #vault: { readonly owner: Credentials; readonly opened: Promise<TokenVault> } | undefined
  /** Of the token set that is known to have been in the store, where other processes find it. */
  #sharedGeneration: number | undefined
  /** Of the token set that was there when the store was looked into last. */
  #seenGeneration: number | undefined
  /** Of the refusal that was there when it was asked for last. */
  #seenRefusal: number | undefined
  /** What is written behind the callers' backs, one after the other. */
  #behind: Promise<unknown> = Promise.resolve()

  constructor(parts: {
    store: TokenStore | undefined
    circuit: StoreCircuit
    origin: string
    key: Uint8Array<ArrayBuffer> | undefined
    clock: Clock
    emit: Emit
  }) {
    this.#store = parts.store
    this.#circuit = parts.circuit
    this.#origin = parts.origin
    this.#key = parts.key
    this.#clock = parts.clock
    this.#emit = parts.emit
  }

  /** What the store holds for these credentials; a miss where it fails, is slow or holds nothing that opens. */
  async load(credentials: Credentials): Promise<{ set: TokenSet; ageMs: number } | undefined> {
    const stored = await this.#sealed('load', credentials, (vault, call) => vault.load(call))
    this.#seenGeneration = stored?.generation
    if (!stored) return undefined
    const { ageMs, ...set } = stored
    this.#sharedGeneration = set.generation
    return { set: Object.freeze(set), ageMs }
  }

  /** Saves without anybody waiting; `refused` hears when another process has stored something newer. */
  save(credentials: Credentials, set: TokenSet, ageMs: number, refused: () => Promise<unknown>): void {
    this.#later(async () => {
      const saved = await this.#insist('save', credentials, (vault, call) => vault.save(set, ageMs, call))
      if (saved) this.#sharedGeneration = set.generation
      if (saved === false) await refused()
    })
  }

  /** Whether other processes may hold this token set too, so that its refresh token is not ours alone to spend. */
  shares({ generation }: TokenSet): boolean {
    return this.sharing !== undefined && this.#sharedGeneration === generation
  }

  /**
   * Whether somebody else may be spending the refresh token of this set just now: nobody has given us a lease, or the
   * store that gave it has forgotten the set, and with it perhaps another one's lease.
   */
  contested(set: TokenSet, lease: Lease | undefined): boolean {
    return this.shares(set) && (lease === undefined || this.#seenGeneration !== set.generation)
  }

  /** What another process, or this one, was told of these credentials. */
  async refusal(credentials: Credentials): Promise<StoredRefusal | undefined> {
    const stored = await this.#sealed('load', credentials, (vault, call) => vault.loadRefusal(call))
    this.#seenRefusal = stored?.generation
    return stored
  }

  /** Takes it back, without anybody waiting: these credentials have brought a token since. */
  disproveRefusal(credentials: Credentials): void {
    const generation = this.#seenRefusal
    if (generation === undefined) return
    this.#seenRefusal = undefined
    this.#later(() => this.#insist('save', credentials, (vault, call) => vault.deleteRefusal(generation, call)))
  }

  /** Tells the others, without anybody waiting. */
  saveRefusal(credentials: Credentials, note: RefusalNote): void {
    const generation = this.#clock.now()
    this.#later(() => this.#insist('save', credentials, (vault, call) => vault.saveRefusal(note, generation, call)))
  }

  /** The right to fly among processes: a lease, `busy` while another one flies, `undefined` where nobody shares. */
  async takeLease(credentials: Credentials): Promise<Lease | 'busy' | undefined> {
    const take = () =>
      this.#sealed('lease', credentials, async (vault, call) => {
        const { tokens } = await vault.ready()
        return this.sharing?.takeLease(tokens.slot, { owner: this.#self, ttlMs: LEASE_MS }, call)
      })
    if (!this.sharing) return undefined
    const askedAt = this.#clock.monotonic()
    const given = await take()
    return given ? new Lease(take, this.#clock, askedAt) : given === false ? 'busy' : undefined
  }

  /** Gives the lease back, after what was to be saved under it; also where saving failed, or the others would wait. */
  endLease(lease: Lease, credentials: Credentials): void {
    lease.end()
    const { sharing } = this
    if (!sharing) return
    this.#later(() =>
      this.#insist('lease', credentials, async (vault, call) => {
        const { tokens } = await vault.ready()
        await sharing.releaseLease(tokens.slot, { owner: this.#self }, call)
      }),
    )
  }

  /** Asks a store that processes share; `undefined` where there is none, or it cannot say. */
  async shared<T>(
    operation: StoreOperation,
    work: (store: SharedTokenStore, call: StoreCall) => Promise<T>,
  ): Promise<T | undefined> {
    const store = this.sharing
    return store && this.#bounded(operation, (call) => work(store, call))
  }

  /** The same without anybody waiting. */
  sharedLater(operation: StoreOperation, work: (store: SharedTokenStore, call: StoreCall) => Promise<unknown>): void {
    const store = this.sharing
    if (store) this.#later(() => this.#circuit.insist((signal) => work(store, { signal }), this.#failed(operation)))
  }

  get #self(): string {
    this.#owner ??= crypto.randomUUID()
    return this.#owner
  }

  /** The store, where it is one that processes share. */
  get sharing(): SharedTokenStore | undefined {
    return this.#store && canShare(this.#store) ? this.#store : undefined
  }

  /** Whether there is a store, and whether it answered last time. */
  get state(): 'none' | 'working' | 'failing' {
    if (!this.#store) return 'none'
    return this.#circuit.broken ? 'failing' : 'working'
  }

  /** What is being written, if anything is. */
  settled(): Promise<unknown> {
    return this.#behind
  }

  #later(work: () => Promise<unknown>): void {
    if (this.#store) this.#behind = this.#behind.then(work).catch(ignore)
  }

  async #sealed<T>(
    operation: StoreOperation,
    credentials: Credentials,
    work: (vault: TokenVault, call: StoreCall) => Promise<T>,
  ): Promise<T | undefined> {
    const vault = await this.#vaultFor(operation, credentials)
    return vault && this.#bounded(operation, (call) => work(vault, call))
  }

  /** The same of a store that is left alone as well. */
  async #insist<T>(
    operation: StoreOperation,
    credentials: Credentials,
    work: (vault: TokenVault, call: StoreCall) => Promise<T>,
  ): Promise<T | undefined> {
    const vault = await this.#vaultFor(operation, credentials)
    return vault && this.#circuit.insist((signal) => work(vault, { signal }), this.#failed(operation))
  }

  async #vaultFor(operation: StoreOperation, credentials: Credentials): Promise<TokenVault | undefined> {
    if (!this.#store) return undefined
    const vault = await this.#vaultOf(this.#store, credentials).catch(() => undefined)
    if (!vault) this.#failed(operation)()
    return vault
  }

  /** Loaded when it is needed, and opened before the store's time runs: who has no store does not pay for sealing. */
  #vaultOf(store: TokenStore, owner: Credentials): Promise<TokenVault> {
    if (!this.#vault || !sameCredentials(this.#vault.owner, owner)) {
      const opened = import('./sealed-store.ts').then(async ({ sealedStore }) => {
        const vault = sealedStore(store, { origin: this.#origin, ...owner, key: this.#key })
        await vault.ready()
        return vault
      })
      this.#vault = { owner, opened }
      opened.catch(() => {
        if (this.#vault?.opened === opened) this.#vault = undefined
      })
    }
    return this.#vault.opened
  }

  #bounded<T>(operation: StoreOperation, work: (call: StoreCall) => Promise<T>): Promise<T | undefined> {
    return this.#circuit.call((signal) => work({ signal }), this.#failed(operation))
  }

  #failed(operation: StoreOperation): () => void {
    return () => this.#emit({ type: 'store_failed', operation })
  }
}
