import type { ErrorCode } from '../errors/error-codes.ts'
import type { Phase } from '../token/held-token.ts'
import type { LimitedEndpoint } from './events.ts'

/** One limited endpoint as the budget sees it now. */
export interface EndpointStatus {
  /** Calls allowed in a window. */
  readonly limit: number
  /** Calls that may be sent at once. */
  readonly left: number
  /** Milliseconds until the next one may be sent; 0 when one may. */
  readonly nextInMs: number
  /** Flights that wait for a permit. */
  readonly waiting: number
}

/** For health checks and inspectors: no secret, no username, and no call to anybody. */
export interface PagamioAuthStatus {
  /** Eight hex digits that tell accounts apart, the same as in events; `unknown` until a credentials function was asked. */
  readonly account: string
  readonly environment: string
  /** `empty` before the first token; `refused` while the password is known to be wrong. */
  readonly state: Phase | 'empty' | 'refused' | 'closed'
  /** Whether `getToken()` would answer without waiting. */
  readonly usable: boolean
  /** An acquisition is under way. */
  readonly acquiring: boolean
  /** Callers that wait for it. */
  readonly waiting: number
  /** Wall-clock milliseconds. */
  readonly expiresAt: number | undefined
  readonly generation: number | undefined
  /** Milliseconds until an acquisition may be tried (back-off and budget); 0 when now. */
  readonly nextAcquisitionInMs: number
  /** What went wrong last, until an acquisition succeeds. `retryAfterMs` is 0 when one may be tried now. */
  readonly trouble: { readonly code: ErrorCode; readonly retryAfterMs: number | undefined } | undefined
  /** Whether there is a store, and whether it answered last time. */
  readonly store: 'none' | 'working' | 'failing'
  /** One address keeps about 250 merchants on refresh alone: 10 a minute, each renewed every 25 minutes. */
  readonly budget: Readonly<Record<LimitedEndpoint, EndpointStatus>>
}
