import type { PagamioAuth, PagamioAuthPool } from '@pagamio/auth-core'
import { knownMerchant, type Merchants } from './merchants.ts'
import type { Ask } from './upstream-answer.ts'

/** The shops that sell here: ours is one, and each merchant has another. */
export interface Sellers {
  /** The merchants' names. */
  readonly merchants: readonly string[]
  /**
   * What asks Pagamio with the token of this merchant; without one, with ours.
   * @param visitor aborts when the visitor has left
   * @throws UnknownMerchant before Pagamio is asked anything
   */
  ask(visitor: AbortSignal, merchant?: string): Ask
}

/** What they sell on. */
export interface Accounts {
  readonly own: Ask
  readonly pool: Pick<PagamioAuthPool, 'for'>
  readonly merchants: Merchants
  /** The client of the build, on the instance of a merchant. */
  askWith(auth: PagamioAuth): Ask
}

export function createSellers({ own, pool, merchants, askWith }: Accounts): Sellers {
  return {
    merchants: Object.keys(merchants),
    ask(visitor, merchant) {
      const ask = merchant === undefined ? own : askWith(pool.for(knownMerchant(merchants, merchant)))
      return (path, body) => ask(path, body, visitor)
    },
  }
}
