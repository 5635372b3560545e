import type { IncomingMessage } from 'node:http'

/** What a visitor wants, with placeholders for what its path names. */
interface Route {
  /** @example 'GET /shops/:merchant/products' */
  readonly route: string
  readonly merchant: string | undefined
  readonly transactionId: string | undefined
}

export function routeOf({ url = '/', method }: Pick<IncomingMessage, 'url' | 'method'>): Route {
  const [, merchant, path = ''] = /^(?:\/shops\/([^/]+)(?=\/))?(.*)$/.exec(pathOf(url)) ?? []
  const [, transactionId] = /^\/transactions\/([^/]+)$/.exec(path) ?? []
  const shop = merchant === undefined ? '' : '/shops/:merchant'
  const below = transactionId === undefined ? path : '/transactions/:id'
  return {
    // What answers a GET answers a HEAD: Node leaves the body out.
    route: `${method === 'HEAD' ? 'GET' : method} ${shop}${below}`,
    merchant: decoded(merchant),
    transactionId: decoded(transactionId),
  }
}

/** A path as it came, also one that begins like the name of a host: `//`. */
function pathOf(url: string): string {
  const absolute = url.startsWith('/') ? `http://shop${url}` : url
  return URL.canParse(absolute) ? new URL(absolute).pathname : url
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text)
  } catch {
    return text
  }
}
