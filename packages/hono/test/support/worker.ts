import { Hono } from 'hono'
import { pagamio } from '../../src/index.ts'

interface Bindings {
  readonly SETUP: { readonly baseUrl: string; readonly username: string; readonly password: string }
}

// As one would write it for Workers: nothing is known before the first request.
const app = new Hono<{ Bindings: Bindings }>()

app.use(
  pagamio((c) => {
    const { baseUrl, username, password } = c.env.SETUP
    return { baseUrl, credentials: { username, password }, timeoutMs: 8_000 }
  }),
)

app.get('/categories', async (c) => {
  const response = await c.var.pagamio.fetch('/products/categories')
  return c.text(`${response.status}`)
})

// Answers before the acquisition is done, which goes on behind it.
app.get('/leave', (c) => {
  c.var.pagamio.getToken().catch(() => {})
  return c.text('left')
})

export default app
