import { parse, serialize } from 'hono/utils/cookie'
import { counterAt } from './counters.ts'
import { formOf, type Order, readOrder, type Sale } from './order.ts'

const NAME = 'order'
/** In seconds: providers that need longer are rare. */
const KEPT = 3_600

/**
 * The cookie by which a browser keeps an order that is not final, for the page of its transaction alone. The record of a
 * transaction has no number of a customer, no token and no PIN: the same order has to be sent again to get them.
 */
export function cookieFor({ counter, order }: Sale, path: string): string {
  const value = `${counter.path}?${new URLSearchParams(formOf(order))}`
  return serialize(NAME, value, { path, maxAge: KEPT, httpOnly: true, sameSite: 'Strict' })
}

/** The order that a browser has kept; none if there is no cookie, or somebody has made it something else. */
export function orderIn(cookies: string | undefined): Order | undefined {
  const [path = '', fields] = parse(cookies ?? '', NAME)[NAME]?.split('?') ?? []
  if (fields === undefined) return undefined
  try {
    return readOrder(counterAt(path), fields).order
  } catch {
    return undefined
  }
}
