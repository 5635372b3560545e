import type { Failure } from '../errors/failure.ts'
import type { Moment } from '../platform/clock.ts'
import type { Backoff } from './backoff.ts'
import type { AcquisitionReason, LimitedEndpoint } from './endpoint.ts'
import type { HeldToken } from './held-token.ts'
import { noAttempts, type RefreshAttempts } from './refresh-attempts.ts'
import { noRejection, type RejectionMemory } from './rejection.ts'
import type { RenewalRules } from './renewal-windows.ts'

/** What never changes for an instance. */
export interface Rules extends RenewalRules {
  /** Whether there is a store, and whether processes share through it. */
  readonly store: 'none' | 'kept' | 'shared'
}

/** Where an acquisition is. Each step waits for one kind of event. */
export type Step =
  /** Keeps the distance that the last failure asked for. */
  | { readonly at: 'resting' }
  | { readonly at: 'reading' }
  /** Looks into the store, and then goes on to `then`. */
  | { readonly at: 'looking'; readonly then: 'lease' | 'choose' | 'login' }
  /** Asks for the lease, since then (monotonic). */
  | { readonly at: 'leasing'; readonly askedAt: number }
  /** Another process acquires, or the store does not answer: looks again in a moment. */
  | { readonly at: 'elsewhere' }
  /** Asks whether these credentials were refused lately. `permit`: it has waited for a permit, and has it. */
  | { readonly at: 'checking'; readonly permit: boolean }
  /** Waits for a permit. `waited`: the permit was not to be given at once. */
  | { readonly at: 'queued'; readonly endpoint: LimitedEndpoint; readonly waited: boolean }
  /** Waits for a permit for a refresh or for a login, which comes first. `turns`: when, monotonic, as far as it was told. */
  | {
      readonly at: 'queued for either'
      readonly turns: { readonly refresh: number; readonly login: number | undefined }
    }
  /** Has a permit for a login after a long wait, and looks once more before it calls. */
  | { readonly at: 'looking again' }
  /** Has a permit for a refresh, and takes the refresh token out of the store before it sends it. */
  | { readonly at: 'marking'; readonly generation: number }
  | { readonly at: 'calling'; readonly endpoint: LimitedEndpoint; readonly sentAt: Moment; readonly generation: number }

/** The lease is another process's, or the store does not answer. */
interface Elsewhere {
  /** Since when another process has had the lease, monotonic; and how many looks in a row that was so. */
  readonly busySince: number
  readonly busyLooks: number
  /** How many there were. */
  readonly looks: number
  /** Nobody waits, and the token in use lives on: it looks seldom. */
  readonly idle: boolean
}

/** One acquisition under way. */
export interface Flight {
  readonly id: number
  /** Of the credentials that it acquires with. */
  readonly version: number
  readonly reason: AcquisitionReason
  readonly step: Step
  /** A caller waits for it, or nobody can say yet. */
  readonly wanted: boolean
  /** No caller has waited for it so far: it lets callers go first, and goes on without any. */
  readonly background: boolean
  readonly tries: number
  /** We have the lease, as far as we know. */
  readonly leased: boolean
  /** The username that was read. */
  readonly account: string
  /** Why the credentials are only those of an earlier reading: good for a refresh, and for no login. */
  readonly unread: Failure | undefined
  /** There is another password, to be tried if this one is refused; `undefined` before the first reading. */
  readonly next: boolean | undefined
  /** It pauses between looks into the store. */
  readonly elsewhere: Elsewhere | undefined
  /** Until when it waits for a store that does not answer, monotonic, if no token lives: its callers' time allows it. */
  readonly patientUntil: number
  /** Nothing can be sent until then: callers that cannot wait so long are told why. */
  readonly blocked: { readonly until: number; readonly failure: Failure } | undefined
  /** The next sign of life comes by then, monotonic; later, nobody trusts it. */
  readonly expectedBy: number
  /** It is late, and gets a moment more: the whole process may have stood still. */
  readonly suspected: boolean
}

/** The state of one slot: everything that is decided depends on this, on an event, and on the time. */
export interface State {
  readonly rules: Rules
  readonly held: HeldToken | undefined
  readonly rejection: RejectionMemory
  readonly backoff: Backoff | undefined
  /** Tokens in a row that lived too short: survives the successes in between. */
  readonly brief: Backoff | undefined
  readonly attempts: RefreshAttempts
  /** Pagamio has refused the password; `at` when that was last known to be so, monotonic. */
  readonly refused: { readonly failure: Failure; readonly at: number } | undefined
  /** Credentials come from a function, which may give others when it is asked again. */
  readonly reread: boolean
  readonly flight: Flight | undefined
  /** Acquisitions so far: an event of an earlier one belongs to nobody. */
  readonly flights: number
  /** Flights that were given up while their call was under way: what the call brings is kept for other processes. */
  readonly abandoned: readonly Flight[]
  /** Callers could not wait for their turn: for a moment the next ones are told the same at once. */
  readonly failFast: { readonly failure: Failure; readonly until: number; readonly lookAgainAt: number } | undefined
  readonly highestGeneration: number
  /** Up to which generation other processes may know the sets. */
  readonly sharedUpTo: number
  /** The generation whose refresh token we have taken out of the store: nobody else sends it. */
  readonly marked: number
  /** How often the credentials were replaced, and when last (monotonic). */
  readonly credentials: { readonly version: number; readonly replacedAt: number }
  readonly closed: boolean
}

/** A state in which an acquisition is under way. */
export type Flying = State & { readonly flight: Flight }

export const isFlying = (state: State): state is Flying => state.flight !== undefined

/** Nobody waits for it any more, and it is no renewal: it ends before it sends anything. */
export const isUnwanted = ({ wanted, background }: Flight): boolean => !wanted && !background

const nobody: readonly Flight[] = Object.freeze([])
const neverReplaced = { version: 0, replacedAt: Number.NEGATIVE_INFINITY }

/** What is the same for all is there once: a pool holds thousands of these. */
export const emptyState = (rules: Rules, reread: boolean): State => ({
  rules,
  held: undefined,
  rejection: noRejection,
  backoff: undefined,
  brief: undefined,
  attempts: noAttempts,
  refused: undefined,
  reread,
  flight: undefined,
  flights: 0,
  abandoned: nobody,
  failFast: undefined,
  highestGeneration: 0,
  sharedUpTo: 0,
  marked: 0,
  credentials: neverReplaced,
  closed: false,
})
