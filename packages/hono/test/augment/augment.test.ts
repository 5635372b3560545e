import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { type Context, Hono } from 'hono'
import { expect, expectTypeOf, test } from 'vitest'
import '../../src/augment.ts'
import { type PagamioVariable, pagamio } from '../../src/index.ts'

// A compilation of its own (tsconfig.json beside this file): the types that this import brings hold everywhere.

/** Written far from the application, without its types. */
async function categories(c: Context) {
  expectTypeOf(c.var.pagamio).toEqualTypeOf<PagamioVariable>()
  expectTypeOf(c.get('pagamio')).toEqualTypeOf<PagamioVariable>()
  return c.text(`${(await c.var.pagamio.fetch('/products/categories')).status}`)
}

test('@pagamio/hono/augment types c.var.pagamio in every handler, also where use() is not chained', async () => {
  const simulator = createSimulator()
  const auth = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  const app = new Hono()
  app.use(pagamio(auth))
  app.get('/', categories)
  app.get('/inline', async (c) => c.text((await c.var.pagamio.getToken()).authorization.slice(0, 7)))
  expect(await (await app.request('/')).text()).toBe('200')
  expect(await (await app.request('/inline')).text()).toBe('Bearer ')
  expect(simulator.count('login')).toBe(1)
})
