import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { PagamioAuth } from '@pagamio/auth-core'
import { counterAt } from './counters.ts'
import { counter, front, merchantFront, sell, transaction } from './desk.ts'
import { healthOf } from './health.ts'
import { send, sendTrouble } from './node-reply.ts'
import { routeOf } from './node-route.ts'
import { visitorOf } from './node-visitor.ts'
import { readOrder } from './order.ts'
import { jsonReply, type Reply, wantsPage } from './reply.ts'
import type { Sellers } from './sellers.ts'
import type { ShopOptions } from './shop-options.ts'
import { notFound, troubleOf } from './trouble.ts'
import { askUpstream } from './upstream-answer.ts'

interface NodeShopOptions extends Pick<ShopOptions, 'onError'>, Pick<PagamioAuth, 'status'> {
  readonly sellers: Sellers
}

/** The shop without a framework, on whatever asks Pagamio. */
export function createNodeShop(options: NodeShopOptions): Server {
  const { onError = () => {} } = options
  return createServer((request, response) => {
    serve(options, request, response).then(
      (reply) => (reply ? send(response, reply) : sendTrouble(request, response, notFound)),
      (error: unknown) => {
        onError(error)
        return sendTrouble(request, response, troubleOf(error))
      },
    )
  })
}

/** The reply, or nothing where there is no such page. */
async function serve(
  { sellers, status }: NodeShopOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | undefined> {
  const { route, merchant, counter: path, transactionId, query } = routeOf(request)
  const visitor = visitorOf(response)
  const { accept, cookie } = request.headers
  const visit = () => ({ ask: sellers.ask(visitor, merchant), merchant, page: wantsPage(accept), cookie })
  switch (route) {
    case 'GET /':
      return front(visit(), sellers.merchants)

    case 'GET /categories':
      return jsonReply(await askUpstream(sellers.ask(visitor), '/products/categories'))

    case 'GET /shops/:merchant/products':
      return merchantFront(visit(), merchant as string)

    case 'GET /:counter':
    case 'GET /shops/:merchant/:counter':
      return counter(visit(), path, query)

    case 'POST /:counter':
    case 'POST /shops/:merchant/:counter': {
      const customer = visit()
      const sale = readOrder(counterAt(path), await text(request), request.headers['content-type'])
      // Also on a 502: a customer who did not learn the outcome can send the order again, and is charged once.
      response.setHeader('merchant-reference', sale.order.merchantReference)
      return sell(customer, sale)
    }

    case 'POST /pagamio/purchase':
      return jsonReply(await askUpstream(sellers.ask(visitor), '/purchase', Readable.toWeb(request)))

    case 'GET /transactions/:id':
    case 'GET /shops/:merchant/transactions/:id':
      return transaction(visit(), transactionId)

    case 'GET /health': {
      const health = healthOf(status())
      return { ...jsonReply(health.body), status: health.status }
    }

    default:
      return undefined
  }
}
