// A till on Cloudflare Workers: POST /airtime { mobileNumber, amount, reference }. Secrets come with the request.
import { optionsFromEnv } from '@pagamio/auth-core'
import { pagamio } from '@pagamio/hono'
import { Hono } from 'hono'

interface Bindings {
  readonly PAGAMIO_USERNAME: string
  readonly PAGAMIO_PASSWORD: string
  readonly PAGAMIO_BASE_URL: string
}

const app = new Hono<{ Bindings: Bindings }>().use(pagamio((c) => optionsFromEnv(c.env)))

app.post('/airtime', async (c) => {
  const { mobileNumber, amount, reference } = await c.req.json()
  const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
  const response = await c.var.pagamio.fetch('/purchase', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
    signal: c.req.raw.signal, // nothing is bought for a visitor who has left
  })
  if (!response.ok) return c.json({ error: 'no_answer', reference }, 502)
  const { successful, transactionId } = (await response.json()) as Record<string, unknown>
  return c.json({ successful, transactionId, reference }, successful ? 200 : 422)
})

export default app
