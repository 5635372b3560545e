import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import {
  createPagamioAuth,
  createPagamioAuthPool,
  logEvents,
  type PagamioAuth,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { type PagamioVariable, pagamio, pagamioProxy } from '@pagamio/hono'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Build } from '../build.ts'
import { answerOf, askWithFetch } from '../clients/fetch.ts'
import { healthOf } from '../health.ts'
import { type Market, merchantShops } from '../hono/merchant-shops.ts'
import { till } from '../hono/till.ts'
import { serverShop } from '../node-server.ts'
import { shopPage, troublePage, wantsPage } from '../pages.ts'
import { poolOptionsOf } from '../shop-options.ts'
import { notFound, type Trouble, troubleOf } from '../trouble.ts'
import { askUpstream } from '../upstream-answer.ts'

/** Hono, on Node. */
export const build: Build = async (options) => {
  const auth = createPagamioAuth(options.pagamio)
  const pool = createPagamioAuthPool(poolOptionsOf(options))
  logEvents(auth, options.log)
  logEvents(pool, options.log)
  const { fetch } = createShopOn(pagamio(auth), options.onError, { merchants: options.merchants ?? {}, pool })
  return serverShop(createAdaptorServer({ fetch }) as Server, async () => {
    await Promise.all([auth.close(), pool.close()])
  })
}

/** The shop as a Hono application: it needs no port, and on Workers its options come with the request. */
export function createShop(
  source: PagamioAuth | ((c: Context) => PagamioAuthOptions),
  onError?: (error: unknown) => void,
) {
  return createShopOn(pagamio(source), onError)
}

type WithPagamio = MiddlewareHandler<{ Variables: { pagamio: PagamioVariable } }>

/**
 * The same, however `c.var.pagamio` is come by.
 * @param market the merchants' shops; none without it
 */
export function createShopOn(
  withPagamio: WithPagamio,
  onError: (error: unknown) => void = () => {},
  market?: Market | undefined,
) {
  const passOn = pagamioProxy({ allow: ['POST /purchase'] })

  const shop = new Hono()
    .use(withPagamio)

    .get('/', async (c) => {
      const categories = await askUpstream(askWithFetch(c.var.pagamio.fetch, c.req.raw.signal), '/products/categories')
      return c.html(shopPage(categories, Object.keys(market?.merchants ?? {})))
    })

    .get('/categories', async (c) =>
      c.json(await askUpstream(askWithFetch(c.var.pagamio.fetch, c.req.raw.signal), '/products/categories')),
    )

    .route('/', till)

    .post('/pagamio/*', async (c, next) => {
      if (c.req.path !== '/pagamio/purchase') return next()
      const ask = async () => answerOf((await passOn(c, next)) as Response)
      return c.json(await askUpstream(ask, '/purchase'))
    })

    .get('/health', (c) => {
      const { status, body } = healthOf(c.var.pagamio.status())
      return c.json(body, status)
    })

  if (market) shop.route('/shops', merchantShops(market))

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
