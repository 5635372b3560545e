import type {
  Claim,
  Lease,
  LeaseAnswer,
  PermitWait,
  SharedPermit,
  Sharing,
  StoreMessage,
  StoreQuestion,
} from '../acquire/sharing.ts'
import type { PermitSettlement } from '../limit/permit.ts'
import type { StoreHealth } from '../observe/store-status.ts'
import type { Clock } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import type { Subtle } from '../platform/subtle.ts'
import type { EventFacts, StoreOperation } from '../token/event-facts.ts'
import { PATIENT_ANSWER_MS } from '../token/store-patience.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { FlightFact, Found, RefusalNote } from '../token/transition.ts'
import { type Credentials, sameCredentials } from '../vendor/credentials.ts'
import { ageOf, checkedPermit } from './checked-answers.ts'
import { HeldLease, LEASE_MS, takeLeases } from './lease.ts'
import { underKeys } from './rotating-store.ts'
import { type SealedStore, sealedStore } from './sealed-store.ts'
import { sharedPermit } from './shared-permit.ts'
import { codeOfFailure, StoreCircuit } from './store-circuit.ts'
import { askSlots, type Slots, tellSlots } from './store-work.ts'
import { canShare, type SharedTokenStore, type StoreCall, type TokenStore } from './token-store.ts'
import { WriteQueue } from './write-queue.ts'

type StoreEvent = Extract<EventFacts, { readonly type: `store_${string}` }>

/** What a session needs from around it. */
export interface StoreSessionParts {
  readonly store: TokenStore
  /** Of all instances over this store; made by the first one. */
  readonly common: { circuit: StoreCircuit | undefined }
  readonly origin: string
  /** None, where the key comes from the password. The first one writes. */
  readonly keys: readonly Uint8Array<ArrayBuffer>[]
  readonly clock: Clock
  readonly subtle: Subtle
  readonly emit: (event: StoreEvent) => void
}

/** A lease is not waited for longer than this because of what is still being written. */
const AROUND_MS = 1_500

/** The store as an acquisition uses it: sealed, bounded in time, left alone when it fails, and never a reason to fail. */
export class StoreSession implements Sharing, Slots {
  readonly #parts: StoreSessionParts
  readonly #shared: SharedTokenStore | undefined
  /** For what concerns no slot: the limits of the address. */
  readonly #commonCircuit: StoreCircuit
  readonly #circuit: StoreCircuit
  /** A slot whose text cannot be read may still be leased. */
  readonly #leaseCircuit: StoreCircuit
  /** This process, to others; made when it is asked for, because Workers start where nothing is random. */
  #owner: string | undefined
  /** Held at once, if a call that was superseded is still under way. All of them are one to the store. */
  readonly #leases = new Set<HeldLease>()
  /** Leases that are to be given back, by slot; settled when no beat of theirs is under way any more. */
  readonly #ended = new Map<string, Promise<void>>()
  #sealed: { readonly owner: Credentials; readonly opened: Promise<SealedStore> } | undefined
  /** Of the refusal that was there when it was asked for last. */
  #seenRefusal: number | undefined
  readonly #writes: WriteQueue
  /** What became of permits: no write waits for it. */
  #settling: Promise<unknown> = Promise.resolve()

  constructor(parts: StoreSessionParts) {
    this.#parts = parts
    const { common, clock } = parts
    common.circuit ??= new StoreCircuit(clock)
    this.#commonCircuit = common.circuit
    this.#circuit = new StoreCircuit(clock, common.circuit)
    this.#leaseCircuit = new StoreCircuit(clock, common.circuit, this.#circuit)
    this.#shared = canShare(parts.store) ? parts.store : undefined
    this.#writes = new WriteQueue(clock)
  }

  get kind(): 'kept' | 'shared' {
    return this.#shared ? 'shared' : 'kept'
  }

