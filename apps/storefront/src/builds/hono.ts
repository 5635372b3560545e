import type { Server } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import {
  createPagamioAuth,
  createPagamioAuthPool,
  logEvents,
  type PagamioAuth,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { pagamio, pagamioProxy } from '@pagamio/hono'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Build } from '../build.ts'
import { answerOf } from '../clients/fetch.ts'
import { front, tell } from '../desk.ts'
import { healthOf } from '../health.ts'
import { type Market, merchantShops } from '../hono/merchant-shops.ts'
import { send, visitOf, type WithPagamio } from '../hono/send.ts'
import { till } from '../hono/till.ts'
import { serverShop } from '../node-server.ts'
import { wantsPage } from '../reply.ts'
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
  const close = async () => {
    await Promise.all([auth.close(), pool.close()])
  }
  return serverShop(createAdaptorServer({ fetch }) as Server, close, { Shop: auth, Merchants: pool })
}

/** The shop as a Hono application: it needs no port, and on Workers its options come with the request. */
export function createShop(
  source: PagamioAuth | ((c: Context) => PagamioAuthOptions),
  onError?: (error: unknown) => void,
) {
  return createShopOn(pagamio(source), onError)
}

/**
 * The same, however `c.var.pagamio` is come by.
 * @param market the merchants' shops; none without it
 */
export function createShopOn(
  withPagamio: MiddlewareHandler<WithPagamio>,
  onError: (error: unknown) => void = () => {},
  market?: Market | undefined,
) {
  const passOn = pagamioProxy({ allow: ['POST /purchase'] })

  const shop = new Hono()
    .use(withPagamio)

    .get('/', async (c) => send(c, await front(visitOf(c), Object.keys(market?.merchants ?? {}))))

    .get('/categories', async (c) => c.json(await askUpstream(visitOf(c).ask, '/products/categories')))

    .post('/pagamio/*', async (c, next) => {
      if (c.req.path !== '/pagamio/purchase') return next()
      const ask = async () => answerOf((await passOn(c, next)) as Response)
      return c.json(await askUpstream(ask, '/purchase'))
    })

    .get('/health', (c) => {
      const { status, body } = healthOf(c.var.pagamio.status())
      return c.json(body, status)
    })

    .route('/', till)

  if (market) shop.route('/shops', merchantShops(market))

  return shop
    .notFound((c) => answer(c, notFound))
    .onError((error, c) => {
      onError(error)
      return answer(c, troubleOf(error))
    })
}

async function answer(c: Context, trouble: Trouble): Promise<Response> {
  return send(c, await tell(trouble, wantsPage(c.req.header('accept'))))
}
