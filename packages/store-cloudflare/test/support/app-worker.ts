// A Worker as one would write it, and what a store has to do, in the place where it has to do it.
import { optionsFromEnv } from '@pagamio/auth-core'
import { storeConformance } from '@pagamio/auth-core/testing'
import { pagamio } from '@pagamio/hono'
import { Hono } from 'hono'
import { durableStore, type ObjectNamespace } from '../../src/index.ts'

type Bindings = Record<string, string> & { readonly PAGAMIO: ObjectNamespace; readonly STRANGER: ObjectNamespace }

const app = new Hono<{ Bindings: Bindings }>().use(
  '/shop/*',
  pagamio((c) => ({ ...optionsFromEnv(c.env), store: durableStore(c.env.PAGAMIO), timeoutMs: 20_000 })),
)

app.get('/shop/categories', async (c) => {
  const response = await c.var.pagamio.fetch('/products/categories')
  return c.text(`${response.status}`)
})

app.get('/shop/token', async (c) => c.text((await c.var.pagamio.getToken()).value))

app.get('/shop/store', (c) => c.text(`${c.var.pagamio.status().store}`))

app.get('/conformance', async (c) => {
  const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))
  const cases = storeConformance(
    () => ({ store: durableStore(c.env.PAGAMIO, { group: crypto.randomUUID() }), advance: sleep }),
    { sharing: true },
  )
  const failed = await Promise.all(
    cases.map(({ name, run }) =>
      run().then(
        () => [],
        (error: unknown) => [`${name}: ${error}`],
      ),
    ),
  )
  return c.json({ cases: cases.length, failed: failed.flat() })
})

app.get('/stranger', async (c) => {
  const call = { signal: AbortSignal.timeout(5_000) }
  const error = await durableStore(c.env.STRANGER)
    .get('slot', call)
    .catch((error: unknown) => error)
  return c.text(`${(error as { code?: unknown }).code}`)
})

export default app
