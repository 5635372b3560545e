import { counterAt } from './counters.ts'
import { productsPathOf, shopPathOf } from './merchants.ts'
import { askMeter } from './meter.ts'
import { cookieFor, orderIn } from './open-order.ts'
import { meterOf, type Order, type Sale } from './order.ts'
import { counterPage, meterPage } from './pages/counter-page.ts'
import { frontPage } from './pages/front-page.ts'
import { receiptPage } from './pages/receipt-page.ts'
import { isBought, recordIn, transactionPage } from './pages/transaction-page.ts'
import { troublePage } from './pages/trouble-page.ts'
import { isUnclear } from './refusal-words.ts'
import { jsonReply, pageReply, type Reply, sentOn } from './reply.ts'
import { askOpenCounters, askStock, countersFor } from './stock.ts'
import type { Trouble } from './trouble.ts'
import { UnsettledOrder } from './unsettled-order.ts'
import { type Ask, askTransaction, askUpstream, isUnderWay, UpstreamError } from './upstream-answer.ts'

/** In whose shop somebody is, and what asks Pagamio for them. */
export interface Visit {
  readonly ask: Ask
  /** None in our own shop. */
  readonly merchant?: string | undefined
  /** Whether it is a person. */
  readonly page: boolean
  /** The header of that name: what a browser keeps for this page. */
  readonly cookie?: string | undefined
}

/** Our own shop, with the way to those of the merchants. */
export async function front({ ask }: Visit, merchants: readonly string[]): Promise<Reply> {
  return pageReply(frontPage(await askOpenCounters(ask), { merchants }))
}

/** The shop of a merchant: it sells what is activated for that account. */
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
export async function sell({ ask, merchant }: Visit, placed: Sale): Promise<Reply> {
  const { order, form } = placed
  const sale = await askUpstream(ask, '/purchase', order).catch((error: unknown) => {
    throw error instanceof UpstreamError && isUnclear(error) ? new UnsettledOrder(order, error) : error
  })
  if (!form) return jsonReply(sale)
  const shop = shopPathOf(merchant)
  const { transactionId: id } = sale as { readonly transactionId?: string }
  if (isUnderWay(sale)) {
    const page = `${shop}/transactions/${encodeURIComponent(id ?? '')}`
    return sentOn(page, cookieFor(placed, page))
  }
  // It is bought: whatever goes wrong from here on is no reason to say otherwise.
  const record = id === undefined ? undefined : await askTransaction(ask, id).catch(() => undefined)
  return pageReply(receiptPage({ order, sale, record, shop }))
}

/** What became of a purchase. Once it is bought, the browser that ordered it gets the receipt. */
export async function transaction({ ask, merchant, page, cookie }: Visit, id: string): Promise<Reply> {
  const record = await askTransaction(ask, id)
  if (!page) return jsonReply(record)
  const shop = shopPathOf(merchant)
  const kept = orderIn(cookie)
  const order = kept?.merchantReference === recordIn(record).merchantReference ? kept : undefined
  const sale = order && isBought(record) ? await askReceipt(ask, order) : undefined
  return pageReply(
    order && sale ? receiptPage({ order, sale, record, shop }) : transactionPage(record, { shop, order }),
  )
}

/**
 * The receipt of what was bought: its record has no token and no PIN. The same order under the same reference is answered
 * with what became of the first, and charges nothing; or it is refused, and there is no receipt.
 */
async function askReceipt(ask: Ask, order: Order): Promise<object | undefined> {
  const sale = await askUpstream(ask, '/purchase', order).catch(() => undefined)
  return sale && !isUnderWay(sale) ? sale : undefined
}

/** To people as a page, to programs as JSON. */
export async function tell(trouble: Trouble, page: boolean): Promise<Reply> {
  const { status, headers, body } = trouble
  const reply = page ? await pageReply(troublePage(trouble)) : jsonReply(body)
  return { ...reply, status, headers: { ...reply.headers, ...headers } }
}
