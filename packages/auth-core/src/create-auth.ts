import { CredentialSource, type CredentialsOption } from './acquire/credentials.ts'
import { Pilot } from './acquire/pilot.ts'
import { CALL_DEADLINE_MS, TokenEndpoint } from './acquire/token-endpoint.ts'
import { TokenManager } from './acquire/token-manager.ts'
import { createAuthorizedFetch } from './attach/authorized-fetch.ts'
import { ownership } from './attach/owned-url.ts'
import type { TokenSource } from './attach/send-authorized.ts'
import { createEmitter, ignore, type Listener, Listeners } from './observe/events.ts'
import { fingerprint } from './observe/fingerprint.ts'
import type { PagamioAuthStatus } from './observe/status.ts'
import { type PagamioAuthOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import { startTimer } from './platform/clock.ts'
import type { FetchLike } from './platform/fetch-like.ts'
import { StoreCircuit } from './share/store-circuit.ts'
import { TokenShelf } from './share/store-session.ts'
import { momentOf, phaseOf } from './token/held-token.ts'
import { isRejected } from './token/rejection.ts'
import { emptyState, type TokenState } from './token/token-state.ts'

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
  /** Replaces the credentials at once; a refusal is lifted, and a login under way with the old ones changes nothing. */
  setCredentials(credentials: CredentialsOption): void
  /** State, expiry and budget, without a secret and without a call. */
  status(): PagamioAuthStatus
  /**
   * Takes over what the store holds, the token set or a refusal, without a call to Pagamio: for tools and health checks
   * of a process that has sent nothing yet. A store that fails changes nothing.
   * @throws PagamioAuthError `credentials_unavailable`, or `invalid_credentials` where a function gives those again that
   *   were refused
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
  return assembleAuth(resolved, { circuit: new StoreCircuit(resolved.clock), audiences: [] }).auth
}

/** What instances may have in common: a store that fails for one fails for all, and somebody may listen to all. */
export interface Common {
  readonly circuit: StoreCircuit
  readonly audiences: readonly Listeners[]
}

/** Wires the parts for one set of credentials. */
export function assembleAuth(
  options: ResolvedOptions,
  { circuit, audiences }: Common,
): { readonly auth: PagamioAuth; readonly state: TokenState } {
  const { baseUrl, store, key, timeoutMs, budget, waitUntil, fetch, clock, random, ...rest } = options
  const origin = baseUrl.origin
  const credentials = new CredentialSource(rest.credentials, clock)
  const account = () => (credentials.username === undefined ? 'unknown' : fingerprint(origin, credentials.username))
  const listeners = new Listeners()
  const emit = createEmitter([listeners, ...audiences], () => ({ account: account(), at: clock.now() }))
  const shelf = new TokenShelf({ store, circuit, origin: baseUrl.href, key, clock, emit })
  const state = emptyState()
  const endpoint = new TokenEndpoint(baseUrl, fetch, clock)
  const pilot = new Pilot({
    state,
    credentials,
    shelf,
    clock,
    budget,
    origin,
    endpoint,
    emit,
    random,
    jitter: random(),
  })
  const untilSaved = (flight: Promise<unknown>) => waitUntil(flight.then(() => shelf.settled()).catch(ignore))
  const manager = new TokenManager({
    state,
    credentials,
    clock,
    pilot: pilot.fly,
    emit,
    timeoutMs,
    waitUntil: untilSaved,
  })
  const source: TokenSource = {
    getToken: manager.getToken,
    owns: ownership(baseUrl).owns,
    baseUrl: baseUrl.href.replace(/\/$/, ''),
  }
  /** Everything underneath has timers that keep no process alive: whoever awaits this one must not be left behind. */
  const awaited = async <T>(work: Promise<T>): Promise<T> => {
    const cancel = startTimer(clock, CALL_DEADLINE_MS, ignore)
    return work.finally(cancel)
  }
  const close = () =>
    awaited(
      manager
        .close(CLOSE_MS)
        .then(() => shelf.settled())
        .then(ignore),
    )
  const status = (): PagamioAuthStatus => {
    const now = momentOf(clock)
    const { held, flight, trouble, rejection, closed } = state
    const refusal = credentials.refusalNow()
    const phase = held ? phaseOf(held, now) : 'empty'
    const inTrouble = trouble !== undefined && now.mono < trouble.until
    const lives = phase === 'fresh' || phase === 'renew_ahead' || (phase === 'must_renew' && inTrouble)
    const usable = !closed && lives && held !== undefined && (inTrouble || !isRejected(rejection, held.set))
    const login = budget.endpoint(origin, 'login').status()
    const refresh = budget.endpoint(origin, 'refresh').status()
    const next = held?.set.refreshToken === undefined ? login : refresh
    const troubleMs = trouble ? Math.max(0, Math.ceil(trouble.until - now.mono)) : 0
    const error = refusal ?? trouble?.error
    return {
      account: account(),
      environment: baseUrl.host,
      state: closed ? 'closed' : refusal && !usable ? 'refused' : phase,
      usable,
      acquiring: flight !== undefined,
      waiting: flight?.waiting ?? 0,
      expiresAt: held?.token.expiresAt,
      generation: held?.set.generation,
      nextAcquisitionInMs: Math.max(troubleMs, next.nextInMs),
      trouble: error && { code: error.code, retryAfterMs: refusal ? undefined : troubleMs },
      store: shelf.state,
      budget: { login, refresh },
    }
  }
  const auth: PagamioAuth = {
    ...source,
    fetch: createAuthorizedFetch(source, fetch),
    setCredentials: (next) => manager.replaceCredentials(next),
    status,
    restore: () => awaited(pilot.restore().then(status)),
    subscribe: listeners.subscribe,
    close,
    [Symbol.asyncDispose]: close,
  }
  return { auth, state }
}
