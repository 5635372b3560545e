import { type FetchLike, isPagamioAuthError } from '@pagamio/auth-core'
import { type Context, Hono } from 'hono'
import { readOrder } from './order.ts'
import { shopPage, transactionPage } from './pages.ts'
import { askUpstream, UpstreamError } from './upstream-answer.ts'

/** The shop, on whatever `fetch` carries the token. */
export function createShop({ fetch }: { fetch: FetchLike }): Hono {
  const shop = new Hono()
  const categories = () => askUpstream(fetch, '/products/categories')

  shop.get('/', async (c) => c.html(shopPage(await categories())))

  shop.get('/categories', async (c) => c.json(await categories()))

  shop.post('/airtime', async (c) => {
    const form = !c.req.header('content-type')?.includes('json')
    const order = readOrder(await (form ? c.req.parseBody() : c.req.json()).catch(() => undefined))
    if (typeof order === 'string') return c.json({ error: 'bad_order', message: order }, 400)
    // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
    c.header('merchant-reference', order.merchantReference)
    const sale = await askUpstream(fetch, '/purchase', order)
    if (form && 'transactionId' in sale) return c.redirect(`/transactions/${sale.transactionId}`, 303)
    return c.json(sale)
  })

  shop.get('/transactions/:id', async (c) => {
    const transaction = await askUpstream(fetch, '/transactions', { transactionId: c.req.param('id') })
    return c.req.header('accept')?.includes('text/html') ? c.html(transactionPage(transaction)) : c.json(transaction)
  })

  shop.onError(answerError)
  return shop
}

/** Trouble between us and Pagamio is never our visitor's 401. */
function answerError(error: Error, c: Context): Response {
  if (error instanceof UpstreamError) return c.json({ error: 'upstream', message: error.message }, 502)
  if (!isPagamioAuthError(error)) return c.json({ error: 'internal', message: 'Something broke in the shop' }, 500)
  const { code, message, retryAfterMs } = error
  if (retryAfterMs === undefined) return c.json({ error: code, message }, 502)
  c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  return c.json({ error: code, message }, 503)
}
