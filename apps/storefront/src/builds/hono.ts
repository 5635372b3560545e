import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createPagamioAuth, logEvents, type PagamioAuth, type PagamioAuthOptions } from '@pagamio/auth-core'
import { pagamio, pagamioProxy } from '@pagamio/hono'
import { type Context, Hono } from 'hono'
import type { Build } from '../build.ts'
import { answerOf, askWithFetch } from '../clients/fetch.ts'
import { healthOf } from '../health.ts'
import { serverShop } from '../node-server.ts'
import { readOrder } from '../order.ts'
import { shopPage, transactionPage } from '../pages.ts'
import { troubleOf } from '../trouble.ts'
import { askUpstream } from '../upstream-answer.ts'

/** Hono, on Node. */
export const build: Build = async (options) => {
  const auth = createPagamioAuth(options.pagamio)
  logEvents(auth, options.log)
  const { fetch } = createShop(auth, options.onError)
  return serverShop(createAdaptorServer({ fetch }) as Server, auth.close)
}

/** The shop as a Hono application: it needs no port, and on Workers its options come with the request. */
export function createShop(
  source: PagamioAuth | ((c: Context) => PagamioAuthOptions),
  onError: (error: unknown) => void = () => {},
) {
  const passOn = pagamioProxy({ allow: ['POST /purchase'] })

  const shop = new Hono()
    .use(pagamio(source))

    .get('/', async (c) =>
      c.html(shopPage(await askUpstream(askWithFetch(c.var.pagamio.fetch), '/products/categories'))),
    )

    .get('/categories', async (c) =>
      c.json(await askUpstream(askWithFetch(c.var.pagamio.fetch), '/products/categories')),
    )

    .post('/airtime', async (c) => {
      const { order, form } = readOrder(await c.req.text(), c.req.header('content-type'))
      // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
      c.header('merchant-reference', order.merchantReference)
      const sale = await askUpstream(askWithFetch(c.var.pagamio.fetch), '/purchase', order)
      if (form && 'transactionId' in sale) return c.redirect(`/transactions/${sale.transactionId}`, 303)
      return c.json(sale)
    })

    .post('/pagamio/*', async (c, next) => {
      const ask = async () => answerOf((await passOn(c, next)) as Response)
      return c.json(await askUpstream(ask, '/purchase'))
    })

    .get('/transactions/:id', async (c) => {
      const ask = askWithFetch(c.var.pagamio.fetch)
      const transaction = await askUpstream(ask, '/transactions', { transactionId: c.req.param('id') })
      return c.req.header('accept')?.includes('text/html') ? c.html(transactionPage(transaction)) : c.json(transaction)
    })

    .get('/health', (c) => {
      const { status, body } = healthOf(c.var.pagamio.status())
      return c.json(body, status)
    })

  return shop.onError((error, c) => {
    onError(error)
    const { status, headers, body } = troubleOf(error)
    return c.json(body, status, headers)
  })
}
