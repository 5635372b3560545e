import { Acquirer } from './acquire/acquirer.ts'
import { CredentialSource, type CredentialsOption } from './acquire/credentials.ts'
import { TokenProvider } from './acquire/get-token.ts'
import type { GetTokenOptions } from './acquire/get-token-options.ts'
import { type PaceOptions, Pacer, type Permit } from './acquire/pacer.ts'
import { TokenEndpoint } from './acquire/token-endpoint.ts'
import { createAuthorizedFetch } from './attach/authorized-fetch.ts'
import { ownership } from './attach/owned-url.ts'
import type { TokenSource } from './attach/send-authorized.ts'
import { errorOf } from './errors/failure.ts'
import { lateSharing, type StoreCommon } from './late-sharing.ts'
import { createEmitter, type Listener, Listeners } from './observe/events.ts'
import { fingerprint } from './observe/fingerprint.ts'
import { type PagamioAuthStatus, statusOf } from './observe/status.ts'
import { type PagamioAuthOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import { startTimer } from './platform/clock.ts'
import { withDeadline } from './platform/deadline.ts'
import type { FetchLike } from './platform/fetch-like.ts'
import { ignore } from './platform/ignore.ts'
import type { Profile } from './token/profile.ts'
import { emptyState, type State } from './token/state.ts'
import { CALL_DEADLINE_MS } from './token/steps.ts'
import { pagamio } from './vendor/pagamio.ts'
import { type TokenApi } from './vendor/token-api.ts'

const CLOSE_MS = 5_000

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
  subscribe(listener: Listener): () => void
  /** Starts nothing new, waits at most 5 s for what was sent and for its save, and forgets the token. */
  close(): Promise<void>
}

/**
 * Valid tokens for one merchant with the fewest possible calls: acquired once for any number of callers, renewed before
 * they run out, kept within the limits of the token endpoint.
 * @throws PagamioAuthError `invalid_options` or `insecure_url`
 * @example
 * const pagamio = createPagamioAuth({ environment: 'sandbox', credentials: { username, password } })
 * const response = await pagamio.fetch('/products/categories')
 */
export function createPagamioAuth(options: PagamioAuthOptions): PagamioAuth {
  const resolved = resolveOptions(options)
  return assembleAuth(resolved, { store: { circuit: undefined }, audiences: [] }).auth
}

/** What instances may have in common: a store that fails for one fails for all, and somebody may listen to all. */
export interface Common {
  readonly store: StoreCommon
  readonly audiences: readonly Listeners[]
  /** @default Pagamio's own */
  readonly api?: TokenApi | undefined
}

/** One instance as its owner sees it, and the state that everything said of it comes from. */
export interface Assembled {
  readonly auth: PagamioAuth
  /** Alive while anybody holds the instance, or one of its methods. */
  readonly anchor: object
  readonly state: () => State
}

/** Wires the parts for one set of credentials. */
export function assembleAuth(options: ResolvedOptions, { store, audiences, api = pagamio }: Common): Assembled {
  const { baseUrl, timeoutMs, budget, fetch, clock, random, waitUntil, seams } = options
  const { origin } = baseUrl
  const credentials = new CredentialSource(options.credentials, clock)
  const account = () => (credentials.known ? fingerprint(origin, credentials.known.username) : 'unknown')
  const listeners = new Listeners()
  const emit = createEmitter([listeners, ...audiences], () => ({ account: account(), at: clock.now() }))
  const sharing = lateSharing(options, store, emit)
  const acquirer = new Acquirer({
    state: emptyState({ store: sharing.kind, jitter: random() }, credentials.isFunction),
    credentials,
    sharing: sharing.ready,
    saved: sharing.settled,
    endpoint: new TokenEndpoint(api, baseUrl, fetch, clock),
    budget,
    origin,
    clock,
    random,
    emit,
    waitUntil,
    onStep: seams.onStep,
  })
  const provider = new TokenProvider({ acquirer, clock, timeoutMs, authorization: api.authorization })
  const pacer = new Pacer({
    limit: budget.purchases(),
    sharing: sharing.ready,
    credentials: () => credentials.known,
    getToken: provider.getToken,
    clock,
    timeoutMs,
  })
  const source: TokenSource = {
    getToken: provider.getToken,
    owns: ownership(baseUrl).owns,
    baseUrl: baseUrl.href.replace(/\/$/, ''),
  }
  /** Everything underneath has timers that keep no process alive: who awaits this must not be left behind. */
  const awaited = async <T>(work: Promise<T>): Promise<T> => {
    const cancel = startTimer(clock, CALL_DEADLINE_MS, ignore)
    return work.finally(cancel)
  }
  const close = async () => {
    const late = () => new Error('too slow')
    await withDeadline(clock, CLOSE_MS, () => acquirer.close(), late).catch(ignore)
    acquirer.dispatch({ type: 'forgotten' })
    provider.forget()
    await sharing.settled()
  }
  const status = (): PagamioAuthStatus =>
    statusOf(acquirer.state, {
      account: account(),
      environment: baseUrl.host,
      waiting: acquirer.waiters.callers,
      store: sharing.state(),
      budget: {
        login: budget.endpoint(origin, 'login').status(),
        refresh: budget.endpoint(origin, 'refresh').status(),
      },
      clock,
    })
  const restore = async () => {
    const failed = await acquirer.restore()
    if (failed) throw errorOf(failed)
    return status()
  }
  const auth: PagamioAuth = {
    ...source,
    fetch: createAuthorizedFetch(source, fetch),
    pace: pacer.pace,
    profile: async (options) => (await provider.getToken(options)).profile,
    setCredentials: (next) => acquirer.replaceCredentials(next),
    status,
    restore: () => awaited(restore()),
    subscribe: listeners.subscribe,
    close: () => awaited(close()),
    [Symbol.asyncDispose]: () => awaited(close()),
  }
  return { auth, anchor: acquirer, state: () => acquirer.state }
}
