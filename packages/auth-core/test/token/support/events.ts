import { type Failure, failure, passwordRefused } from '../../../src/errors/failure.ts'
import type { Answer, TokenResponse } from '../../../src/token/answer.ts'
import type { AcquisitionReason, LimitedEndpoint } from '../../../src/token/endpoint.ts'
import type { Event, FlightEvent, Found, RefusalNote } from '../../../src/token/transition.ts'
import { ACCOUNT, inStore, LIFE, START } from './tokens.ts'

export const unavailable = failure('endpoint_unavailable', 'The endpoint is down.')
export const unreadable = failure('unexpected_response', 'The answer cannot be read.')
export const tooMany = failure('rate_limited', 'Too many calls.', { status: 429 })
export const noCredentials = failure('credentials_unavailable', 'The vault is sealed.')

// What callers and the owner do.

export const asked = (reason: AcquisitionReason = 'first'): Event => askedFor(30_000, reason)
/** By a caller who stays for so long, from the start. */
export const askedFor = (ms: number, reason: AcquisitionReason = 'first'): Event => ({
  type: 'asked',
  until: START.mono + ms,
  reason,
})
/** Nobody waits for it. */
export const renewalAsked = (): Event => ({ type: 'asked', until: undefined, reason: 'renew_ahead' })
export const left = (): Event => ({ type: 'left', served: false })
export const leftServed = (): Event => ({ type: 'left', served: true })
export const rejected = (value = 'a1'): Event => ({ type: 'rejected', value })
export const replaced = (account: string | undefined = ACCOUNT, reread = false): Event => ({
  type: 'replaced',
  account,
  reread,
})
export const closed = (): Event => ({ type: 'closed' })
export const forgotten = (): Event => ({ type: 'forgotten' })
export const restored = (fields: Partial<Extract<Event, { type: 'restored' }>> = {}): Event => ({
  type: 'restored',
  version: 0,
  account: ACCOUNT,
  found: undefined,
  note: undefined,
  ...fields,
})
export const overtaken = (fields: Partial<Extract<Event, { type: 'overtaken' }>> = {}): Event => ({
  type: 'overtaken',
  version: 0,
  generation: 1,
  newer: inStore(),
  ...fields,
})

// What an action of an acquisition came to. The walk adds the number of the acquisition.

/** An event of an acquisition, before its number is added. A permit is for what it queues for, if nothing else is said. */
export type Fact = FlightEvent extends infer One ? (One extends FlightEvent ? Without<One> : never) : never
type Without<One extends FlightEvent> = 'endpoint' extends keyof One
  ? Omit<One, 'flight' | 'endpoint'> & { readonly endpoint?: LimitedEndpoint | undefined }
  : Omit<One, 'flight'>

export const woke = (): Fact => ({ type: 'woke' })
export const read = (account: string | undefined = ACCOUNT): Fact => ({ type: 'read', account })
/** Another password is there, in case this one is refused. */
export const readWithNext = (): Fact => ({ type: 'read', account: ACCOUNT, next: true })
export const readRefused = (refused: Failure = passwordRefused): Fact => ({ type: 'read', account: ACCOUNT, refused })
/** `account`: that of an earlier reading. */
export const notRead = (account?: string): Fact => ({ type: 'read', account, failure: noCredentials })
export const looked = (found: Found | false = false): Fact => ({ type: 'looked', found })
/** The store cannot say. */
export const noLook = (): Fact => ({ type: 'looked', found: undefined })
export const leased = (): Fact => ({ type: 'leased', given: true })
export const busy = (): Fact => ({ type: 'leased', given: false })
/** The store cannot say. */
export const noLease = (): Fact => ({ type: 'leased', given: undefined })
export const checked = (note?: RefusalNote): Fact => ({ type: 'checked', note })
export const waiting = (ms: number, endpoint?: LimitedEndpoint): Fact => ({
  type: 'waiting',
  endpoint,
  ms,
  closed: false,
})
/** The permit takes so long because of a 429. */
export const waitingClosed = (ms: number, endpoint?: LimitedEndpoint): Fact => ({
  type: 'waiting',
  endpoint,
  ms,
  closed: true,
})
export const granted = (endpoint?: LimitedEndpoint): Fact => ({ type: 'granted', endpoint, ours: true })
export const grantedWithoutLease = (): Fact => ({ type: 'granted', ours: false })
export const marked = (): Fact => ({ type: 'marked', done: true })
/** Exactly this set is not in the store any more. */
export const notMarked = (): Fact => ({ type: 'marked', done: false })
/** The store cannot say. */
export const noMark = (): Fact => ({ type: 'marked', done: undefined })
export const limited = (forMs = 60_000): Fact => ({ type: 'limited', failure: tooMany, forMs })
export const overdue = (): Fact => ({ type: 'overdue' })
export const broke = (): Fact => ({ type: 'broke' })

const answered = (answer: Exclude<Answer, { kind: 'limited' }>, overtaken = false): Fact => ({
  type: 'answered',
  answer,
  overtaken,
})

/** What an endpoint gives, as far as nothing else is said. */
export const response = (fields: Partial<TokenResponse> = {}): TokenResponse => ({
  accessToken: 'a2',
  refreshToken: 'r2',
  lifetimeMs: LIFE,
  refreshLifetimeMs: 7 * 24 * 3_600_000,
  profile: {},
  warnings: [],
  ...fields,
})

export const token = (fields: Partial<TokenResponse> = {}): Fact =>
  answered({ kind: 'token', response: response(fields) })
/** The lease was lost while the call was under way. */
export const tokenOvertaken = (): Fact => answered({ kind: 'token', response: response() }, true)
export const refusedAnswer = (failure: Failure = passwordRefused): Fact => answered({ kind: 'refused', failure })
/** Answered with what cannot be used: once, or whenever it is asked. */
export const failed = (about: { failure?: Failure; passing?: boolean; mayBeSpent?: boolean } = {}): Fact =>
  answered({ kind: 'failed', failure: unreadable, passing: true, mayBeSpent: false, ...about })
export const unanswered = (mayBeSpent = true): Fact =>
  answered({ kind: 'unanswered', failure: unavailable, mayBeSpent })

/** What another process has heard of the password, or of the account, a moment ago. */
export const note = (refused: RefusalNote['refused'], fields: Partial<RefusalNote> = {}): RefusalNote => ({
  refused,
  forMs: 600_000,
  ageMs: 1_000,
  count: 1,
  ...fields,
})
