import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createPagamioAuth, logEvents, type PagamioAuth } from '@pagamio/auth-core'
import { Hono } from 'hono'
import type { Build } from '../build.ts'
import { askWithFetch } from '../clients/fetch.ts'
import { serverShop } from '../node-server.ts'
import { readOrder } from '../order.ts'
import { shopPage, transactionPage } from '../pages.ts'
import { troubleOf } from '../trouble.ts'
import { askUpstream } from '../upstream-answer.ts'

/** Hono, on Node. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const auth = createPagamioAuth(pagamio)
  logEvents(auth, log)
  const { fetch } = createShop(auth, onError)
  return serverShop(createAdaptorServer({ fetch }) as Server, auth.close)
}

/** The shop as a Hono application: it needs no port. */
export function createShop(auth: Pick<PagamioAuth, 'fetch'>, onError: (error: unknown) => void = () => {}): Hono {
  const shop = new Hono()
  const ask = askWithFetch(auth.fetch)

  shop.get('/', async (c) => c.html(shopPage(await askUpstream(ask, '/products/categories'))))

  shop.get('/categories', async (c) => c.json(await askUpstream(ask, '/products/categories')))

  shop.post('/airtime', async (c) => {
    const { order, form } = readOrder(await c.req.text(), c.req.header('content-type'))
    // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
    c.header('merchant-reference', order.merchantReference)
    const sale = await askUpstream(ask, '/purchase', order)
    if (form && 'transactionId' in sale) return c.redirect(`/transactions/${sale.transactionId}`, 303)
    return c.json(sale)
  })

  shop.post('/purchase', async (c) => c.json(await askUpstream(ask, '/purchase', c.req.raw.body ?? undefined)))

  shop.get('/transactions/:id', async (c) => {
    const transaction = await askUpstream(ask, '/transactions', { transactionId: c.req.param('id') })
    return c.req.header('accept')?.includes('text/html') ? c.html(transactionPage(transaction)) : c.json(transaction)
  })

  shop.onError((error, c) => {
    onError(error)
    const { status, headers, body } = troubleOf(error)
    return c.json(body, status, headers)
  })
  return shop
}
