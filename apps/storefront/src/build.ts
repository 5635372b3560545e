import type { EventLog, PagamioAuthOptions } from '@pagamio/auth-core'
import type { Merchants } from './merchants.ts'

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

/** The shop, built and not open yet. */
export interface Shop {
  /**
   * Opens on this address; port 0 is any free one.
   * @returns the URL
   */
  listen(port: number, host: string): Promise<string>
  /** Lets the visitors inside finish, and waits for what the tokens' upkeep has under way. */
  close(): Promise<void>
}

/** One way to build the shop: another framework or client, the same routes and answers. */
export type Build = (options: ShopOptions) => Promise<Shop>
