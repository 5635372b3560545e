import { html } from 'hono/html'
import type { Counter } from '../counters.ts'
import { shopPathOf } from '../merchants.ts'
import { type Html, layout } from './layout.ts'

interface Shop {
  /** Whose it is; ours without. */
  readonly merchant?: string
  /** The merchants with a shop beside ours. */
  readonly merchants?: readonly string[]
}

/** The counters at which something can be bought, and no others. */
export function frontPage(open: readonly Counter[], { merchant, merchants = [] }: Shop): Html {
  const shop = shopPathOf(merchant)
  return layout(
    merchant ?? 'Pagamio shop',
    html`<h1>${merchant ?? 'What would you like?'}</h1>
      ${
        open.length > 0
          ? html`<ul class="counters">
              ${open.map(({ path, category }) => html`<li><a href="${shop}/${path}">${category}</a></li>`)}
            </ul>`
          : html`<p>Nothing is sold here at the moment.</p>`
      }
      ${
        merchants.length > 0 &&
        html`<h2>Other shops</h2>
          <ul class="counters">
            ${merchants.map((name) => html`<li><a href="${shopPathOf(name)}/products">${name}</a></li>`)}
          </ul>`
      }
      ${merchant !== undefined && html`<p><a href="/">Back to our own shop</a></p>`}`,
  )
}
