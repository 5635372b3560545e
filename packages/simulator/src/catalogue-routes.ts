import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type { Account } from './accounts.ts'
import { requireToken } from './bearer.ts'
import { categories } from './categories.ts'
import { refuse } from './error-answers.ts'
import type { ApiEnv } from './exchange.ts'
import { productsOf } from './products.ts'

/** One page of the docs has POST for the categories, the samples GET: both are answered. */
export const catalogueRoutes = new Hono<ApiEnv>()
  .on(['GET', 'POST'], '/products/categories', requireToken, () => Response.json(categories))
  .get('/merchants/:id/products', requireToken, (c) => products(c, 'merchant', c.req.param('id')))
  .get('/sub-merchants/:id/products', requireToken, (c) => products(c, 'sub-merchant', c.req.param('id')))

/** An account sees its own products, and a merchant those of its sub-merchants. */
function products(c: Context<ApiEnv>, kind: Account['kind'], id: string): Response {
  const caller = c.get('account')
  const owner = c.env.server.accounts.withId(caller.environment, kind, id)
  if (!owner) return refuse(404, '1404')
  if (owner !== caller && owner.parentId !== caller.id) return refuse(403, '1105')
  return Response.json(pageOf(productsOf(owner), c.req.query('page'), c.req.query('size')))
}

function pageOf<Item>(items: readonly Item[], page: string | undefined, size: string | undefined): object {
  const length = Math.max(1, wholeNumber(size, 20))
  const index = wholeNumber(page, 0)
  return {
    content: items.slice(index * length, (index + 1) * length),
    page: index,
    size: length,
    totalElements: items.length,
    totalPages: Math.ceil(items.length / length),
  }
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : otherwise
}
