import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createPagamioAuth, logEvents, type PagamioAuth, type PagamioAuthOptions } from '@pagamio/auth-core'
import { type PagamioVariable, pagamio, pagamioProxy } from '@pagamio/hono'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Build } from '../build.ts'
import { answerOf, askWithFetch } from '../clients/fetch.ts'
import { healthOf } from '../health.ts'
import { serverShop } from '../node-server.ts'
import { readOrder } from '../order.ts'
import { shopPage, transactionPage, troublePage, wantsPage } from '../pages.ts'
import { notFound, type Trouble, troubleOf } from '../trouble.ts'
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
  onError?: (error: unknown) => void,
) {
  return createShopOn(pagamio(source), onError)
}

type WithPagamio = MiddlewareHandler<{ Variables: { pagamio: PagamioVariable } }>

/** The same, however `c.var.pagamio` is come by. */
export function createShopOn(withPagamio: WithPagamio, onError: (error: unknown) => void = () => {}) {
  const passOn = pagamioProxy({ allow: ['POST /purchase'] })

  const shop = new Hono()
    .use(withPagamio)

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
      if (c.req.path !== '/pagamio/purchase') return next()
      const ask = async () => answerOf((await passOn(c, next)) as Response)
      return c.json(await askUpstream(ask, '/purchase'))
    })

    .get('/transactions/:id', async (c) => {
      const ask = askWithFetch(c.var.pagamio.fetch)
      const transaction = await askUpstream(ask, '/transactions', { transactionId: c.req.param('id') })
      return wantsPage(c.req.header('accept')) ? c.html(transactionPage(transaction)) : c.json(transaction)
    })

    .get('/health', (c) => {
      const { status, body } = healthOf(c.var.pagamio.status())
      return c.json(body, status)
    })

  return shop
    .notFound((c) => tell(c, notFound))
    .onError((error, c) => {
      onError(error)
      return tell(c, troubleOf(error))
    })
}

function tell(c: Context, trouble: Trouble): Response | Promise<Response> {
  const { status, headers, body } = trouble
  return wantsPage(c.req.header('accept'))
    ? c.html(troublePage(trouble), status, headers)
    : c.json(body, status, headers)
}
