import { inspect } from 'node:util'
import { createBudget, createPagamioAuth, type PermitAsk, type StoreCall } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { type CasPort, storeFromCas } from '../src/index.ts'
import { memoryCas } from './support/memory-cas.ts'

const call: StoreCall = { signal: new AbortController().signal }
const HOUR = 3_600_000
const entry = (generation: number, ttlMs = HOUR) => ({ text: `text ${generation}`, generation, ttlMs })
const ask = (id: string): PermitAsk => ({ id, limit: 1, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 })
const lease = { owner: 'owner', ttlMs: 10_000 }

function world() {
  const clock = manualClock()
  let setMs = 0
  const port = memoryCas(() => clock.monotonic() + setMs)
  const set = (ms: number) => {
    setMs += ms
  }
  return { clock, port, set, store: storeFromCas(port) }
}

const invalid = expect.objectContaining({ code: 'invalid_options' })

describe('storeFromCas', () => {
  test.each([undefined, null, 7, {}, { read() {}, write() {} }, { read() {}, now() {} }])(
    'refuses %o for a port',
    (port) => {
      expect(() => storeFromCas(port as unknown as CasPort)).toThrow(invalid)
    },
  )

  test.each([7, null])('refuses %o for a prefix', (prefix) => {
    expect(() => storeFromCas(memoryCas(), { prefix: prefix as unknown as string })).toThrow(invalid)
  })

  test.each([7, null, '', 'Dynamo DB', 'x'.repeat(33)])('refuses %o for a kind', (kind) => {
    expect(() => storeFromCas(memoryCas(), { kind: kind as unknown as string })).toThrow(invalid)
  })

  test('says what it is', () => {
    expect(storeFromCas(memoryCas()).kind).toBe('cas')
    expect(storeFromCas(memoryCas(), { kind: 'dynamodb' }).kind).toBe('dynamodb')
  })

  test('keeps stores with different prefixes apart', async () => {
    const { port } = world()
    await storeFromCas(port, { prefix: 'one-' }).setIfNewer('slot', entry(1), call)
    expect(await storeFromCas(port, { prefix: 'two-' }).get('slot', call)).toBeUndefined()
  })

  test('tells neither slots, hosts nor usernames in its keys, which are letters, digits and dashes', async () => {
    const { port, store } = world()
    await store.setIfNewer('slot of a merchant', entry(1), call)
    await store.takePermit('login https://origin.example', ask('one'), call)
    for (const key of port.rows.keys()) expect(key).toMatch(/^pagamio-(slot|calls)-[0-9a-f]{32}$/)
  })

  test('shows nothing when it is inspected', () => {
    const port = { ...memoryCas(), password: 'SECRET' }
    expect(inspect(storeFromCas(port), { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })

  test('lets a backend forget nothing sooner than it is over', async () => {
    const { port, store } = world()
    await store.setIfNewer('slot', entry(1, HOUR), call)
    await store.takeLease('slot', lease, call)
    expect([...port.rows.values()].map(({ ttlMs }) => ttlMs)).toEqual([HOUR])
    await store.delete('slot', { generation: 1 }, call)
    expect([...port.rows.values()].map(({ ttlMs }) => ttlMs)).toEqual([lease.ttlMs])
    await store.takePermit('login', ask('one'), call)
    expect([...port.rows.values()].at(-1)?.ttlMs).toBeGreaterThan(24 * HOUR)
  })

  test.each([0, -1, Number.NaN])('keeps nothing for a time to live of %d', async (ttlMs) => {
    const { store } = world()
    expect(await store.setIfNewer('slot', entry(1, ttlMs), call)).toBe(true)
    expect(await store.get('slot', call)).toBeUndefined()
  })

  test('keeps a text for a time to live without end', async () => {
    const { store } = world()
    expect(await store.setIfNewer('slot', entry(1, Number.POSITIVE_INFINITY), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 1 })
  })
})

describe('what lies at a key and is not ours', () => {
  test.each([
    '',
    'not ours',
    '7',
    'null',
    '[]',
    '{"text":7,"lease":[]}',
    '{"text":{"text":"x","generation":"1"}}',
    '{"text":{"text":"x","generation":-1,"writtenAt":1e999}}',
  ])('%j is nothing, and gives way', async (foreign) => {
    const { port, store } = world()
    await store.setIfNewer('slot', entry(9), call)
    await store.takePermit('login', ask('one'), call)
    for (const [key, row] of port.rows) port.rows.set(key, { ...row, text: foreign })
    expect(await store.get('slot', call)).toBeUndefined()
    await store.delete('slot', { generation: 9 }, call)
    expect([...port.rows.values()][0]?.text).toBe(foreign)
    expect(await store.takeLease('slot', lease, call)).toBe(true)
    expect(await store.setIfNewer('slot', entry(1), call)).toBe(true)
    expect(await store.get('slot', call)).toMatchObject({ generation: 1 })
    expect(await store.takePermit('login', ask('two'), call)).toEqual({ retryAfterMs: 0, closings: 0 })
  })
})

describe('the common clock is set back', () => {
  test('by a second or two, as happens all the time: the text is new, and the lease is held', async () => {
    const { store, set } = world()
    await store.setIfNewer('slot', entry(5), call)
    await store.takeLease('slot', lease, call)
    set(-2_000)
    expect(await store.get('slot', call)).toMatchObject({ generation: 5, ageMs: 0 })
    expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(false)
  })

  test('by an hour: the text is a miss, the lease is nobody’s, and calls count for one more window', async () => {
    const { clock, store, set } = world()
    await store.setIfNewer('slot', entry(5), call)
    await store.takeLease('slot', lease, call)
    await store.takePermit('login', ask('one'), call)
    await store.settlePermit('login', { id: 'one', outcome: 'success', closedForMs: 0 }, call)
    set(-HOUR)
    expect(await store.get('slot', call)).toBeUndefined()
    expect(await store.setIfNewer('slot', entry(3), call)).toBe(true)
    expect(await store.takeLease('slot', { ...lease, owner: 'other' }, call)).toBe(true)
    expect(await store.takePermit('login', ask('two'), call)).toEqual({ retryAfterMs: 60_000, closings: 0 })
    await clock.advance(60_100)
    expect(await store.takePermit('login', ask('two'), call)).toMatchObject({ retryAfterMs: 0 })
  })
})

test('nothing secret is in all that the backend holds for a real account (failure mode 91)', async () => {
  const { port, store } = world()
  const simulator = createSimulator()
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    budget: createBudget(),
    store,
  })
  const { value } = await pagamio.getToken()
  await pagamio.close()
  const dump = JSON.stringify([...port.rows])
  expect(dump).toContain('v1.')
  for (const secret of [value, demoCredentials.username, demoCredentials.password, 'pagamio.tech', 'sandbox'])
    expect(dump.replaceAll('pagamio-', '')).not.toContain(secret)
})
