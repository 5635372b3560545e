import type { PanelSource } from '@pagamio/panel'
import type { ShopOptions } from './shop-options.ts'

/** The shop, built and not open yet. */
export interface Shop {
  /**
   * Opens on this address; port 0 is any free one.
   * @returns the URL
   */
  listen(port: number, host: string): Promise<string>
  /** Its tokens, by name: what a panel shows. */
  readonly shown: Readonly<Record<string, PanelSource>>
  /** Lets the visitors inside finish, and waits for what the tokens' upkeep has under way. */
  close(): Promise<void>
}

/** One way to build the shop: another framework or client, the same routes and answers. */
export type Build = (options: ShopOptions) => Promise<Shop>
