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

app.get('/shop/store', (c) => {
  const { kind, state } = c.var.pagamio.status().store ?? {}
  return c.text(`${kind} ${state}`)
})

app.get('/conformance', async (c) => {
  const { PAGAMIO } = c.env
  const init = { method: 'POST', body: '', signal: c.req.raw.signal }
  const advance = async (ms: number) => {
    await PAGAMIO.get(PAGAMIO.idFromName('clock')).fetch(`https://object.invalid/advance/${ms}`, init)
  }
  await advance(0)
  const open = () => ({ store: durableStore(PAGAMIO, { group: crypto.randomUUID() }), advance })
  const cases = storeConformance(open, { sharing: true })
  const failed: string[] = []
  // One after the other: the clock is one for all objects.
  for (const { name, run } of cases) await run().catch((error: unknown) => failed.push(`${name}: ${error}`))
  return c.json({ cases: cases.length, failed })
})

app.get('/stranger', async (c) => {
  const call = { signal: AbortSignal.timeout(5_000) }
  const error = await durableStore(c.env.STRANGER)
    .get('slot', call)
    .catch((error: unknown) => error)
  return c.text(`${(error as { code?: unknown }).code}`)
})

// What renewals ask of the object, each of an account of its own, one after the other.
app.get('/renewals/:count', async (c) => {
  const store = durableStore(c.env.PAGAMIO)
  const call = { signal: c.req.raw.signal }
  const owner = crypto.randomUUID()
  const entry = { text: 'x'.repeat(1_000), ttlMs: 60_000 }
  for (let n = 0; n < Number(c.req.param('count')); n++) {
    const slot = `${owner} ${n}`
    await store.get(slot, call)
    await store.takeLease(slot, { owner, ttlMs: 10_000 }, call)
    // One log for all of them, as full as the endpoint's limits let it be.
    const ask = { id: owner, limit: 10, windowMs: 60_000, callMs: 10_000, placeMs: 15_000 }
    await store.takePermit('refresh', ask, call)
    await store.setIfNewer(slot, { ...entry, generation: 1 }, call)
    await store.settlePermit('refresh', { id: owner, outcome: 'success', closedForMs: 0 }, call)
    await store.setIfNewer(slot, { ...entry, generation: 2, releases: owner }, call)
  }
  return c.text('done')
})

export default app
