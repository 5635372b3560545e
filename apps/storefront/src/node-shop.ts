import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { PagamioAuth } from '@pagamio/auth-core'
import type { ShopOptions } from './build.ts'
import { healthOf } from './health.ts'
import { readOrder } from './order.ts'
import { shopPage, transactionPage } from './pages.ts'
import { troubleOf } from './trouble.ts'
import { type Ask, askUpstream } from './upstream-answer.ts'

interface NodeShopOptions extends Pick<ShopOptions, 'onError'>, Pick<PagamioAuth, 'status'> {
  readonly ask: Ask
}

/** The shop without a framework, on whatever asks Pagamio. */
export function createNodeShop(options: NodeShopOptions): Server {
  const { onError = () => {} } = options
  return createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      onError(error)
      const { status, headers, body } = troubleOf(error)
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      sendJson(response, body, status)
    })
  })
}

async function serve(
  { ask, status }: NodeShopOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://shop')
  const [, transactionId] = /^\/transactions\/([^/]+)$/.exec(pathname) ?? []
  const route = `${request.method} ${transactionId === undefined ? pathname : '/transactions/:id'}`
  switch (route) {
    case 'GET /':
      return sendPage(response, await shopPage(await askUpstream(ask, '/products/categories')))

    case 'GET /categories':
      return sendJson(response, await askUpstream(ask, '/products/categories'))

    case 'POST /airtime': {
      const { order, form } = readOrder(await text(request), request.headers['content-type'])
      // Also on a 502: who did not learn what became of the order can send it again, and is charged once.
      response.setHeader('merchant-reference', order.merchantReference)
      const sale = await askUpstream(ask, '/purchase', order)
      if (!form || !('transactionId' in sale)) return sendJson(response, sale)
      response.writeHead(303, { location: `/transactions/${sale.transactionId}` }).end()
      return
    }

    case 'POST /pagamio/purchase':
      return sendJson(response, await askUpstream(ask, '/purchase', Readable.toWeb(request)))

    case 'GET /transactions/:id': {
      const transaction = await askUpstream(ask, '/transactions', { transactionId })
      const wantsPage = request.headers.accept?.includes('text/html')
      return wantsPage ? sendPage(response, await transactionPage(transaction)) : sendJson(response, transaction)
    }

    case 'GET /health': {
      const health = healthOf(status())
      return sendJson(response, health.body, health.status)
    }

    default:
      return sendJson(response, { error: 'not_found', message: 'There is no such page' }, 404)
  }
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function sendPage(response: ServerResponse, page: { toString(): string }): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page.toString())
}
