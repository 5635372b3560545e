import { html } from 'hono/html'
import type { Counter } from '../counters.ts'
import type { Meter } from '../meter.ts'
import type { Product } from '../stock.ts'
import { type Html, layout, rand } from './layout.ts'

/** Which counter, and below which path its shop is. */
interface Place {
  readonly counter: Counter
  readonly shop: string
}

/** What there is: one form for products with a fixed price, and one for those whose amount the customer chooses. */
export function counterPage(place: Place, stock: readonly Product[], meter?: Meter): Html {
  const priced = stock.filter(({ fixedAmount }) => fixedAmount)
  const open = stock.filter(({ fixedAmount }) => !fixedAmount)
  return layout(
    place.counter.category,
    html`<h1>${place.counter.category}</h1>
      ${meter && html`<div class="card"><p>Meter ${meter.number}${meter.name && html`, <b>${meter.name}</b>`}</p></div>`}
      ${open.length > 0 && orderForm(place, meter, amountFields(open))}
      ${open.length > 0 && priced.length > 0 && html`<h2>With a fixed price</h2>`}
      ${priced.length > 0 && orderForm(place, meter, fixedPrices(priced))}
      ${stock.length === 0 && html`<p class="card">Nothing of this is sold at the moment.</p>`}`,
  )
}

/** Asks for the meter: nothing is sold before Pagamio has said whose it is. */
export function meterPage({ counter, shop }: Place): Html {
  return layout(
    counter.category,
    html`<h1>${counter.category}</h1>
      <form action="${shop}/${counter.path}">
        ${meterField}
        <button>Look the meter up</button>
      </form>`,
  )
}

function orderForm({ counter, shop }: Place, meter: Meter | undefined, products: Html): Html {
  return html`<form method="post" action="${shop}/${counter.path}">
    <!-- Made with the page: however often this one is sent, it is one purchase. -->
    <input type="hidden" name="reference" value="${crypto.randomUUID()}" />
    ${counter.asks === 'mobileNumber' && mobileField}
    ${meter && html`<input type="hidden" name="meterNumber" value="${meter.number}" />`}
    ${products}
    <button>Buy ${counter.category.toLowerCase()}</button>
  </form>`
}

function amountFields(products: readonly Product[]): Html {
  const least = Math.min(...products.map(({ minAmount }) => minAmount))
  const most = Math.max(...products.map(({ maxAmount }) => maxAmount))
  const only = products.length === 1
  return html`${choice(
    'productCode',
    products.map(({ code, name, minAmount, maxAmount }) => ({
      value: code,
      title: name.replace(/^R\d+ - R\d+ /, ''),
      price: `${rand(minAmount)} – ${rand(maxAmount)}`,
      chosen: only,
    })),
  )}
    <label>Amount in rand
      <input name="amount" type="number" inputmode="decimal" min="${least}" max="${most}" step="0.01" required />
    </label>`
}

const fixedPrices = (products: readonly Product[]): Html =>
  choice(
    'choice',
    products.map(({ code, name, brandName, minAmount }) => ({
      value: `${code} ${minAmount}`,
      title: html`${name} <span class="soft">${brandName}</span>`,
      price: rand(minAmount),
      chosen: false,
    })),
  )

interface Choice {
  readonly value: string
  readonly title: string | Html
  readonly price: string
  readonly chosen: boolean
}

const choice = (name: string, choices: readonly Choice[]): Html => html`<fieldset>
  <legend>Choose one</legend>
  ${choices.map(
    ({ value, title, price, chosen }) => html`<label>
      <input type="radio" name="${name}" value="${value}" required ${chosen && 'checked'} />
      <span>${title}</span>
      <b>${price}</b>
    </label>`,
  )}
</fieldset>`

const mobileField = html`<label>Mobile number
  <input name="mobileNumber" type="tel" autocomplete="tel" placeholder="082 123 4567" pattern="(0|\\+27)[0-9 \\-]{9,14}" required />
</label>`

const meterField = html`<label>Meter number
  <input name="meterNumber" inputmode="numeric" autocomplete="off" placeholder="000001020001" pattern="[0-9 \\-]{10,18}" required />
  <span class="soft">The 10 to 13 digits on the meter.</span>
</label>`
