import type { CredentialsOption } from './acquire/credentials-option.ts'
import type { GetTokenOptions } from './acquire/get-token-options.ts'
import type { PaceOptions, Permit } from './acquire/pacer.ts'
import type { TokenSource } from './attach/send-authorized.ts'
import type { Subscribe } from './observe/events.ts'
import type { PagamioAuthStatus } from './observe/status.ts'
import type { FetchLike } from './platform/fetch-like.ts'
import type { Profile } from './token/profile.ts'

/** Tokens for one set of credentials. All methods are bound: pass them around as they are. */
export interface PagamioAuth extends TokenSource, AsyncDisposable {
  /**
   * `fetch` with the token attached. A string is a path under the base URL; an absolute URL elsewhere is fetched
   * without the token. After a 401 the request is sent once more with a new token, if its body can be sent again byte
   * for byte.
   * @throws PagamioAuthError if no token can be acquired, or `insecure_url` for a path that leaves the base URL
   * @example const response = await pagamio.fetch('/products/categories')
   */
  readonly fetch: FetchLike
  /**
   * Waits for the turn of a purchase, in the order of asking: Pagamio accepts 10 a minute from one account. Processes
   * that share a store share the turns. If the store fails, each process counts its own purchases only. Settle the
   * permit after the answer. This sends nothing, and `fetch` does not call it for you.
   * @throws PagamioAuthError `rate_limited` with `retryAfterMs`, at once, if `timeoutMs` is too short; the errors of
   *   `getToken`; the signal's reason, and then the place is given up
   * @example
   * const permit = await pagamio.pace('purchase', { timeoutMs: 60_000 })
   * const response = await pagamio.fetch('/purchase', { method: 'POST', body })
   * permit.settle(response.status === 429 ? 'limited' : 'answered')
   */
  pace(what: 'purchase', options?: PaceOptions): Promise<Permit>
  /**
   * The login's description of the account: `userType` and `userTypeId` for `POST /transactions`, `username`, `roles`.
   * It comes with the token, also from a store, so it costs no call of its own. Members that the login did not contain
   * are `undefined`.
   * @throws PagamioAuthError if no token can be acquired
   * @example const { userType, userTypeId } = await pagamio.profile()
   */
  profile(options?: GetTokenOptions): Promise<Profile>
  /**
   * Replaces the credentials at once. It lifts a refusal, and ignores the answer of a login under way with the old
   * ones.
   */
  setCredentials(credentials: CredentialsOption): void
  /** State, expiry and budget, without a secret and without a call. */
  status(): PagamioAuthStatus
  /**
   * Takes over the stored token set or refusal, without a call to Pagamio. For tools, and for health checks of a
   * process that has sent nothing yet. If the store fails, nothing changes.
   * @throws PagamioAuthError `credentials_unavailable`; `invalid_credentials` or `action_required` if a function
   *   returns the refused credentials again
   * @example const { usable, expiresAt } = await pagamio.restore()
   */
  restore(): Promise<PagamioAuthStatus>
  /** Calls a listener with each event. Returns a function that stops it. */
  readonly subscribe: Subscribe
  /** Starts nothing new, waits 5 s at most for calls under way and their saves, and forgets the token. */
  close(): Promise<void>
}
