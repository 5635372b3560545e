import { Acquirer } from './acquire/acquirer.ts'
import { CredentialSource } from './acquire/credentials.ts'
import type { CredentialsOption } from './acquire/credentials-option.ts'
import { TokenProvider } from './acquire/get-token.ts'
import type { Merchant } from './acquire/merchant.ts'
import { Pacer } from './acquire/pacer.ts'
import { TokenEndpoint } from './acquire/token-endpoint.ts'
import { createAuthorizedFetch } from './attach/authorized-fetch.ts'
import { type Ownership, ownership } from './attach/owned-url.ts'
import { errorOf } from './errors/failure.ts'
import { lateAuth } from './late-auth.ts'
import { lateSharing, type StoreCommon, storeKind } from './late-sharing.ts'
import { createEmitter, Listeners } from './observe/events.ts'
import { accountOf } from './observe/fingerprint.ts'
import { OwnSteps } from './observe/own-steps.ts'
import { type PagamioAuthStatus, statusOf } from './observe/status.ts'
import { STEPS, type StepSource } from './observe/step-source.ts'
import { type PagamioAuthOptions, type ResolvedOptions, resolveOptions } from './options/options.ts'
import type { PagamioAuth } from './pagamio-auth.ts'
import { awaited } from './platform/awaited.ts'
import { momentOf } from './platform/clock.ts'
import { withDeadline } from './platform/deadline.ts'
import type { FetchLike } from './platform/fetch-like.ts'
import { ignore } from './platform/ignore.ts'
import type { Turns } from './platform/turns.ts'
import { emptyState, type Rules } from './token/state.ts'
import { CALL_DEADLINE_MS } from './token/steps.ts'
import { pagamio } from './vendor/pagamio.ts'
import type { TokenApi } from './vendor/token-api.ts'

const CLOSE_MS = 5_000

/**
 * Valid tokens for one merchant with few calls: acquired once for any number of callers, renewed before they end,
 * within the limits of the token endpoint.
 * @param options or a function that returns them, for programs that are built without secrets. It is called once, at
 *   first use, and again only if it threw. Invalid options throw there. `subscribe` and `close` do not call it
 * @throws PagamioAuthError `invalid_options` or `insecure_url`
 * @example
 * const pagamio = createPagamioAuth({ environment: 'sandbox', credentials: { username, password } })
 * const response = await pagamio.fetch('/products/categories')
 * @example const pagamio = createPagamioAuth(() => optionsFromEnv()) // at module level, with Next.js
 */
export function createPagamioAuth(options: PagamioAuthOptions | (() => PagamioAuthOptions)): PagamioAuth {
  const make = (given: PagamioAuthOptions, audiences: readonly Listeners[]) => {
    const resolved = resolveOptions(given)
    return assembleAuth(resolved, commonOf(resolved, audiences))
  }
  return typeof options === 'function' ? lateAuth(options, make) : make(options, [])
}

/** What the instances of a pool have in common. */
export interface Common {
  readonly pool: { readonly closed: boolean }
  readonly origin: string
  /** A credentials function is called in one of these. */
  readonly turns: Turns | undefined
  /** One that fails for one fails for all. */
  readonly store: StoreCommon
  /** The listeners to all instances. */
  readonly audiences: readonly Listeners[]
  readonly api: TokenApi
  readonly endpoint: TokenEndpoint
  readonly owned: Ownership
}

export const commonOf = (
  { baseUrl, fetch, clock }: ResolvedOptions,
  audiences: readonly Listeners[],
  api: TokenApi = pagamio,
): Common => ({
  pool: { closed: false },
  origin: baseUrl.origin,
  turns: undefined,
  store: { circuit: undefined },
  audiences,
  api,
  endpoint: new TokenEndpoint(api, baseUrl, fetch, clock),
  owned: ownership(baseUrl),
})

/** @param jitter see `RenewalRules` */
export const rulesOf = ({ store, renewal }: ResolvedOptions, jitter: number): Rules => ({
  store: storeKind(store),
  renewal,
  jitter,
})

/** A merchant without a token, and without anything known of its account. */
export const newMerchant = (rules: Rules, credentials: CredentialsOption): Merchant => ({
  state: emptyState(rules, typeof credentials === 'function'),
  known: undefined,
})

/** Wires the parts for one merchant. What is to outlive them is kept with the merchant. */
export function assembleAuth(
  options: ResolvedOptions,
  common: Common,
  merchant = newMerchant(rulesOf(options, options.random()), options.credentials),
  option = options.credentials,
): PagamioAuth & StepSource {
  const { baseUrl, timeoutMs, budget, fetch, clock, random, waitUntil } = options
  const { pool, origin, audiences, api, endpoint, owned, turns } = common
  const credentials = new CredentialSource(merchant, option, clock, turns)
  const emit = createEmitter(merchant, audiences, origin, clock)
  const sharing = lateSharing(options, common.store, emit)
  const acquirer = new Acquirer({
    merchant,
    pool,
    credentials,
    sharing: sharing.ready,
    saved: sharing.settled,
    endpoint,
    budget,
    origin,
    clock,
    random,
    emit,
    waitUntil,
    audiences,
  })
  const provider = new TokenProvider({ acquirer, clock, timeoutMs, authorization: api.authorization, emit })
  const { getToken } = provider
  const steps = new OwnSteps(merchant)
  // Made when they are needed: a pool may hold thousands of instances that wait.
  let attaching: FetchLike | undefined
  let pacer: Pacer | undefined
  const pace: PagamioAuth['pace'] = async (what, paceOptions) => {
    merchant.purchases ??= budget.purchases()
    pacer ??= new Pacer({ limit: merchant.purchases, sharing: sharing.ready, credentials, getToken, clock, timeoutMs })
    return pacer.pace(what, paceOptions)
  }
  const status = (): PagamioAuthStatus =>
    statusOf(acquirer.current, {
      account: accountOf(origin, merchant.known),
      environment: baseUrl.host,
      waiting: acquirer.waiters.callers,
      store: sharing.status(),
      budget: {
        login: budget.endpoint(origin, 'login').status(),
        refresh: budget.endpoint(origin, 'refresh').status(),
      },
      now: momentOf(clock),
    })
  const restore = async () => {
    const failed = await awaited(clock, CALL_DEADLINE_MS, acquirer.restore())
    if (failed) throw errorOf(failed)
    return status()
  }
  const closed = async () => {
    const late = () => new Error('too slow')
    await withDeadline(clock, CLOSE_MS, () => acquirer.close(), late).catch(ignore)
    acquirer.dispatch({ type: 'forgotten' })
    provider.forget()
    await sharing.settled()
  }
  const close = () => awaited(clock, CALL_DEADLINE_MS, closed())
  // Member by member: with what is spread into it, it would take five times the memory.
  const auth: PagamioAuth & StepSource = {
    getToken,
    owns: owned.owns,
    baseUrl: owned.root,
    fetch: (input, init) => {
      attaching ??= createAuthorizedFetch({ getToken, owns: owned.owns, baseUrl: owned.root }, fetch, owned)
      return attaching(input, init)
    },
    pace,
    profile: async (options) => (await getToken(options)).profile,
    setCredentials: (next) => acquirer.replaceCredentials(next),
    status,
    restore,
    subscribe: steps.subscribe,
    close,
    [STEPS]: steps,
    [Symbol.asyncDispose]: close,
  }
  acquirer.owner = auth
  return auth
}
