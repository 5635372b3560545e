import { html } from 'hono/html'
import type { Order } from '../order.ts'
import type { Trouble } from '../trouble.ts'
import { type Html, layout } from './layout.ts'

/** What went wrong, in words for a customer; small, the code that whoever runs the shop finds in the documentation. */
export function troublePage({ status, body, words, again }: Trouble): Html {
  return layout(
    'Sorry',
    html`<h1>${status === 404 ? 'Not here' : 'That did not work'}</h1>
      <section class="card">
        <p role="alert">${words}</p>
        ${status >= 500 && body.error !== 'upstream' && html`<p class="soft">${body.error}</p>`}
      </section>
      ${again && againForm(again)}
      <p class="next"><a href="/">Back to the shop</a></p>`,
  )
}

/** To where it was sent before, with the same reference. */
function againForm({ productCode, amount, mobileNumber, meterNumber, merchantReference: reference }: Order): Html {
  const fields = Object.entries({ productCode, amount, mobileNumber, meterNumber, reference })
  return html`<form method="post">
    ${fields.map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button>Send the same order again</button>
  </form>`
}
