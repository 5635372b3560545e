// src/prometheus/prometheus-text.ts
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createBudget, createPagamioAuth, createPagamioAuthPool, memoryStore } from '../../src/index.ts'
import { prometheusText } from '../../src/prometheus/index.ts'
import { MINUTE, rejection, scene } from '../support/scene.ts'

const LINE = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{instance_name="[^\n]*"\} -?\d+(\.\d+)?)$/

test('every line is in the format, and each metric has one head', async () => {
  const { auth } = scene()
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: async () => ({ username: 'a', password: 'b' }),
  })
  await auth.getToken()
  const text = prometheusText({ shop: auth, 'a "pool"\\\n': pool })
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(LINE)
  const heads = lines.filter((line) => line.startsWith('# TYPE'))
  expect(new Set(heads).size).toBe(heads.length)
  expect(text).toContain('pagamio_up{instance_name="shop"} 1')
  expect(text).toContain('pagamio_permits_available{instance_name="shop",endpoint="login"} 4')
  expect(text).toContain('pagamio_merchants{instance_name="a \\"pool\\"\\\\\\n",state="held"} 0')
  expect(text).not.toContain('pagamio_store_up')
})

test('one whose late options are wrong is down, and hides no other', async () => {
  const late = createPagamioAuth(() => ({ environment: 'nowhere' }) as never)
  const text = prometheusText({ till: late, shop: scene().auth })
  expect(text).toContain('pagamio_up{instance_name="till"} 0\npagamio_up{instance_name="shop"} 1')
  expect(text).toContain('pagamio_trouble{instance_name="till",code="invalid_options"} 1')
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(LINE)
})

test('trouble has its code, and a token its end', async () => {
  const { auth, simulator } = scene()
  simulator.failNext('login', { kind: 'status', status: 503 })
  await rejection(auth.getToken({ timeoutMs: 100 }))
  const down = prometheusText({ shop: auth })
  expect(down).toContain('pagamio_up{instance_name="shop"} 0')
  expect(down).toContain('pagamio_trouble{instance_name="shop",code="endpoint_unavailable"} 1')
  expect(down).not.toContain('pagamio_token_expires')
})

test('with a store it says what it is, whether it works and how fast, and it never shows a secret', async () => {
  const { clock, another } = scene()
  const inner = memoryStore({ clock })
  const slow = async (...asked: Parameters<typeof inner.get>) => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 40))
    return inner.get(...asked)
  }
  const auth = another({ store: { ...inner, get: slow }, key: new Uint8Array(32), budget: createBudget({ clock }) })
  const before = prometheusText({ shop: auth })
  expect(before).toContain('pagamio_store_up{instance_name="shop",store="memory"} 1')
  expect(before).not.toContain('pagamio_store_slowest_call')
  const asked = auth.getToken()
  await clock.advance(1_000)
  const { value, expiresAt } = await asked
  const text = prometheusText({ shop: auth })
  expect(text).toContain('pagamio_store_slowest_call_duration_seconds{instance_name="shop",store="memory"} 0.04')
  expect(text).toContain('pagamio_store_last_call_duration_seconds{instance_name="shop",store="memory"} 0')
  const { at = 0 } = auth.status().store?.latency ?? {}
  expect(text).toContain(`pagamio_store_last_call_timestamp_seconds{instance_name="shop",store="memory"} ${at / 1000}`)
  expect(text).toContain(`pagamio_token_expires_timestamp_seconds{instance_name="shop"} ${expiresAt / 1000}`)
  for (const secret of [value, 'demo-password']) expect(text).not.toContain(secret)
})

test('a pool whose renewals fail is up while its tokens live, and down when none is left', async () => {
  const { clock, simulator } = scene()
  const pool = createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: async () => demoCredentials,
    fetch: simulator.fetch,
    clock,
  })
  const ask = async () => {
    pool
      .for('M-1001')
      .getToken({ timeoutMs: 1_000 })
      .catch(() => {})
    await clock.advance(2_000)
  }
  await ask()
  simulator.failNext('any', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
  await clock.advance(27 * MINUTE)
  await ask()
  expect(pool.status()).toMatchObject({ usable: 1, inTrouble: 1, health: 'degraded' })
  expect(prometheusText({ pool })).toContain('pagamio_up{instance_name="pool"} 1')
  await clock.advance(5 * MINUTE)
  await ask()
  expect(pool.status()).toMatchObject({ usable: 0, inTrouble: 1, health: 'down' })
  expect(prometheusText({ pool })).toContain('pagamio_up{instance_name="pool"} 0')
})
