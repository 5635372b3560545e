import { env, waitUntil } from 'cloudflare:workers'
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { Hono } from 'hono'
import { pagamio } from '../../src/index.ts'

// As one would write it for Workers: options of the request, and an instance of one's own beside them.
const app = new Hono<{ Bindings: Record<string, string> }>()
  .use(
    '/options/*',
    pagamio((c) => ({ ...optionsFromEnv(c.env), timeoutMs: 8_000 })),
  )
  .use('/own/*', pagamio(createPagamioAuth({ ...optionsFromEnv(env), timeoutMs: 8_000, waitUntil })))

app.get('/:source/categories', async (c) => {
  const response = await c.var.pagamio.fetch('/products/categories')
  return c.text(`${response.status}`)
})

// Answers before the acquisition is done, which goes on behind it.
app.get('/:source/leave', (c) => {
  c.var.pagamio.getToken().catch(() => {})
  return c.text('left')
})

export default app
