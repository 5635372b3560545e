import { type FetchLike, isPagamioAuthError } from '@pagamio/auth-core'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { type Order, readOrder } from './order.ts'

interface Category {
  readonly id: number
  readonly name: string
}

/** The shop, on whatever `fetch` carries the token. The same routes and answers for every adapter. */
export function createShop({ fetch }: { fetch: FetchLike }): Hono {
  const shop = new Hono()

  shop.get('/', async (c) => page(c, (await answerOf(await fetch('/products/categories'))) as Category[]))

  shop.get('/categories', async (c) => pass(c, await fetch('/products/categories')))

  shop.post('/airtime', async (c) => {
    const order = readOrder(await bodyOf(c))
    if (typeof order === 'string') return c.json({ error: 'bad_order', message: order }, 400)
    return pass(c, await fetch('/purchase', jsonPost(order)))
  })

  shop.get('/transactions/:id', async (c) => {
    return pass(c, await fetch('/transactions', jsonPost({ transactionId: c.req.param('id') })))
  })

  shop.onError((error, c) => {
    if (error instanceof UpstreamError) return c.json({ error: 'upstream', message: error.message }, 502)
    if (!isPagamioAuthError(error)) throw error
    // Token trouble is ours, never our caller's 401.
    const { code, hint, retryAfterMs } = error
    if (retryAfterMs === undefined) return c.json({ error: code, message: hint }, 502)
    c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
    return c.json({ error: code, message: hint }, 503)
  })

  return shop
}

class UpstreamError extends Error {}

const jsonPost = (body: object | Order): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function bodyOf(c: Context): Promise<unknown> {
  if (c.req.header('content-type')?.includes('json')) return c.req.json().catch(() => undefined)
  return c.req.parseBody()
}

/** The vendor's JSON, or an error in the vendor's words. */
async function answerOf(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => ({}))) as { responseMessage?: unknown }
  if (response.ok) return body
  const said = typeof body.responseMessage === 'string' ? `: ${body.responseMessage}` : ''
  throw new UpstreamError(`Pagamio answered ${response.status}${said}`)
}

async function pass(c: Context, response: Response): Promise<Response> {
  return c.json((await answerOf(response)) as object)
}

function page(c: Context, categories: readonly Category[]): Response | Promise<Response> {
  return c.html(html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Airtime</title>
      <style>
        body { font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; }
        form { display: grid; gap: 0.75rem; padding: 1.5rem; border: 1px solid #ddd; border-radius: 0.75rem; }
        input, button { font: inherit; padding: 0.5rem; }
        li { color: #555; }
      </style>
      <h1>Airtime</h1>
      <form method="post" action="/airtime">
        <label>Mobile number <input name="mobileNumber" placeholder="0821234567" required /></label>
        <label>Rand <input name="amount" type="number" min="5" max="1000" value="29" required /></label>
        <button>Buy</button>
      </form>
      <h2>Also here</h2>
      <ul>
        ${categories.map(({ name }) => html`<li>${name}</li>`)}
      </ul>
    </html>`)
}
