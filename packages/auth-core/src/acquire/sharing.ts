import type { PermitAsk, PermitSettlement } from '../limit/permit.ts'
import type { Rules } from '../token/state.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { Found, RefusalNote } from '../token/transition.ts'
import type { Credentials } from '../vendor/credentials.ts'

/** The right to acquire for a slot, as this process sees it. */
export interface Lease {
  /** It was ours all the time: on losing it for a moment, one has to look for what others have brought. */
  readonly ours: boolean
}

/** How a permit is waited for in a store. */
export interface PermitWait {
  /** What the store calls the limit. */
  readonly key: string
  /** What is asked for; another ask each time, because callers may have come meanwhile. */
  ask(placeMs: number): PermitAsk
  /** Over early, and for good, when this aborts. */
  readonly signal: AbortSignal
  readonly onWait: (ms: number, closed: boolean) => void
  /** How long the store gets for each answer. */
  readonly withinMs: () => number
}

/** `false` while another process has it; `never`: the store fails, and waiting does not cure it. */
export type LeaseAnswer = Lease | false | 'never' | undefined

/** `alone again`: the store failed while we waited, and what was granted here was granted long ago. */
export type SharedPermit =
  | { readonly granted: 'granted'; readonly closings: number }
  | { readonly granted: 'stopped' | 'alone again' }

/**
 * What an acquisition does with a store. It never rejects: if the store fails, is slow or holds nothing of use, the
 * answer is `undefined`, and what comes of that is decided elsewhere. `withinMs`: how long the store gets for its answer.
 * What returns nothing happens behind the callers' backs.
 */
export interface Sharing {
  readonly kind: Rules['store']
  /** `false` if nothing is there. */
  look(credentials: Credentials, withinMs: number): Promise<Found | false | undefined>
  takeLease(credentials: Credentials, withinMs: number): Promise<LeaseAnswer>
  endLease(lease: Lease): void
  /** Takes the refresh token out of the store, if exactly this set is stored; false if it is not. */
  mark(credentials: Credentials, set: TokenSet, ageMs: number, withinMs: number): Promise<boolean | undefined>
  /** `overtaken` hears what newer set was there already. */
  save(credentials: Credentials, set: TokenSet, ageMs: number, overtaken: (newer: Found) => void): void
  check(credentials: Credentials, withinMs: number): Promise<RefusalNote | undefined>
  refuse(credentials: Credentials, note: Omit<RefusalNote, 'ageMs'>): void
  disproveRefusal(credentials: Credentials): void
  permit(wait: PermitWait): Promise<SharedPermit>
  settlePermit(key: string, settlement: PermitSettlement): void
  /** What the store knows the account by: the same for all who have a key in common, however they list it. */
  account(credentials: Credentials): Promise<string | undefined>
  /** What is being written, if anything is. */
  settled(): Promise<unknown>
}

const nothing = async () => undefined
const ignored = () => {}

/** An instance without a store. */
export const alone: Sharing = {
  kind: 'none',
  look: nothing,
  takeLease: nothing,
  endLease: ignored,
  mark: nothing,
  save: ignored,
  check: nothing,
  refuse: ignored,
  disproveRefusal: ignored,
  permit: async () => ({ granted: 'granted', closings: 0 }),
  settlePermit: ignored,
  account: nothing,
  settled: nothing,
}
