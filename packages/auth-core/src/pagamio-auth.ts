import type { CredentialsOption } from './acquire/credentials.ts'
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
   * `fetch` with the token attached. A string is a path under the base URL; an absolute URL elsewhere is fetched without
   * the token. A 401 is answered once with a new token, where the body can be sent again byte for byte.
   * @throws PagamioAuthError when no token can be had, or `insecure_url` for a path that leaves the base URL
   * @example const response = await pagamio.fetch('/products/categories')
   */
  readonly fetch: FetchLike
  /**
   * Waits for the turn of a purchase, in the order of asking: Pagamio takes 10 a minute from one account. Processes that
   * share a store share the turns; where it fails, each goes by what it has sent itself. Settle the permit when the answer is
   * there. Nothing is sent here, and `fetch` asks for no permit by itself.
   * @throws PagamioAuthError `rate_limited` with `retryAfterMs`, at once, where `timeoutMs` is too short; what `getToken`
   *   throws; the signal's reason, and then the place is given up
   * @example
   * const permit = await pagamio.pace('purchase', { timeoutMs: 60_000 })
   * const response = await pagamio.fetch('/purchase', { method: 'POST', body })
   * permit.settle(response.status === 429 ? 'limited' : 'answered')
   */
  pace(what: 'purchase', options?: PaceOptions): Promise<Permit>
  /**
   * Whose token it is, as the login answer told: `userType` and `userTypeId` for `POST /transactions`, `username`,
   * `roles`. It comes with the token, also from a store, so that it costs no call of its own. Members that Pagamio did not
   * tell are `undefined`.
   * @throws PagamioAuthError when no token can be had
   * @example const { userType, userTypeId } = await pagamio.profile()
   */
  profile(options?: GetTokenOptions): Promise<Profile>
  /** Replaces the credentials at once; a refusal is lifted, and a login under way with the old ones changes nothing. */
  setCredentials(credentials: CredentialsOption): void
  /** State, expiry and budget, without a secret and without a call. */
  status(): PagamioAuthStatus
  /**
   * Takes over what the store holds, the token set or a refusal, without a call to Pagamio: for tools and health checks
   * of a process that has sent nothing yet. A store that fails changes nothing.
   * @throws PagamioAuthError `credentials_unavailable`, or `invalid_credentials` and `action_required` where a function
   *   gives those again that were refused
   * @example const { usable, expiresAt } = await pagamio.restore()
   */
  restore(): Promise<PagamioAuthStatus>
  /** Hears what happens behind the scenes; returns the function that stops it. */
  readonly subscribe: Subscribe
  /** Starts nothing new, waits at most 5 s for what was sent and for its save, and forgets the token. */
  close(): Promise<void>
}
