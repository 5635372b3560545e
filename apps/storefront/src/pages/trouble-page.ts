import { html } from 'hono/html'
import { formOf, type Order } from '../order.ts'
import type { Trouble } from '../trouble.ts'
import { type Html, layout, rand } from './layout.ts'

/** What went wrong, in words for a customer; and in small print the code, for the operator of the shop. */
export function troublePage({ status, body, words, again }: Trouble): Html {
  return layout(
    'Sorry',
    html`<h1>${titleOf(status, again)}</h1>
      <section class="card">
        <p role="alert">${words}</p>
        ${status >= 500 && body.error !== 'upstream' && html`<p class="soft">${body.error}</p>`}
      </section>
      ${again && againForm(again)}
      <p class="next">
        ${!again && status !== 404 && tryAgain}
        <a href="/">Back to the shop</a>
      </p>`,
  )
}

/** To the form that it came from, without what was entered. */
const tryAgain = html`<a href="?">Try again</a>`

function titleOf(status: number, again: Order | undefined): string {
  if (again) return 'No answer yet'
  return status === 404 ? 'Not here' : 'That did not work'
}

/** To where it was sent before, with the same reference. */
function againForm(order: Order): Html {
  const fields = Object.entries(formOf(order))
  return html`<form method="post">
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <p>${rand(order.amount)} <span class="soft">Reference ${order.merchantReference}</span></p>
    <button>Send the same order again</button>
  </form>`
}
