import type { EndpointStatus } from '../limit/endpoint-status.ts'
import type { Subscribe } from '../observe/events.ts'
import type { Health } from '../observe/status.ts'
import type { StoreStatus } from '../observe/store-status.ts'
import type { PagamioAuthOptions } from '../options/options.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import type { Credentials, RotatingCredentials } from '../vendor/credentials.ts'
import type { PooledMerchant } from './pooled-merchant.ts'

/** What `createPagamioAuthPool` takes: the options of one instance, with credentials by merchant. */
export interface PagamioAuthPoolOptions extends Omit<PagamioAuthOptions, 'credentials'> {
  /**
   * The credentials of one merchant. It is called within an acquisition, like a credentials function. If it fails, that
   * merchant's callers get `credentials_unavailable`, and the next acquisition calls it again.
   * @example credentialsFor: (merchant) => vault.read(`pagamio/${merchant}`)
   */
  readonly credentialsFor: (
    merchant: string,
    call: { readonly signal: AbortSignal },
  ) => Credentials | RotatingCredentials | Promise<Credentials | RotatingCredentials>
  /**
   * How many idle merchants are kept. Above that, the least recently used are dropped; their next call costs a read of
   * the store or an acquisition.
   * @default 10_000
   */
  readonly maxIdle?: number | undefined
}

/** The pool at a glance: numbers only, no merchant's name and no secret. */
export interface PagamioAuthPoolStatus {
  /** When this was so, wall-clock milliseconds of the pool's clock. */
  readonly at: number
  readonly closed: boolean
  readonly environment: string
  /** Merchants held now. */
  readonly merchants: number
  /** Merchants with a token that can be used at once. */
  readonly usable: number
  /** Merchants with an acquisition that is under way or waits for its turn. */
  readonly acquiring: number
  /** Merchants whose last acquisition failed. */
  readonly inTrouble: number
  /** `degraded` while a merchant is in trouble, `down` while all are and none has a token that can be used. */
  readonly health: Health
  /** How many merchants one address carries on refresh: the limit a minute, times 25 minutes. */
  readonly sustainable: number
  readonly budget: { readonly login: EndpointStatus; readonly refresh: EndpointStatus }
  /** `undefined` without a store. */
  readonly store: StoreStatus | undefined
}

/**
 * Many merchants behind one address: one instance for each, created when you ask for it, over one budget and one store.
 */
export interface PagamioAuthPool extends AsyncDisposable {
  /**
   * The instance of one merchant: the same one as long as your code holds it.
   * @throws PagamioAuthError `invalid_options` for an empty name, `closed` after `close()`
   * @example await pool.for('M-1001').fetch('/products/categories')
   */
  for(merchant: string): PagamioAuth
  /** Numbers over all merchants held, without a call. */
  status(): PagamioAuthPoolStatus
  /** The merchants held, without a call: for inspectors. The one that was used longest ago comes first. */
  merchants(): readonly PooledMerchant[]
  /**
   * Calls a listener with the events of every merchant. `account` distinguishes them, as in
   * `pool.for(merchant).status().account`.
   */
  readonly subscribe: Subscribe
  /** Closes every instance. */
  close(): Promise<void>
}
