import { html } from 'hono/html'
import { customerOf, type Order } from '../order.ts'
import { type Html, layout, rand } from './layout.ts'

interface Record {
  readonly transactionId?: string
  readonly merchantReference?: string
  readonly productShortName?: string
  readonly brandName?: string
  readonly totalAmount?: number
  readonly status?: { readonly code: number }
}

/** By the documented code of a transaction: 0, 1, 2 and 3. */
const states = ['Bought', 'Accepted', 'Under way', 'Not bought']
const BOUGHT = 0
const OPEN = [1, 2]
const FAILED = 3

/** Its receipt could not be read. */
const lookAgain = html`<p>We could not get your receipt. <a href="">Look again</a>: that costs nothing.</p>`

const elsewhere = html`<p>
  The token or the PIN, if there is one, is shown in the browser that ordered it, for an hour. After that, ask the shop, and
  give this reference.
</p>`

/** The one record of an answer. */
export function recordIn(answer: object | undefined): Record {
  const { content } = (answer ?? {}) as { readonly content?: readonly Record[] }
  return content?.[0] ?? {}
}

/** Whether the one record of an answer is of something bought. */
export const isBought = (answer: object): boolean => recordIn(answer).status?.code === BOUGHT

interface Shown {
  readonly shop: string
  /** The order of it, if the visitor's browser has it. */
  readonly order: Order | undefined
}

/** Looks again every five seconds, as the vendor recommends, until the transaction has ended. */
export function transactionPage(answer: object, { shop, order }: Shown): Html {
  const { transactionId, merchantReference, productShortName, brandName, totalAmount, status } = recordIn(answer)
  const code = status?.code ?? -1
  const open = OPEN.includes(code)
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['What', productShortName],
    ['Brand', brandName],
    ['For', order && customerOf(order)],
    ['Transaction', transactionId],
    ['Reference', merchantReference],
  ]
  return layout(
    'Your order',
    html`<h1>${states[code] ?? 'Your order'}</h1>
      ${open && html`<p>This page looks again by itself. There is no need to order again.</p>`}
      ${code === FAILED && html`<p>The provider could not do it. Nothing was bought.</p>`}
      ${code === BOUGHT && (order ? lookAgain : elsewhere)}
      <section class="card">
        ${typeof totalAmount === 'number' && html`<div class="sum">${rand(totalAmount)}</div>`}
        <dl>${lines.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      </section>
      <p class="next"><a href="${shop === '' ? '/' : `${shop}/products`}">Buy something else</a></p>`,
    open && html`<meta http-equiv="refresh" content="5" />`,
  )
}
