import { html } from 'hono/html'
import { leastAmount, networks } from './order.ts'
import type { Trouble } from './trouble.ts'

type Html = ReturnType<typeof html>

const mostAmount = Math.max(...Object.values(networks).map(({ most }) => most))

interface Category {
  readonly id: number
  readonly name: string
  readonly parentId: number | null
}

/** People get pages, programs JSON. */
export function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false
}

export function shopPage(answer: object): Html {
  const categories: readonly Category[] = Array.isArray(answer) ? answer : []
  const below = (id: number) => categories.filter(({ parentId }) => parentId === id)
  return page(html`<h1>Airtime</h1>
      <form method="post" action="/airtime">
        <!-- Made with the page: a double click is one purchase. -->
        <input type="hidden" name="reference" value="${crypto.randomUUID()}" />
        <label>Mobile number
          <input name="mobileNumber" type="tel" placeholder="0821234567" pattern="0[6-8][0-9]{8}" required autofocus />
        </label>
        <label>Network
          <select name="network">
            ${Object.entries(networks).map(
              ([id, { name, most }]) => html`<option value="${id}">${name}, up to ${most} rand</option>`,
            )}
          </select>
        </label>
        <label>Rand <input name="amount" type="number" min="${leastAmount}" max="${mostAmount}" step="0.01" value="29" required /></label>
        <button>Buy airtime</button>
      </form>
      <h2>All categories</h2>
      <ul>
        ${categories
          .filter(({ parentId }) => parentId === null)
          .map(
            ({ id, name }) =>
              html`<li><b>${name}</b> <small>${below(id)
                .map((child) => child.name)
                .join(' · ')}</small></li>`,
          )}
      </ul>`)
}

export function troublePage({ body }: Trouble): Html {
  return page(html`<h1>${body.error.replaceAll('_', ' ')}</h1>
      <p>${body.message.replace(/\.?$/, '.')}</p>
      <p><a href="/">Back to the shop</a></p>`)
}

/** Looks again every five seconds, as the vendor recommends, until the transaction has ended. */
export function transactionPage(answer: object): Html {
  const { transactionId, data } = answer as { transactionId?: string; data?: { status?: string } }
  const status = data?.status ?? 'UNKNOWN'
  const open = status === 'PENDING' || status === 'PROCESSING'
  return page(html`${open && html`<meta http-equiv="refresh" content="5" />`}
      <h1>${status.toLowerCase()}</h1>
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
        small { opacity: 0.7; }
      </style>
      <body>${content}</body>
    </html>`
}
