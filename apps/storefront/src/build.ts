import type { EventLog, PagamioAuthOptions } from '@pagamio/auth-core'

export interface ShopOptions {
  readonly pagamio: PagamioAuthOptions
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
