import type { Failure } from '../errors/failure.ts'
import type { Moment } from '../platform/clock.ts'
import type { Answer } from './answer.ts'
import type { AcquisitionReason, LimitedEndpoint } from './endpoint.ts'
import type { EventFacts } from './event-facts.ts'
import type { HeldToken } from './held-token.ts'
import type { State } from './state.ts'
import type { TokenSet } from './token-set.ts'

/** What a look into the store found. */
export interface Found {
  readonly set: TokenSet
  /** How long ago it was asked for. */
  readonly ageMs: number
  /** It came of the credentials that we have now, and not of others for the same account. */
  readonly own: boolean
}

/** What another process has heard of these credentials. */
export interface RefusalNote {
  /** The password is wrong, the login waits for a person, or the account is not allowed. */
  readonly refused: 'password' | 'action' | 'account'
  /** For how long nobody asks again, from when it was noted. */
  readonly forMs: number
  readonly ageMs: number
  /** How many times in a row it was so. */
  readonly count: number
}

/** What callers and the owner of an instance do. */
type OutsideEvent =
  /** A caller wants a token and got none at once; it stays until `until` (monotonic), or does not stay. */
  | { readonly type: 'asked'; readonly until: number | undefined; readonly reason: AcquisitionReason }
  /** The last waiting caller has left; `served`: with a token, so that the acquisition goes on behind it. */
  | { readonly type: 'left'; readonly served: boolean }
  /** The API answered 401 to this token. */
  | { readonly type: 'rejected'; readonly value: string }
  /** New credentials; `account` as far as it is known. */
  | { readonly type: 'replaced'; readonly account: string | undefined; readonly reread: boolean }
  | { readonly type: 'closed' }
  /** What was sent before `closed` has been waited for. */
  | { readonly type: 'forgotten' }
  /** A look into the store without an acquisition; `version` of the credentials it was made with. */
  | {
      readonly type: 'restored'
      readonly version: number
      readonly account: string
      readonly found: Found | undefined
      readonly note: RefusalNote | undefined
    }
  /** The set of this generation was not stored: something newer was there. */
  | { readonly type: 'overtaken'; readonly version: number; readonly generation: number; readonly newer: Found }

/** What an action of a flight came to. An event of a flight that is over belongs to nobody. */
export type FlightEvent = { readonly flight: number } & (
  | { readonly type: 'woke' }
  | {
      readonly type: 'read'
      readonly account: string | undefined
      /** Why nothing could be read; `account` is then that of an earlier reading. */
      readonly failure?: Failure | undefined
      /** Why Pagamio has refused these values. */
      readonly refused?: Failure | undefined
      /** There is another password, which was not refused. */
      readonly next?: boolean | undefined
    }
  /** A set, nothing (`false`), or `undefined`: the store cannot say. */
  | { readonly type: 'looked'; readonly found: Found | false | undefined }
  /** Given, busy, `never` to be had from this store, or `undefined`: the store cannot say. */
  | { readonly type: 'leased'; readonly given: boolean | 'never' | undefined }
  | { readonly type: 'checked'; readonly note: RefusalNote | undefined }
  /** The permit takes so long; `closed`: because of a 429. */
  | { readonly type: 'waiting'; readonly endpoint: LimitedEndpoint; readonly ms: number; readonly closed: boolean }
  /** Taken out of the store, not there any more, or `undefined`: the store cannot say. */
  | { readonly type: 'marked'; readonly done: boolean | undefined }
  /** A permit, and whether the lease is still ours. */
  | { readonly type: 'granted'; readonly endpoint: LimitedEndpoint; readonly ours: boolean }
  /** 429: the endpoint is closed for so long. */
  | { readonly type: 'limited'; readonly failure: Failure; readonly forMs: number }
  | {
      readonly type: 'answered'
      readonly answer: Exclude<Answer, { readonly kind: 'limited' }>
      /** The lease was lost meanwhile: another process may have landed since. */
      readonly overtaken: boolean
    }
  /** No sign of life in time. */
  | { readonly type: 'overdue' }
  /** It died of something that is not ours. */
  | { readonly type: 'broke' }
)

export type Event = OutsideEvent | FlightEvent

/** What an action of an acquisition came to, before the number of the acquisition is added. */
export type FlightFact = FlightEvent extends infer One ? (One extends FlightEvent ? Omit<One, 'flight'> : never) : never

/** How an acquisition ended, for the callers that waited. `again`: look once more; `lost`: it died without a word of ours. */
export type FlightEnd = { readonly held: HeldToken } | { readonly failure: Failure } | 'again' | 'lost'

/** What the driver has to do. Those with a `flight` are answered by an event of that flight. */
export type Action =
  | { readonly do: 'read'; readonly flight: number }
  | { readonly do: 'look' | 'lease' | 'check'; readonly flight: number }
  | { readonly do: 'pause'; readonly flight: number; readonly ms: number; readonly jittered: boolean }
  | { readonly do: 'queue'; readonly flight: number; readonly endpoint: LimitedEndpoint }
  | {
      readonly do: 'call'
      readonly flight: number
      readonly endpoint: LimitedEndpoint
      /** For a refresh. */
      readonly refreshToken: string | undefined
    }
  /** Gives up every place in a queue, or a permit that is not used. */
  | { readonly do: 'return permit'; readonly flight: number }
  /** The permit for the other endpoint has come first. */
  | { readonly do: 'leave queue'; readonly flight: number; readonly endpoint: LimitedEndpoint }
  | { readonly do: 'end lease'; readonly flight: number }
  /** Takes the refresh token of this set out of the store, if exactly this set is stored. */
  | { readonly do: 'mark'; readonly flight: number; readonly set: TokenSet; readonly ageMs: number }
  | { readonly do: 'save'; readonly flight: number; readonly set: TokenSet; readonly ageMs: number }
  /** Remembers which values were refused, and tells other processes. */
  | {
      readonly do: 'refuse password'
      readonly flight: number
      readonly failure: Failure
      readonly note: boolean
    }
  | { readonly do: 'note account'; readonly flight: number; readonly forMs: number; readonly count: number }
  | { readonly do: 'disprove refusal'; readonly flight: number }
  | { readonly do: 'begin'; readonly flight: number }
  /** Ends the waiting, and every pause, of this flight. */
  | { readonly do: 'settle'; readonly flight: number; readonly end: FlightEnd }
  /** Callers look again whether they still want to, or have to, wait. */
  | { readonly do: 'wake' }
  | { readonly do: 'tell'; readonly event: EventFacts }

/** The time of a decision, and what chance decides in it: a number in [0, 1). */
export interface Now extends Moment {
  readonly random: number
}

export type Decision = readonly [State, readonly Action[]]
