import type { Credentials } from '@pagamio/auth-core'

/** Merchants with a shop of their own beside ours: by their ids at Pagamio, with the credentials of each. */
export type Merchants = Readonly<Record<string, Credentials>>

/** Nobody of that name has a shop here. */
export class UnknownMerchant extends Error {}

/**
 * The merchant whose shop a visitor has asked for: a pool would make an instance for any name.
 * @throws UnknownMerchant
 */
export function knownMerchant(merchants: Merchants, name: string): string {
  if (!Object.hasOwn(merchants, name)) throw new UnknownMerchant(name)
  return name
}

/** Where the shop of a merchant is; ours is at the root. */
export function shopPathOf(merchant?: string): string {
  return merchant === undefined ? '' : `/shops/${encodeURIComponent(merchant)}`
}

/** The API's list of the products that are activated for a merchant. */
export function productsPathOf(merchant: string): string {
  return `/merchants/${encodeURIComponent(merchant)}/products`
}
