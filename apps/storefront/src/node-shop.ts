import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { PagamioAuth } from '@pagamio/auth-core'
import { healthOf } from './health.ts'
import { productsPathOf, shopPathOf } from './merchants.ts'
import { sendJson, sendPage, sendTrouble } from './node-reply.ts'
import { routeOf } from './node-route.ts'
import { visitorOf } from './node-visitor.ts'
import { readOrder } from './order.ts'
import { merchantPage, shopPage, transactionPage, wantsPage } from './pages.ts'
import type { Sellers } from './sellers.ts'
import type { ShopOptions } from './shop-options.ts'
import { notFound, troubleOf } from './trouble.ts'
import { askTransaction, askUpstream } from './upstream-answer.ts'

interface NodeShopOptions extends Pick<ShopOptions, 'onError'>, Pick<PagamioAuth, 'status'> {
  readonly sellers: Sellers
}

/** The shop without a framework, on whatever asks Pagamio. */
export function createNodeShop(options: NodeShopOptions): Server {
  const { onError = () => {} } = options
  return createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      onError(error)
      return sendTrouble(request, response, troubleOf(error))
    })
  })
}

async function serve(
  { sellers, status }: NodeShopOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = wantsPage(request.headers.accept)
  const { route, merchant, transactionId } = routeOf(request)
  const visitor = visitorOf(response)
  switch (route) {
    case 'GET /': {
      const categories = await askUpstream(sellers.ask(visitor), '/products/categories')
      return sendPage(response, await shopPage(categories, sellers.merchants))
    }

    case 'GET /categories':
      return sendJson(response, await askUpstream(sellers.ask(visitor), '/products/categories'))

    case 'GET /shops/:merchant/products': {
      const name = merchant as string
      const products = await askUpstream(sellers.ask(visitor, name), productsPathOf(name))
      return page ? sendPage(response, await merchantPage(name, products)) : sendJson(response, products)
    }

    case 'POST /airtime':
    case 'POST /shops/:merchant/airtime': {
      const ask = sellers.ask(visitor, merchant)
      const { order, form } = readOrder(await text(request), request.headers['content-type'])
      // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
      response.setHeader('merchant-reference', order.merchantReference)
      const sale = await askUpstream(ask, '/purchase', order)
      if (!form || !('transactionId' in sale)) return sendJson(response, sale)
      response.writeHead(303, { location: `${shopPathOf(merchant)}/transactions/${sale.transactionId}` }).end()
      return
    }

    case 'POST /pagamio/purchase':
      return sendJson(response, await askUpstream(sellers.ask(visitor), '/purchase', Readable.toWeb(request)))

    case 'GET /transactions/:id':
    case 'GET /shops/:merchant/transactions/:id': {
      const transaction = await askTransaction(sellers.ask(visitor, merchant), transactionId as string)
      return page ? sendPage(response, await transactionPage(transaction)) : sendJson(response, transaction)
    }

    case 'GET /health': {
      const health = healthOf(status())
      return sendJson(response, health.body, health.status)
    }

    default:
      return sendTrouble(request, response, notFound)
  }
}
