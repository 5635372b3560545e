import type { PagamioAuthPool } from '@pagamio/auth-core'
import { pagamio } from '@pagamio/hono'
import { Hono } from 'hono'
import { askWithFetch } from '../clients/fetch.ts'
import { knownMerchant, type Merchants, productsPathOf } from '../merchants.ts'
import { merchantPage, wantsPage } from '../pages.ts'
import { askUpstream } from '../upstream-answer.ts'
import { till } from './till.ts'

/** Who sells beside us, and whose tokens they sell with. */
export interface Market {
  readonly merchants: Merchants
  readonly pool: PagamioAuthPool
}

/** The shops of the merchants, below `/:merchant`. */
export function merchantShops({ merchants, pool }: Market) {
  return new Hono()
    .use('/:merchant/*', pagamio(pool, { merchant: (c) => knownMerchant(merchants, c.req.param('merchant') ?? '') }))

    .get('/:merchant/products', async (c) => {
      const merchant = c.req.param('merchant')
      const products = await askUpstream(askWithFetch(c.var.pagamio.fetch, c.req.raw.signal), productsPathOf(merchant))
      return wantsPage(c.req.header('accept')) ? c.html(merchantPage(merchant, products)) : c.json(products)
    })

    .route('/:merchant', till)
}
