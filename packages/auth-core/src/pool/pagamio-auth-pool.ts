import type { EndpointStatus } from '../limit/endpoint-status.ts'
import type { Subscribe } from '../observe/events.ts'
import type { PagamioAuthOptions } from '../options/options.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import type { Credentials, RotatingCredentials } from '../vendor/credentials.ts'
import type { PooledMerchant } from './pooled-merchant.ts'

/** What `createPagamioAuthPool` takes: the options of one instance, with credentials by merchant. */
export interface PagamioAuthPoolOptions extends Omit<PagamioAuthOptions, 'credentials'> {
  /**
   * The credentials of one merchant, asked for within an acquisition as a credentials function is. Its failure is
   * `credentials_unavailable` for that merchant, and never remembered.
   * @example credentialsFor: (merchant) => vault.read(`pagamio/${merchant}`)
   */
  readonly credentialsFor: (
    merchant: string,
    call: { readonly signal: AbortSignal },
  ) => Credentials | RotatingCredentials | Promise<Credentials | RotatingCredentials>
  /**
   * How many merchants are held while nothing happens for them; beyond it, whoever was asked for longest ago is let go,
   * and costs a read of the store or an acquisition when he comes back.
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
  /** Those with a token that can be used at once. */
  readonly usable: number
  /** Those for whom an acquisition is under way, or waits for its turn. */
  readonly acquiring: number
  /** Those for whom the last acquisition brought nothing. */
  readonly inTrouble: number
  /** Merchants that one address keeps alive on refresh alone: the limit a minute, 25 minutes long. */
  readonly sustainable: number
  readonly budget: { readonly login: EndpointStatus; readonly refresh: EndpointStatus }
  readonly store: 'none' | 'working' | 'failing'
}

/** Many merchants behind one address: one instance for each, made when it is asked for, over one budget and one store. */
export interface PagamioAuthPool extends AsyncDisposable {
  /**
   * The instance of one merchant: always the same one while anybody holds on to it.
   * @throws PagamioAuthError `invalid_options` for an empty name, `closed` after `close()`
   * @example await pool.for('M-1001').fetch('/products/categories')
   */
  for(merchant: string): PagamioAuth
  /** Numbers over all merchants held, without a call. */
  status(): PagamioAuthPoolStatus
  /** The merchants held, without a call: for inspectors. The one that was used longest ago comes first. */
  merchants(): readonly PooledMerchant[]
  /** Hears the events of every merchant; `account` tells them apart, as in `pool.for(merchant).status().account`. */
  readonly subscribe: Subscribe
  /** Closes every instance. */
  close(): Promise<void>
}
