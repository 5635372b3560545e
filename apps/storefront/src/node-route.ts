import type { IncomingMessage } from 'node:http'
import { counters } from './counters.ts'

/** What a visitor wants, with placeholders for what its path names. */
interface Route {
  /** @example 'GET /shops/:merchant/products' */
  readonly route: string
  readonly merchant: string | undefined
  readonly counter: string
  readonly transactionId: string
  readonly query: URLSearchParams
}

export function routeOf({ url = '/', method }: Pick<IncomingMessage, 'url' | 'method'>): Route {
  const { pathname, searchParams } = targetOf(url)
  const [, merchant, path = ''] = /^(?:\/shops\/([^/]+)(?=\/))?(.*)$/.exec(pathname) ?? []
  const [, transactionId] = /^\/transactions\/([^/]+)$/.exec(path) ?? []
  const counter = counters.find((one) => path === `/${one.path}`)
  const shop = merchant === undefined ? '' : '/shops/:merchant'
  const below = counter ? '/:counter' : transactionId === undefined ? path : '/transactions/:id'
  return {
    // What answers a GET answers a HEAD: Node leaves the body out.
    route: `${method === 'HEAD' ? 'GET' : method} ${shop}${below}`,
    merchant: decoded(merchant),
    counter: counter?.path ?? '',
    transactionId: decoded(transactionId) ?? '',
    query: searchParams,
  }
}

/** A path as it came, also one that begins like the name of a host: `//`. */
function targetOf(url: string): Pick<URL, 'pathname' | 'searchParams'> {
  const absolute = url.startsWith('/') ? `http://shop${url}` : url
  return URL.canParse(absolute) ? new URL(absolute) : { pathname: url, searchParams: new URLSearchParams() }
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text)
  } catch {
    return text
  }
}
