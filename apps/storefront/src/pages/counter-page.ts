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

/** What there is, in one form for products with a price and one for those whose amount the customer says. */
export function counterPage(place: Place, stock: readonly Product[], meter?: Meter): Html {
  const priced = stock.filter(({ fixedAmount }) => fixedAmount)
  const open = stock.filter(({ fixedAmount }) => !fixedAmount)
  return layout(
    place.counter.category,
    html`<h1>${place.counter.category}</h1>
      ${meter && html`<div class="card"><p>Meter ${meter.number}${meter.name && html`, <b>${meter.name}</b>`}</p></div>`}
      ${open.length > 0 && orderForm(place, meter, amountFields(open))}
      ${open.length > 0 && priced.length > 0 && html`<h2>With a fixed price</h2>`}
      ${priced.length > 0 && orderForm(place, meter, choice(priced))}
      ${stock.length === 0 && html`<p class="card">Nothing of this is sold at the moment.</p>`}`,
  )
}

/** Where nothing can be sold before it is known for whom. */
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
  return html`<label>Product
      <select name="productCode">
        ${products.map(
          ({ code, name, minAmount, maxAmount }) =>
            html`<option value="${code}">${name.replace(/^R\d+ - R\d+ /, '')}, ${rand(minAmount)} to ${rand(maxAmount)}</option>`,
        )}
      </select>
    </label>
    <label>Amount in rand
      <input name="amount" type="number" inputmode="decimal" min="${least}" max="${most}" step="0.01" required />
    </label>`
}

function choice(products: readonly Product[]): Html {
  return html`<fieldset>
    <legend>Choose one</legend>
    ${products.map(
      ({ code, name, brandName, minAmount }) =>
        html`<label>
          <input type="radio" name="choice" value="${code} ${minAmount}" required />
          <span>${name} <span class="soft">${brandName}</span></span>
          <b>${rand(minAmount)}</b>
        </label>`,
    )}
  </fieldset>`
}

const mobileField = html`<label>Mobile number
  <input name="mobileNumber" type="tel" autocomplete="tel" placeholder="082 123 4567" pattern="(0|\\+27)[0-9 \\-]{9,14}" required />
</label>`

const meterField = html`<label>Meter number
  <input name="meterNumber" inputmode="numeric" autocomplete="off" placeholder="000001020001" pattern="[0-9 \\-]{10,18}" required />
  <span class="soft">The 10 to 13 digits on the meter.</span>
</label>`
