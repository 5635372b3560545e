// The acquisition is linked to the span that Hono's own instrumentation makes for a visit.
import { httpInstrumentationMiddleware } from '@hono/otel'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { pagamio as attach } from '@pagamio/hono'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { instrumentPagamio } from '../src/index.ts'
import { openTelemetry } from './support/open-telemetry.ts'

test('a visit links to the login that it waited for', async () => {
  await using sdk = openTelemetry()
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pagamio, sdk)
  const app = new Hono()
    .use(httpInstrumentationMiddleware({ tracerProvider: sdk.tracerProvider as never }))
    .use(attach(pagamio))
    .get('/categories', async (c) => c.json(await (await c.var.pagamio.fetch('/products/categories')).json()))
  expect((await app.request('/categories')).status).toBe(200)
  const login = sdk.spans().find(({ name }) => name === 'pagamio login')
  const visit = sdk.spans().find(({ name }) => name.includes('/categories'))
  expect(login).toBeDefined()
  expect(visit?.links.map(({ context }) => context.spanId)).toEqual([login?.spanContext().spanId])
})