  get health(): StoreHealth {
    return (this.#circuit.broken ? this.#circuit : this.#leaseCircuit).health
  }

  settled(): Promise<unknown> {
    return Promise.all([this.#writes.over, this.#settling])
  }

  ask(question: StoreQuestion, claim: Claim, withinMs: number): Promise<FlightFact> {
    return askSlots(this, question, claim, withinMs)
  }

  tell(message: StoreMessage, claim: Claim): void {
    tellSlots(this, message, claim)
  }

  async look(credentials: Credentials, withinMs: number): Promise<Found | false | undefined> {
    const { clock } = this.#parts
    const leased = this.#leases.size > 0
    const askedAt = clock.monotonic()
    const load = async (sealed: SealedStore, call: StoreCall) => ({ found: await sealed.load(call) })
    const looked = await this.#ask('load', credentials, load, withinMs, leased)
    if (looked) {
      const { found } = looked
      // The store may have said how old it is as soon as it was asked.
      const passedMs = clock.monotonic() - askedAt
      return found ? { ...found, ageMs: ageOf(found.set, found.ageMs + passedMs, clock.now()) } : false
    }
    // One slot that cannot be read, in a store that gives leases, holds nothing: waiting for it brings nothing.
    const unreadable = leased && !this.#commonCircuit.broken
    return unreadable || this.#circuit.failsForGood ? false : undefined
  }

  mark(credentials: Credentials, set: TokenSet, ageMs: number, withinMs: number): Promise<boolean | undefined> {
    return this.#ask('save', credentials, (sealed, call) => sealed.mark(set, ageMs, call), withinMs)
  }

  save(credentials: Credentials, set: TokenSet, ageMs: number, overtaken: (newer: Found) => void): void {
    const { clock } = this.#parts
    const decidedAt = clock.monotonic()
    this.#writes.add(async () => {
      const sealed = await this.#sealedFor('save', credentials)
      const [slot] = (await sealed?.ready()) ?? []
      const ended = slot === undefined ? undefined : this.#ended.get(slot)
      await ended
      const releases = ended && this.#self
      const saved = await this.#insist('save', credentials, (sealed, call) =>
        sealed.save(set, ageMs + clock.monotonic() - decidedAt, call, releases),
      )
      if (slot !== undefined && ended && saved !== undefined) this.#ended.delete(slot)
      const newer = saved === false ? await this.look(credentials, PATIENT_ANSWER_MS) : undefined
      if (newer) overtaken(newer)
    })
  }

