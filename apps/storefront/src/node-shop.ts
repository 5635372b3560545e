import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { PagamioAuth } from '@pagamio/auth-core'
import type { ShopOptions } from './build.ts'
import { healthOf } from './health.ts'
import { readOrder } from './order.ts'
import { shopPage, transactionPage, troublePage, wantsPage } from './pages.ts'
import { notFound, type Trouble, troubleOf } from './trouble.ts'
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
      return tell(request, response, troubleOf(error))
    })
  })
}

async function serve(
  { ask, status }: NodeShopOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pathname = pathOf(request.url ?? '/')
  const [, transactionId] = /^\/transactions\/([^/]+)$/.exec(pathname) ?? []
  // What answers a GET answers a HEAD: Node leaves the body out.
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = `${method} ${transactionId === undefined ? pathname : '/transactions/:id'}`
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
      const transaction = await askUpstream(ask, '/transactions', { transactionId: decoded(transactionId ?? '') })
      const page = wantsPage(request.headers.accept)
      return page ? sendPage(response, await transactionPage(transaction)) : sendJson(response, transaction)
    }

    case 'GET /health': {
      const health = healthOf(status())
      return sendJson(response, health.body, health.status)
    }

    default:
      return tell(request, response, notFound)
  }
}

/** A path as it came, also one that begins like the name of a host: `//`. */
function pathOf(url: string): string {
  const absolute = url.startsWith('/') ? `http://shop${url}` : url
  return URL.canParse(absolute) ? new URL(absolute).pathname : url
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function tell(request: IncomingMessage, response: ServerResponse, trouble: Trouble): Promise<void> {
  const { status, headers, body } = trouble
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (wantsPage(request.headers.accept)) sendPage(response, await troublePage(trouble), status)
  else sendJson(response, body, status)
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function sendPage(response: ServerResponse, page: { toString(): string }, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page.toString())
}
