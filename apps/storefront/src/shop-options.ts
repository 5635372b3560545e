import type { Credentials, EventLog, PagamioAuthOptions, PagamioAuthPoolOptions } from '@pagamio/auth-core'
import { knownMerchant, type Merchants } from './merchants.ts'

export interface ShopOptions {
  readonly pagamio: PagamioAuthOptions
  /** Merchants with a shop of their own, `/shops/{merchant}`; none without it. */
  readonly merchants?: Merchants | undefined
  /** What seals the merchants' tokens in a `store` of `pagamio`. Without it they stay in the process. */
  readonly poolKey?: string | undefined
  /** Hears what happens behind the scenes, a line each. */
  readonly log: EventLog
  /** Hears every error that a visitor was told of. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** The pool of the merchants: as the shop's own instance is, with the credentials of each. */
export function poolOptionsOf({ pagamio, merchants = {}, poolKey: key }: ShopOptions): PagamioAuthPoolOptions {
  const { credentials, store, ...shared } = pagamio
  const credentialsFor = (merchant: string) => merchants[knownMerchant(merchants, merchant)] as Credentials
  return { ...shared, ...(key === undefined ? {} : { store, key }), credentialsFor }
}
