import { counterAt } from './counters.ts'
import { productsPathOf, shopPathOf } from './merchants.ts'
import { askMeter } from './meter.ts'
import { meterOf, type Order, type readOrder } from './order.ts'
import { counterPage, meterPage } from './pages/counter-page.ts'
import { frontPage } from './pages/front-page.ts'
import { receiptPage } from './pages/receipt-page.ts'
import { transactionPage } from './pages/transaction-page.ts'
import { troublePage } from './pages/trouble-page.ts'
import { isUnclear } from './refusal-words.ts'
import { jsonReply, pageReply, type Reply, sentOn } from './reply.ts'
import { askOpenCounters, askStock, countersFor } from './stock.ts'
import type { Trouble } from './trouble.ts'
import { UnsettledOrder } from './unsettled-order.ts'
import { type Ask, askTransaction, askUpstream, isUnderWay, UpstreamError } from './upstream-answer.ts'

/** In whose shop somebody is, and what asks Pagamio for him. */
export interface Visit {
  readonly ask: Ask
  /** None in our own shop. */
  readonly merchant?: string | undefined
  /** Whether he is a person. */
  readonly page: boolean
}

/** Our own shop, with the way to those of the merchants. */
export async function front({ ask }: Visit, merchants: readonly string[]): Promise<Reply> {
  return pageReply(frontPage(await askOpenCounters(ask), { merchants }))
}

/** The shop of a merchant, who sells what is activated for him. */
export async function merchantFront({ ask, page }: Visit, merchant: string): Promise<Reply> {
  const products = await askUpstream(ask, productsPathOf(merchant))
  return page ? pageReply(frontPage(countersFor(products), { merchant })) : jsonReply(products)
}

/** A form; for electricity only once it is known whose meter it is. */
export async function counter({ ask, merchant }: Visit, path: string, query: URLSearchParams): Promise<Reply> {
  const at = { counter: counterAt(path), shop: shopPathOf(merchant) }
  if (at.counter.asks !== 'meterNumber') return pageReply(counterPage(at, await askStock(ask, at.counter)))
  const number = query.get('meterNumber')
  if (number === null) return pageReply(meterPage(at))
  const meter = await askMeter(ask, meterOf(number))
  return pageReply(counterPage(at, await askStock(ask, at.counter), meter))
}

/** Sells: once, under the reference of the order. A program gets Pagamio's answer, and a form a receipt. */
export async function sell({ ask, merchant }: Visit, { order, form }: ReturnType<typeof readOrder>): Promise<Reply> {
  const sale = await askUpstream(ask, '/purchase', order).catch((error: unknown) => {
    throw error instanceof UpstreamError && isUnclear(error) ? new UnsettledOrder(order, error) : error
  })
  if (!form) return jsonReply(sale)
  const shop = shopPathOf(merchant)
  const { transactionId: id } = sale as { readonly transactionId?: string }
  if (isUnderWay(sale)) return sentOn(`${shop}/transactions/${id}${endingOf(order)}`)
  // It is bought: whatever goes wrong from here on is no reason to say otherwise.
  const record = id === undefined ? undefined : await askTransaction(ask, id).catch(() => undefined)
  return pageReply(receiptPage({ order, sale, record, shop }))
}

/** Records do not say for whom something was bought, and an address is no place for a whole number. */
function endingOf({ mobileNumber, meterNumber }: Order): string {
  const number = mobileNumber ?? meterNumber
  return number === undefined ? '' : `?for=${number.slice(-4)}`
}

export async function transaction(visit: Visit, id: string, query: URLSearchParams): Promise<Reply> {
  const { ask, merchant, page } = visit
  const records = await askTransaction(ask, id)
  return page
    ? pageReply(transactionPage(records, { shop: shopPathOf(merchant), ending: query.get('for') }))
    : jsonReply(records)
}

/** To people as a page, to programs as JSON. */
export async function tell(trouble: Trouble, page: boolean): Promise<Reply> {
  const { status, headers, body } = trouble
  const reply = page ? await pageReply(troublePage(trouble)) : jsonReply(body)
  return { ...reply, status, headers: { ...reply.headers, ...headers } }
}
