import type { CredentialsOption } from '../acquire/credentials-option.ts'
import { invalidOption } from '../errors/errors.ts'
import { type Budget, type BudgetLimits, createBudget, sharedBudget } from '../limit/budget.ts'
import { type Clock, platformClock } from '../platform/clock.ts'
import type { FetchLike } from '../platform/fetch-like.ts'
import { ignore } from '../platform/ignore.ts'
import { own } from '../platform/own.ts'
import { sharingMethods, type TokenStore } from '../share/token-store.ts'
import { type Renewal, renewalManner } from '../token/renewal-windows.ts'
import { allowInsecureHttp, type Environment, resolveBaseUrl } from './base-url.ts'
import { type Seams, seamsOf } from './seams.ts'
import { resolveKeys, type StoreKey } from './store-key.ts'

/**
 * Allows construction in a browser. Anybody who opens the page can read the merchant's password.
 * @deprecated It stays, but it is dangerous: marked so that editors strike it through.
 */
export const allowBrowser: unique symbol = Symbol.for('@pagamio/auth-core/allowBrowser')

/** The options of {@link createPagamioAuth}. The object is read once and never changed. */
export interface PagamioAuthOptions {
  /**
   * One of Pagamio's environments. Give exactly one of `environment` and `baseUrl`. There is no default, so that no
   * program reaches production by accident.
   * @example environment: 'sandbox'
   */
  readonly environment?: Environment | undefined
  /**
   * Another address of the API: https, or plain http on loopback. User info, query and hash are refused.
   * @example baseUrl: simulator.url
   */
  readonly baseUrl?: string | URL | undefined
  /**
   * Username and password, or an async function that fetches them. The function is called for each acquisition, with a
   * signal, and may take up to 30 s. If it fails, the next acquisition calls it again. A refresh does not need it.
   * @example credentials: async () => vault.read('pagamio')
   */
  readonly credentials: CredentialsOption
  /**
   * Shares encrypted token sets with other instances and processes. If the store is slow or fails, the instance goes on
   * without it.
   * @default none: the token set is kept in this instance only
   * @example store: memoryStore()
   */
  readonly store?: TokenStore | undefined
  /**
   * Encrypts token sets in the store: 32 bytes, or the same as base64. Every process that shares needs the same key.
   * Without one, weak passwords can be guessed from a stolen store. Make one with `openssl rand -base64 32` or
   * `pagamio key new`.
   *
   * A list reads under all of its keys and writes under the first. To change a key without a login, set `[old, new]` in
   * every process, then `[new, old]`, and a week later `new`.
   * @default a key derived from the password; a pool with a store needs one
   * @example key: storeKeyFromEnv() // PAGAMIO_STORE_KEY
   * @example key: [oldKey, newKey]
   */
  readonly key?: StoreKey | readonly StoreKey[] | undefined
  /**
   * When a token is renewed. `ahead`: in the background, from five minutes before its end. `inline`: in its last
   * minute, while a caller waits, for runtimes that freeze between requests (Lambda). The caller waits 5 s at most, and
   * then gets the living token. Its promise settles when the store has everything. The answer of a call that was frozen
   * counts as lost.
   * @default 'ahead'
   * @example renewal: 'inline'
   */
  readonly renewal?: Renewal | undefined
  /**
   * Milliseconds a caller waits for a token, in `fetch` too. `0` means: no wait. The acquisition itself goes on.
   * @default 30_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * The limits of the token endpoint for this process. They count for each IP address, so all merchants of a pool share
   * one set. Purchases count for each account. If your account has other limits than the documented ones, set them
   * here.
   * @default 5 logins and 10 refreshes in any 60 s for one IP address, and 10 purchases for one account: the vendor's
   *   documented defaults
   * @example limits: { logins: 20 } // as agreed with the account manager
   * @example limits: { share: 4 } // four processes behind one address
   */
  readonly limits?: BudgetLimits | undefined
  /**
   * A budget to share with the other instances that you give it to.
   * @default one budget per origin for the whole process; an instance with its own `clock` has its own
   */
  readonly budget?: Budget | undefined
  /**
   * Keeps background work running after the response, on runtimes that need it (Workers).
   * @default nothing
   * @example import { waitUntil } from 'cloudflare:workers'
   */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined
  /**
   * Used for all requests, `/auth/*` included.
   * @default the global `fetch`, looked up at each call
   */
  readonly fetch?: FetchLike | undefined
  /** @default the platform's clocks */
  readonly clock?: Clock | undefined
  /**
   * Numbers in [0, 1), for jitter.
   * @default Math.random
   */
  readonly random?: (() => number) | undefined
  /** @deprecated Dangerous: see {@link allowInsecureHttp}. */
  readonly [allowInsecureHttp]?: boolean | undefined
  /** @deprecated Dangerous: see {@link allowBrowser}. */
  readonly [allowBrowser]?: boolean | undefined
}