  async takeLease(credentials: Credentials, withinMs: number): Promise<LeaseAnswer> {
    const shared = this.#shared
    const sealed = shared && (await this.#sealedFor('lease', credentials))
    if (!sealed) return undefined
    const slots = await sealed.ready()
    const { clock } = this.#parts
    const take = (ms: number, ttlMs: number) => {
      const ask = (signal: AbortSignal) => takeLeases(shared, slots, { owner: this.#self, ttlMs }, { signal })
      return this.#leaseCircuit.call(ask, this.#failed('lease'), ms)
    }
    // What was decided before comes first: a set that is to be saved, and a lease of ours that is to be given back.
    if (!(await this.#writes.isOverWithin(AROUND_MS))) return undefined
    const askedAt = clock.monotonic()
    const given = await take(withinMs, LEASE_MS)
    if (given === false && slots.length > 1) this.#release(slots)
    if (!given) return given === undefined && this.#leaseCircuit.failsForGood ? 'never' : given
    const lease = new HeldLease(slots, take, clock, askedAt)
    this.#leases.add(lease)
    return lease
  }

  /** Gives the lease back with what is saved under it; also if saving failed, or the others would wait. */
  endLease(lease: Lease): void {
    if (!(lease instanceof HeldLease)) return
    const ended = lease.end()
    this.#leases.delete(lease)
    this.#release(lease.slots, ended)
  }

  /** Unless another lease of ours needs them; after what was to be written before. */
  #release(slots: readonly string[], beatsOver: Promise<void> = Promise.resolve()): void {
    const shared = this.#shared
    if (!shared || [...this.#leases].some((other) => other.slots[0] === slots[0])) return
    for (const slot of slots) this.#ended.set(slot, beatsOver)
    this.#writes.add(async () => {
      await beatsOver
      for (const slot of slots) {
        // A set that was saved meanwhile has taken it along.
        if (!this.#ended.delete(slot)) continue
        const work = (signal: AbortSignal) => shared.releaseLease(slot, { owner: this.#self }, { signal })
        await this.#leaseCircuit.insist(work, this.#failed('lease'))
      }
    })
  }

  async check(credentials: Credentials, withinMs: number): Promise<RefusalNote | undefined> {
    const stored = await this.#ask('load', credentials, (sealed, call) => sealed.loadRefusal(call), withinMs)
    this.#seenRefusal = stored?.generation
    return stored?.note
  }

  refuse(credentials: Credentials, note: Omit<RefusalNote, 'ageMs'>): void {
    const generation = Math.floor(this.#parts.clock.now())
    this.#writes.add(() =>
      this.#insist('save', credentials, (sealed, call) => sealed.saveRefusal(note, generation, call)),
    )
  }

  disproveRefusal(credentials: Credentials): void {
    const generation = this.#seenRefusal
    if (generation === undefined) return
    this.#seenRefusal = undefined
    this.#writes.add(() => this.#insist('save', credentials, (sealed, call) => sealed.deleteRefusal(generation, call)))
  }

  async permit(wait: PermitWait): Promise<SharedPermit> {
    const { clock } = this.#parts
    const shared = this.#shared
    if (!shared) return { granted: 'granted', closings: 0 }
    return sharedPermit(wait, clock, async (ask) => {
      const work = (signal: AbortSignal) => shared.takePermit(wait.key, ask, { signal })
      return checkedPermit(await this.#commonCircuit.call(work, this.#failed('permit'), wait.withinMs()))
    })
  }

  settlePermit(key: string, settlement: PermitSettlement): void {
    const shared = this.#shared
    if (!shared) return
    const work = (signal: AbortSignal) => shared.settlePermit(key, settlement, { signal })
    this.#settling = this.#settling.then(() => this.#commonCircuit.insist(work, this.#failed('permit'))).catch(ignore)
  }

  async account(credentials: Credentials): Promise<string | undefined> {
    const sealed = this.#shared && (await this.#sealedFor('permit', credentials))
    const [first] = [...((await sealed?.ready()) ?? [])].sort()
    return first
  }

  get #self(): string {
    this.#owner ??= crypto.randomUUID()
    return this.#owner
  }

  async #ask<T>(
    operation: StoreOperation,
    credentials: Credentials,
    work: (sealed: SealedStore, call: StoreCall) => Promise<T>,
    withinMs: number,
    trusted = false,
  ): Promise<T | undefined> {
    const sealed = await this.#sealedFor(operation, credentials)
    return (
      sealed && this.#circuit.call((signal) => work(sealed, { signal }), this.#failed(operation), withinMs, trusted)
    )
  }

  /** The same of a store that is left alone as well, for what nobody waits for. */
  async #insist<T>(
    operation: StoreOperation,
    credentials: Credentials,
    work: (sealed: SealedStore, call: StoreCall) => Promise<T>,
  ): Promise<T | undefined> {
    const sealed = await this.#sealedFor(operation, credentials)
    return sealed && this.#circuit.insist((signal) => work(sealed, { signal }), this.#failed(operation))
  }

  /** Opened before the store's time runs: deriving a key is nothing that the store is to blame for. */
  async #sealedFor(operation: StoreOperation, owner: Credentials): Promise<SealedStore | undefined> {
    if (!this.#sealed || !sameCredentials(this.#sealed.owner, owner)) {
      const { store, origin, keys, subtle, emit } = this.#parts
      const onUnreadable = () => emit({ type: 'store_unreadable' })
      const sealed = underKeys(keys, (key) => sealedStore(store, { origin, ...owner, key }, subtle, onUnreadable))
      const opened = sealed.ready().then(() => sealed)
      this.#sealed = { owner, opened }
      opened.catch(() => {
        if (this.#sealed?.opened === opened) this.#sealed = undefined
      })
    }
    try {
      return await this.#sealed.opened
    } catch (thrown) {
      this.#failed(operation)(thrown)
      return undefined
    }
  }

  #failed(operation: StoreOperation): (thrown: unknown) => void {
    return (thrown) => this.#parts.emit({ type: 'store_failed', operation, code: codeOfFailure(thrown) })
  }
}
