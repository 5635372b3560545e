import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { requireToken } from '../bearer.ts'
import { accessDenied, notFound } from '../error-answers.ts'
import type { ApiEnv } from '../exchange.ts'
import { brandRecords } from './brands.ts'
import { categories, categoryRecord } from './categories.ts'
import { categoryProduct, ownProduct } from './product-forms.ts'
import { productsOf } from './products.ts'

/** Pages differ on the method; which of them is served is said where endpoints are told apart. */
const BOTH = ['GET', 'POST']

/** Bare arrays and objects, as each endpoint's own page shows them. */
export const catalogueRoutes = new Hono<ApiEnv>()
  .on(BOTH, '/products/categories', requireToken, () => Response.json(categories.map(categoryRecord)))
  .on(BOTH, '/products/categories/:id/fields', requireToken, (c) => {
    const found = categories.find(({ id }) => `${id}` === c.req.param('id'))
    if (!found) return notFound(c.env.entry)
    const { fields, receiptFields } = found
    return Response.json({ fields, receiptFields })
  })
  .on(BOTH, '/products/category/:id', requireToken, (c) => {
    const found = categories.find(({ id }) => `${id}` === c.req.param('id'))
    if (!found) return notFound(c.env.entry)
    const products = productsOf(c.get('account')).filter(({ category }) => category === found)
    return Response.json(products.map(categoryProduct))
  })
  .on(BOTH, '/lookups/brands', requireToken, () => Response.json(brandRecords))
  .get('/merchants/:id/products', requireToken, (c) => ownProducts(c, 'merchant', c.req.param('id')))
  .get('/sub-merchants/:id/products', requireToken, (c) => ownProducts(c, 'sub-merchant', c.req.param('id')))

/** An account sees its own products and nobody else's, be it parent or child. */
function ownProducts(c: Context<ApiEnv>, kind: 'merchant' | 'sub-merchant', id: string): Response {
  const account = c.get('account')
  if (account.kind !== kind || account.id !== id) return accessDenied(403)
  return Response.json(productsOf(account).map(ownProduct))
}