/** The same, with nothing optional left. */
export interface ResolvedOptions {
  readonly baseUrl: URL
  readonly credentials: CredentialsOption
  readonly store: TokenStore | undefined
  /** None, where the key comes from the password. The first one writes. */
  readonly keys: readonly Uint8Array<ArrayBuffer>[]
  readonly renewal: Renewal
  readonly timeoutMs: number
  readonly budget: Budget
  readonly waitUntil: (promise: Promise<unknown>) => void
  readonly fetch: FetchLike
  readonly clock: Clock
  readonly random: () => number
  readonly seams: Seams
}

/** @throws PagamioAuthError `invalid_options` or `insecure_url`, naming the option and what it should be */
export function resolveOptions(given: PagamioAuthOptions): ResolvedOptions {
  if (typeof given !== 'object' || given === null) throw invalidOption('options', 'should be an object')
  const options: PagamioAuthOptions = own(given)
  if (inBrowser() && options[allowBrowser] !== true) {
    throw invalidOption(
      'allowBrowser',
      'is not set, and merchant passwords do not belong in a browser: call Pagamio from your server',
    )
  }
  const { renewal = 'ahead', timeoutMs = 30_000, store, clock, limits = {}, budget } = options
  if (!Object.hasOwn(renewalManner, renewal)) throw invalidOption('renewal', "should be 'ahead' or 'inline'")
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 0))
    throw invalidOption('timeoutMs', 'should be a number of milliseconds, 0 or more')
  if (typeof limits !== 'object' || limits === null)
    throw invalidOption('limits', 'should be an object: { logins, refreshes, purchases, windowMs, share }')
  requireMethods('budget', budget, ['endpoint', 'purchases'])
  if (budget && options.limits)
    throw invalidOption('limits', 'belongs to the budget where one is given: createBudget({ limits })')
  for (const name of ['fetch', 'random', 'waitUntil'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw invalidOption(name, 'should be a function')
  }
  if (options.fetch === undefined && typeof globalThis.fetch !== 'function')
    throw invalidOption(
      'fetch',
      "is needed where there is no global one, as in Jest's jsdom environment: use its node environment, or pass one",
    )
  requireMethods('store', store, ['get', 'setIfNewer', 'delete'])
  if (sharingMethods.some((name) => name in (store ?? {}))) requireMethods('store', store, sharingMethods)
  requireMethods('clock', clock, ['now', 'monotonic', 'setTimeout', 'clearTimeout'])
  return {
    baseUrl: resolveBaseUrl(options, options[allowInsecureHttp] === true),
    credentials: options.credentials,
    store,
    keys: resolveKeys(options.key),
    renewal,
    timeoutMs,
    budget: budget ?? (clock ? createBudget({ limits, clock }) : sharedBudget(limits)),
    waitUntil: options.waitUntil ?? ignore,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    clock: clock ?? platformClock,
    random: options.random ?? Math.random,
    seams: seamsOf(options),
  }
}

function requireMethods(option: string, value: object | undefined, methods: readonly string[]): void {
  if (value === undefined) return
  const missing = methods.filter((name) => typeof (value as Record<string, unknown> | null)?.[name] !== 'function')
  if (missing.length > 0)
    throw invalidOption(option, `should have the methods ${methods.join(', ')}; missing: ${missing.join(', ')}`)
}

interface Platform {
  readonly window?: { readonly document?: unknown }
  readonly WorkerGlobalScope?: unknown
  readonly navigator?: { readonly userAgent?: string }
  readonly process?: {
    readonly versions?: { readonly node?: string }
    readonly type?: string
    readonly browser?: boolean
  }
}

function inBrowser(): boolean {
  const { window, WorkerGlobalScope, navigator, process } = globalThis as Platform
  // A test runner gives a server's process a document. A page of Electron, and a bundler's stand-in for `process`, say so.
  if (process?.versions?.node && process.type !== 'renderer' && process.browser !== true) return false
  if (window?.document !== undefined) return true
  return WorkerGlobalScope !== undefined && /Mozilla/.test(navigator?.userAgent ?? '')
}
