import { html } from 'hono/html'
import { shopPathOf } from './merchants.ts'
import { leastAmount, networks } from './order.ts'
import type { Trouble } from './trouble.ts'

type Html = ReturnType<typeof html>

const allNetworks = Object.entries(networks)

interface Category {
  readonly name: string
}

interface Product {
  readonly name: string
  readonly code: string
}

/** People get pages, programs JSON. */
export function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false
}

/** Our own shop, with the way to those of the merchants. */
export function shopPage(answer: object, merchants: readonly string[] = []): Html {
  const categories: readonly Category[] = Array.isArray(answer) ? answer : []
  return page(html`<h1>Airtime</h1>
      ${orderForm(shopPathOf(), allNetworks)}
      <h2>All categories</h2>
      <ul>
        ${categories.map(({ name }) => html`<li>${name}</li>`)}
      </ul>
      ${
        merchants.length > 0 &&
        html`<h2>Other shops</h2>
          <ul>${merchants.map((name) => html`<li><a href="${shopPathOf(name)}/products">${name}</a></li>`)}</ul>`
      }`)
}

/** The shop of a merchant, who sells what is activated for him. */
export function merchantPage(merchant: string, answer: object): Html {
  const products: readonly Product[] = Array.isArray(answer) ? answer : []
  const offered = allNetworks.filter(([, { productCode }]) => products.some(({ code }) => code === productCode))
  return page(html`<h1>${merchant}</h1>
      ${offered.length > 0 && orderForm(shopPathOf(merchant), offered)}
      <h2>All products</h2>
      <ul>${products.map(({ name }) => html`<li>${name}</li>`)}</ul>
      <p><a href="/">Back to the shop</a></p>`)
}

function orderForm(shop: string, offered: typeof allNetworks): Html {
  const most = Math.max(...offered.map(([, network]) => network.most))
  return html`<form method="post" action="${shop}/airtime">
      <!-- Made with the page: a double click is one purchase. -->
      <input type="hidden" name="reference" value="${crypto.randomUUID()}" />
      <label>Mobile number
        <input name="mobileNumber" type="tel" placeholder="0821234567" pattern="(0|\\+27)[6-8][0-9]{8}" required autofocus />
      </label>
      <label>Network
        <select name="network">
          ${offered.map(([id, { name, most }]) => html`<option value="${id}">${name}, up to ${most} rand</option>`)}
        </select>
      </label>
      <label>Rand <input name="amount" type="number" min="${leastAmount}" max="${most}" step="0.01" value="29" required /></label>
      <button>Buy airtime</button>
    </form>`
}

export function troublePage({ body }: Trouble): Html {
  return page(html`<h1>${body.error.replaceAll('_', ' ')}</h1>
      <p>${body.message.replace(/\.?$/, '.')}</p>
      <p><a href="/">Back to the shop</a></p>`)
}

interface Transaction {
  readonly transactionId?: string
  readonly status?: { readonly code: number; readonly label: string }
}

/** Documented codes of a transaction that has not ended. */
const PENDING = 1
const PROCESSING = 2

/** Looks again every five seconds, as the vendor recommends, until the transaction has ended. */
export function transactionPage(answer: object): Html {
  const { content } = answer as { content?: readonly Transaction[] }
  const { transactionId, status: { code, label } = { code: undefined, label: 'Unknown' } } = content?.[0] ?? {}
  const open = code === PENDING || code === PROCESSING
  return page(html`${open && html`<meta http-equiv="refresh" content="5" />`}
      <h1>${label.toLowerCase()}</h1>
      <p>Transaction ${transactionId ?? ''}${open ? ': this page looks again by itself.' : '.'}</p>
      <p><a href="/">Back to the shop</a></p>`)
}

function page(content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Airtime</title>
      <style>
        :root { color-scheme: light dark; accent-color: #0a7d55; }
        body { font: 1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
        form { display: grid; gap: 1rem; padding: 1.5rem; border: 1px solid #8884; border-radius: 0.75rem; }
        label { display: grid; gap: 0.25rem; }
        input, select, button { font: inherit; padding: 0.5rem; }
        button { border: 0; border-radius: 0.5rem; background: #0a7d55; color: #fff; cursor: pointer; }
        h1::first-letter { text-transform: uppercase; }
        ul { list-style: none; padding: 0; }
      </style>
      <body>${content}</body>
    </html>`
}
