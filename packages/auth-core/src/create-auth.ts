import { Acquirer } from './acquire/acquirer.ts'
import { CredentialSource } from './acquire/credentials.ts'
import { TokenProvider } from './acquire/get-token.ts'
import { Pacer } from './acquire/pacer.ts'
import { TokenEndpoint } from './acquire/token-endpoint.ts'
import { createAuthorizedFetch } from './attach/authorized-fetch.ts'
import { ownership } from './attach/owned-url.ts'
import type { TokenSource } from './attach/send-authorized.ts'
import { errorOf } from './errors/failure.ts'
import { lateAuth } from './late-auth.ts'
import { lateSharing, type StoreCommon } from './late-sharing.ts'
import { createEmitter, Listeners } from './observe/events.ts'
import { fingerprint } from './observe/fingerprint.ts'
import { type PagamioAuthStatus, statusOf } from './observe/status.ts'
import { type PagamioAuthOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import type { PagamioAuth } from './pagamio-auth.ts'
import { startTimer } from './platform/clock.ts'
import { withDeadline } from './platform/deadline.ts'
import { ignore } from './platform/ignore.ts'
import { emptyState, type State } from './token/state.ts'
import { CALL_DEADLINE_MS } from './token/steps.ts'
import { pagamio } from './vendor/pagamio.ts'
import { type TokenApi } from './vendor/token-api.ts'

const CLOSE_MS = 5_000

/**
 * Valid tokens for one merchant with the fewest possible calls: acquired once for any number of callers, renewed before
 * they run out, kept within the limits of the token endpoint.
 * @param options or a function that gives them, for programs that are built where no secret is: it is called once, when
 *   the instance is first used, and again only after it threw. What is wrong with them is thrown there. Neither
 *   `subscribe` nor `close` calls it
 * @throws PagamioAuthError `invalid_options` or `insecure_url`
 * @example
 * const pagamio = createPagamioAuth({ environment: 'sandbox', credentials: { username, password } })
 * const response = await pagamio.fetch('/products/categories')
 * @example const pagamio = createPagamioAuth(() => optionsFromEnv()) // at module level, with Next.js
 */
export function createPagamioAuth(options: PagamioAuthOptions | (() => PagamioAuthOptions)): PagamioAuth {
  const make = (given: PagamioAuthOptions, audiences: readonly Listeners[]) =>
    assembleAuth(resolveOptions(given), { store: { circuit: undefined }, audiences }).auth
  return typeof options === 'function' ? lateAuth(options, make) : make(options, [])
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
  const { baseUrl, renewal, timeoutMs, budget, fetch, clock, random, waitUntil, seams } = options
  const { origin } = baseUrl
  const credentials = new CredentialSource(options.credentials, clock)
  const account = () => (credentials.known ? fingerprint(origin, credentials.known.username) : 'unknown')
  const listeners = new Listeners()
  const emit = createEmitter([listeners, ...audiences], () => ({ account: account(), at: clock.now() }))
  const sharing = lateSharing(options, store, emit)
  const acquirer = new Acquirer({
    state: emptyState({ store: sharing.kind, renewal, jitter: random() }, credentials.isFunction),
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
  const provider = new TokenProvider({ acquirer, clock, timeoutMs, authorization: api.authorization, emit })
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
