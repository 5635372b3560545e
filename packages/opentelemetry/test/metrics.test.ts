// src/counters.ts, src/gauges.ts
import { createBudget, createPagamioAuth, createPagamioAuthPool, memoryStore } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { instrumentPagamio, metricNames as names } from '../src/index.ts'
import { openTelemetry } from './support/open-telemetry.ts'

test('acquisitions by endpoint and outcome, 401s, waits and what is left', async () => {
  await using sdk = openTelemetry()
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pagamio, sdk)
  const { value } = await pagamio.getToken()
  simulator.revoke(value)
  await Promise.all([pagamio.fetch('/products/categories'), pagamio.fetch('/products/categories')])
  const about = (endpoint: string) => ({ 'pagamio.endpoint': endpoint, 'pagamio.outcome': 'acquired' })
  expect(await sdk.value(names.acquisitions, about('login'))).toBe(simulator.count('login'))
  expect(await sdk.value(names.acquisitions, about('refresh'))).toBe(simulator.count('refresh'))
  expect(await sdk.value(names.rejections, { 'pagamio.renewed': true })).toBe(2)
  expect(await sdk.value(names.permitsLeft, { 'pagamio.endpoint': 'login' })).toBe(4)
  expect(await sdk.value(names.permitsLeft, { 'pagamio.endpoint': 'refresh' })).toBe(9)
  expect(await sdk.value(names.up)).toBe(1)
  expect(await sdk.value(names.tokenLeft)).toBeGreaterThan(1790)
  expect(await sdk.value(names.acquisitionDuration)).toMatchObject({ count: 1 })
  expect((await sdk.value(names.waits, { 'pagamio.reason': 'first' })) as number).toBe(1)
})

test('failures have their code, a store that fails is counted, and a 429 is a closing', async () => {
  await using sdk = openTelemetry()
  const simulator = createSimulator()
  // It fails for good, so that the caller does not wait for it.
  const readOnly = Object.assign(new Error('down'), { code: 'EROFS' })
  const store = { ...memoryStore(), takeLease: async () => Promise.reject(readOnly) }
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    key: new Uint8Array(32),
    budget: createBudget(),
    store,
  })
  instrumentPagamio(pagamio, sdk)
  simulator.failNext('login', { kind: 'status', status: 429 })
  await pagamio.getToken({ timeoutMs: 20_000 }).catch(() => {})
  expect(await sdk.value(names.acquisitions, { 'pagamio.outcome': 'failed', 'error.type': 'endpoint_closed' })).toBe(1)
  const failures = { 'pagamio.store': 'memory', 'pagamio.operation': 'lease' }
  expect(await sdk.value(names.storeFailures, failures)).toBeGreaterThan(0)
  expect(await sdk.value(names.storeUp, { 'pagamio.store': 'memory' })).toBe(0)
  const [last, slowest] = [await sdk.value(names.storeLast), await sdk.value(names.storeSlowest)]
  expect(last).toBeGreaterThanOrEqual(0)
  expect(slowest).toBeGreaterThanOrEqual(last as number)
  expect(await sdk.value(names.closings, { 'pagamio.endpoint': 'login' })).toBe(1)
})

test('a pool is counted by state, and accounts are told apart only if asked for, up to a number', async () => {
  await using sdk = openTelemetry()
  const merchants = ['a', 'b', 'c'].map((username) => ({ username, password: 'demo-password' }))
  const simulator = createSimulator({
    merchants: merchants.map((merchant) => ({ ...merchant, id: `M-${merchant.username}` })),
  })
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: async (username) => ({ username, password: 'demo-password' }),
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pool, { ...sdk, mostAccounts: 2 })
  await Promise.all(merchants.map(({ username }) => pool.for(username).getToken()))
  expect(await sdk.value(names.merchants, { 'pagamio.state': 'usable' })).toBe(3)
  const points =
    (await sdk.metrics()).find(({ descriptor }) => descriptor.name === names.acquisitions)?.dataPoints ?? []
  const accounts = points.map(({ attributes }) => attributes['pagamio.account'])
  expect(accounts).toHaveLength(3)
  expect(accounts).toContain('other')
})

test('with wrong options that come late, it is down', async () => {
  await using sdk = openTelemetry()
  instrumentPagamio(
    createPagamioAuth(() => ({ environment: 'nowhere' }) as never),
    sdk,
  )
  expect(await sdk.value(names.up)).toBe(0)
})

test('without a token and without hope of one, it is down', async () => {
  await using sdk = openTelemetry()
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: { ...demoCredentials, password: 'another' },
    fetch: simulator.fetch,
    budget: createBudget(),
  })
  instrumentPagamio(pagamio, sdk)
  expect(await sdk.value(names.up)).toBe(1)
  await pagamio.getToken().catch(() => {})
  expect(await sdk.value(names.up)).toBe(0)
  expect(await sdk.value(names.acquisitions, { 'error.type': 'invalid_credentials' })).toBe(1)
})

test.each([-1, 1.5, Number.NaN, 'ten' as never])('mostAccounts: %s is refused', (mostAccounts) => {
  const pagamio = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials })
  expect(() => instrumentPagamio(pagamio, { mostAccounts })).toThrow('mostAccounts')
})
