import type { PagamioAuthPool } from '@pagamio/auth-core'
import { pagamio } from '@pagamio/hono'
import { Hono } from 'hono'
import { merchantFront } from '../desk.ts'
import { knownMerchant, type Merchants } from '../merchants.ts'
import { send, visitOf } from './send.ts'
import { till } from './till.ts'

/** The merchants beside us, and the pool that has their tokens. */
export interface Market {
  readonly merchants: Merchants
  readonly pool: PagamioAuthPool
}

/** The shops of the merchants, below `/:merchant`. */
export function merchantShops({ merchants, pool }: Market) {
  return new Hono()
    .use('/:merchant/*', pagamio(pool, { merchant: (c) => knownMerchant(merchants, c.req.param('merchant') ?? '') }))
    .get('/:merchant/products', async (c) => send(c, await merchantFront(visitOf(c), c.req.param('merchant'))))
    .route('/:merchant', till)
}
