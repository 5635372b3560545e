// src/spans.ts, src/acquisition.ts
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { createBudget, createPagamioAuth, memoryStore } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { instrumentPagamio } from '../src/index.ts'
import { openTelemetry } from './support/open-telemetry.ts'

function instance() {
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  return { simulator, pagamio }
}

test('an acquisition is one span, to which each request that waited for it links', async () => {
  await using sdk = openTelemetry()
  const { simulator, pagamio } = instance()
  instrumentPagamio(pagamio, sdk)
  const tracer = sdk.tracerProvider.getTracer('shop')
  const request = (name: string) =>
    tracer.startActiveSpan(name, async (span) => {
      await pagamio.fetch('/products/categories')
      span.end()
    })
  await Promise.all([request('one'), request('two')])
  await request('later')
  expect(simulator.count('login')).toBe(1)
  const [acquisition, ...others] = sdk.spans().filter(({ name }) => name.startsWith('pagamio'))
  expect(others).toEqual([])
  expect(acquisition).toMatchObject({
    name: 'pagamio login',
    attributes: { 'pagamio.endpoint': 'login', 'pagamio.reason': 'first', 'pagamio.token.lifetime': 1800 },
  })
  expect(acquisition?.parentSpanContext).toBeUndefined()
  const links = (name: string) =>
    sdk
      .spans()
      .find((span) => span.name === name)
      ?.links.map(({ context }) => context.spanId)
  const id = acquisition?.spanContext().spanId
  expect([links('one'), links('two'), links('later')]).toEqual([[id], [id], []])
})

test('a request links to the login also where a function gives the credentials', async () => {
  await using sdk = openTelemetry()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: async () => demoCredentials,
    fetch: createSimulator().fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pagamio, sdk)
  await sdk.tracerProvider.getTracer('shop').startActiveSpan('request', async (span) => {
    await pagamio.getToken()
    span.end()
  })
  const login = sdk.spans().find(({ name }) => name === 'pagamio login')
  const request = sdk.spans().find(({ name }) => name === 'request')
  expect(request?.links.map(({ context }) => context.spanId)).toEqual([login?.spanContext().spanId])
})

test('one that fails says why, and a refused refresh is a span of its own before the login', async () => {
  await using sdk = openTelemetry()
  const { simulator, pagamio } = instance()
  instrumentPagamio(pagamio, sdk)
  simulator.failNext('login', { kind: 'status', status: 503 })
  await pagamio.getToken({ timeoutMs: 50 }).catch(() => {})
  expect(sdk.spans()).toMatchObject([
    {
      name: 'pagamio login',
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'endpoint_unavailable', 'http.response.status_code': 503 },
    },
  ])
  const { value } = await pagamio.getToken()
  simulator.revokeAll()
  simulator.revokeRefreshTokens()
  await pagamio.getToken({ rejected: value })
  expect(sdk.spans().map(({ name }) => name)).toEqual([
    'pagamio login',
    'pagamio login',
    'pagamio refresh',
    'pagamio login',
  ])
})

test('a request that was served from the store links to no call that comes later', async () => {
  await using sdk = openTelemetry()
  const simulator = createSimulator()
  const options = {
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
    store: memoryStore(),
  } as const
  const another = createPagamioAuth(options)
  await another.getToken()
  await another.close()
  const pagamio = createPagamioAuth(options)
  instrumentPagamio(pagamio, sdk)
  await sdk.tracerProvider.getTracer('shop').startActiveSpan('long', async (span) => {
    const { value } = await pagamio.getToken()
    simulator.revokeAll()
    await trace.getTracer('shop').startActiveSpan('another', () => pagamio.getToken({ rejected: value }))
    span.end()
  })
  expect(simulator.count('refresh')).toBe(1)
  expect(sdk.spans().find(({ name }) => name === 'long')?.links).toEqual([])
})

test('nothing secret is in what is sent', async () => {
  await using sdk = openTelemetry()
  const { pagamio } = instance()
  instrumentPagamio(pagamio, { ...sdk, mostAccounts: 5 })
  const { value } = await trace.getTracer('shop').startActiveSpan('request', () => pagamio.getToken())
  const sent = JSON.stringify([
    sdk.spans().map(({ name, attributes, events }) => ({ name, attributes, events })),
    await sdk.metrics(),
  ])
  expect(sent).toContain('pagamio.account')
  for (const secret of [value, demoCredentials.username, demoCredentials.password])
    expect(sent).not.toContain(`"${secret}"`)
})

test('when it is stopped, nothing is measured any more', async () => {
  await using sdk = openTelemetry()
  const { pagamio } = instance()
  const stop = instrumentPagamio(pagamio, sdk)
  stop()
  await pagamio.getToken()
  expect(sdk.spans()).toEqual([])
  expect(await sdk.value('pagamio.acquisitions')).toBeUndefined()
  expect(await sdk.value('pagamio.up')).toBeUndefined()
})
