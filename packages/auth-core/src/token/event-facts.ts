import type { ErrorCode } from '../errors/error-codes.ts'
import type { AcquisitionReason, LimitedEndpoint } from './endpoint.ts'

/** What the store was asked to do. */
export type StoreOperation = 'load' | 'save' | 'lease' | 'permit'

/** What happens to one caller, or to one request: there can be very many. */
export type CallerFacts =
  /** A caller begins to wait for an acquisition. It is told in the caller's own context, where a tracer finds its span. */
  | { readonly type: 'caller_waits'; readonly reason: AcquisitionReason }
  /** The API answered 401 to a request. `renewed`: there is another token, with which an adapter sends it once more. */
  | { readonly type: 'request_rejected'; readonly renewed: boolean }

/** What happens behind the scenes, as far as it may be told: nothing secret. */
export type EventFacts =
  /** A call to the token endpoint is about to be sent. */
  | { readonly type: 'acquiring'; readonly endpoint: LimitedEndpoint; readonly reason: AcquisitionReason }
  /** A new token set is held. `tookMs` counts from sending to landing. */
  | {
      readonly type: 'acquired'
      readonly endpoint: LimitedEndpoint
      readonly generation: number
      readonly expiresAt: number
      readonly lifetimeMs: number
      readonly tookMs: number
    }
  /** A newer token set was found in the store: no call was needed. */
  | { readonly type: 'adopted'; readonly generation: number; readonly expiresAt: number }
  /**
   * One try brought nothing. `held` says whether callers still have a living token. `cause` is what is known of a call that was
   * not answered, or of a credentials function that failed: a code (`ECONNREFUSED`), or the name of the error.
   */
  | {
      readonly type: 'acquisition_failed'
      readonly code: ErrorCode
      readonly status?: number | undefined
      readonly cause?: string | undefined
      readonly retryAfterMs?: number | undefined
      readonly held: boolean
    }
  /** The endpoint is limited or blocked for everybody behind this address. */
  | { readonly type: 'endpoint_closed'; readonly endpoint: LimitedEndpoint; readonly forMs: number }
  /** The API answered 401 to the held token. With `suppressedForMs` no new token is asked for meanwhile. */
  | { readonly type: 'token_rejected'; readonly generation: number; readonly suppressedForMs: number }
  /** The token endpoint answered something odd that could be lived with. */
  | { readonly type: 'response_warning'; readonly warning: string }
  /** A fault of ours: an event that the acquisition cannot have at this step. It was dropped; please report it. */
  | { readonly type: 'internal_error'; readonly event: string; readonly step: string }
  /**
   * The store failed or was too slow: it is left alone for 1 s, doubling to a minute. Without a living token it is waited for.
   * `code` is the code of its error (`ECONNREFUSED`, PostgreSQL's `42501`), or the name; `TOO_SLOW` without an answer in time.
   */
  | { readonly type: 'store_failed'; readonly operation: StoreOperation; readonly code: string }
  /** A slot of this account holds what cannot be opened: foreign, or damaged. It counts as empty, and the next save replaces it. */
  | { readonly type: 'store_unreadable' }
