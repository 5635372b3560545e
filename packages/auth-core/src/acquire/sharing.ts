import type { PermitAsk, PermitSettlement } from '../limit/permit.ts'
import type { Rules } from '../token/state.ts'
import type { Action, FlightFact, Found, RefusalNote } from '../token/transition.ts'
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

export type ActionOf<Kind extends Action['do']> = Extract<Action, { readonly do: Kind }>

/** What an acquisition has to know of a store. */
export type StoreQuestion = { readonly do: 'look' | 'lease' | 'check' } | ActionOf<'mark'>

/** What it leaves behind there. */
export type StoreMessage =
  | { readonly do: 'end lease' | 'disprove refusal' }
  | (ActionOf<'save'> & { readonly overtaken: (newer: Found) => void })
  | { readonly do: 'note refusal'; readonly note: Omit<RefusalNote, 'ageMs'> }

/** What one acquisition has of a store. */
export interface Claim {
  /** Whose slots they are. */
  readonly credentials: Credentials
  lease: Lease | undefined
}

/**
 * What an acquisition does with a store. It never rejects: if the store fails, is slow or holds nothing of use, the
 * answer is `undefined`, and what comes of that is decided elsewhere. `withinMs`: how long the store gets for its answer.
 */
export interface Sharing {
  readonly kind: Rules['store']
  ask(question: StoreQuestion, claim: Claim, withinMs: number): Promise<FlightFact>
  /** Behind the callers' backs, in the order of telling. */
  tell(message: StoreMessage, claim: Claim): void
  /** `false` if nothing is there. */
  look(credentials: Credentials, withinMs: number): Promise<Found | false | undefined>
  check(credentials: Credentials, withinMs: number): Promise<RefusalNote | undefined>
  permit(wait: PermitWait): Promise<SharedPermit>
  settlePermit(key: string, settlement: PermitSettlement): void
  /** What the store knows the account by: the same for all processes that have a key in common, however they list it. */
  account(credentials: Credentials): Promise<string | undefined>
  /** What is being written, if anything is. */
  settled(): Promise<unknown>
}

const nothing = async () => undefined
const ignored = () => {}

const unknown = {
  look: { type: 'looked', found: undefined },
  lease: { type: 'leased', given: undefined },
  mark: { type: 'marked', done: undefined },
  check: { type: 'checked', note: undefined },
} as const

/** An instance without a store. */
export const alone: Sharing = {
  kind: 'none',
  ask: async (question) => unknown[question.do],
  tell: ignored,
  look: nothing,
  check: nothing,
  permit: async () => ({ granted: 'granted', closings: 0 }),
  settlePermit: ignored,
  account: nothing,
  settled: nothing,
}
