import { html } from 'hono/html'
import { customerOf, type Order } from '../order.ts'
import { receiptLines, tokensOf } from '../receipt.ts'
import { type Html, layout, rand } from './layout.ts'
import { recordIn } from './transaction-page.ts'

interface Bought {
  readonly order: Order
  /** Pagamio's answer to the purchase. */
  readonly sale: object
  /** Its record of it, if that could be read. */
  readonly record: object | undefined
  readonly shop: string
}

/** What was bought, for which number, and for how much; with what the customer has to enter somewhere, if there is such a thing. */
export function receiptPage({ order, sale, record, shop }: Bought): Html {
  const { receipt } = sale as { readonly receipt?: unknown }
  const { productShortName, brandName } = recordIn(record)
  const { productCode, amount, merchantReference } = order
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Bought', productShortName ?? productCode],
    ['Brand', brandName],
    ['For', customerOf(order)],
    ...receiptLines(receipt),
    ['Reference', merchantReference],
  ]
  return layout(
    'Receipt',
    html`<h1>Thank you</h1>
      <section class="card">
        <div class="sum">${rand(amount)}</div>
        ${tokensOf(receipt).map(
          ({ label, digits, note }) =>
            html`<div class="token">${label} <b>${digits}</b> ${note && html`<span class="soft">${note}</span>`}</div>`,
        )}
        <dl>${lines.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      </section>
      <p class="next"><a href="${shop === '' ? '/' : `${shop}/products`}">Buy something else</a></p>`,
  )
}
