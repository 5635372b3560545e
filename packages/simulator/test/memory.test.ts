import { describe, expect, test } from 'vitest'
import { createAccounts } from '../src/accounts.ts'
import { productOf } from '../src/catalogue/products.ts'
import { createSimulator, demoCredentials, type LogEntry } from '../src/index.ts'
import type { OpenEntry } from '../src/log-entry.ts'
import { orderOf } from '../src/payments/order.ts'
import { createTransactions } from '../src/payments/transactions.ts'
import { createRateLimits } from '../src/rate-limits.ts'
import { createRequestLog } from '../src/request-log.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient } from './client.ts'

const HOUR = 3_600_000

describe('the log', () => {
  const entryOf = (changes: Partial<LogEntry>): OpenEntry => ({
    endpoint: 'login',
    method: 'POST',
    path: '/api/v1/auth/token',
    address: '127.0.0.1',
    environment: 'sandbox',
    merchant: undefined,
    generation: undefined,
    status: 200,
    outcome: 'ok',
    fault: undefined,
    bodyHash: undefined,
    contentType: undefined,
    authorization: 'none',
    userAgent: undefined,
    at: 0,
    ...changes,
  })

  test('keeps the latest entries, and counts all of them', () => {
    const log = createRequestLog(3)
    for (const endpoint of ['login', 'refresh', 'login', 'login', 'unknown'] as const) log.add(entryOf({ endpoint }))
    expect(log.entries.map(({ endpoint }) => endpoint)).toEqual(['login', 'login', 'unknown'])
    expect([log.count(undefined, undefined), log.count('login', 'ok'), log.count('refresh', undefined)]).toEqual([
      5, 3, 1,
    ])
    log.clear()
    expect(log.count(undefined, undefined)).toBe(0)
  })

  test('counts a request by what it comes to, also when it has left the log before', () => {
    const log = createRequestLog(1)
    const slow = entryOf({ outcome: 'pending' })
    for (const entry of [slow, entryOf({}), entryOf({})]) log.add(entry)
    expect([log.count('login', 'pending'), log.count('login', 'ok')]).toEqual([1, 2])
    slow.outcome = 'ok'
    expect([log.count('login', 'pending'), log.count('login', 'ok')]).toEqual([0, 3])
    for (const entry of [entryOf({}), entryOf({})]) log.add(entry)
    expect([log.count('login', 'pending'), log.count('login', 'ok')]).toEqual([0, 5])
  })

  test('holds 10,000 entries, as documented', () => {
    const log = createRequestLog()
    for (let at = 0; at <= 10_000; at++) log.add(entryOf({ at }))
    expect([log.entries.length, log.entries[0]?.at, log.count('login', 'ok')]).toEqual([10_000, 1, 10_001])
  })

  test.each(['logins', 'any', ''])('a misspelt endpoint such as %j is no zero', (endpoint) => {
    const simulator = createSimulator()
    expect(() => simulator.count(endpoint as 'login')).toThrow(RangeError)
    expect(() => simulator.busiestWindow(endpoint as 'login')).toThrow('endpoint should be one of login, refresh')
    expect(() => simulator.count('login', 'okay' as 'ok')).toThrow('outcome should be one of ok, ')
  })
})

describe('the limits', () => {
  const LIMITS = { logins: 1, refreshes: 1, purchases: 1, windowMs: 60_000, blockAfter: 2, blockMs: 90_000 }

  test('forget whoever has not been here for a window', () => {
    const limits = createRateLimits(LIMITS)
    const arrive = (origin: string, at: number) => limits.admit({ endpoint: 'login', origin, bearer: '', at })
    for (let caller = 0; caller < 50; caller++) {
      for (let call = 0; call < 3; call++) arrive(`sandbox 10.0.0.${caller}`, caller)
    }
    const crowded = limits.size
    expect(arrive('sandbox 10.0.1.1', 200_000)).toBe('admitted')
    expect([crowded, limits.size]).toEqual([150, 1])
  })

  test('remember nothing of those they refuse where nobody is blocked', () => {
    const limits = createRateLimits({ ...LIMITS, blockAfter: Number.POSITIVE_INFINITY })
    const verdicts = Array.from({ length: 3 }, () =>
      limits.admit({ endpoint: 'login', origin: 'x', bearer: '', at: 0 }),
    )
    expect([verdicts, limits.size]).toEqual([['admitted', 'rate_limited', 'rate_limited'], 1])
  })
})

describe('tokens', () => {
  test('that are dead are known by their generation for an hour, and forgotten then', async () => {
    const clock = manualClock()
    const simulator = createSimulator({ clock, limits: false })
    const client = createClient(simulator.fetch)
    const { access } = await client.tokens()
    const seen = async () => {
      expect((await client.categories(access)).status).toBe(401)
      return simulator.log.at(-1)?.generation
    }
    clock.advance(HOUR / 2 + HOUR - 1)
    await client.login()
    expect(await seen()).toBe(1)
    clock.advance(1)
    await client.login()
    expect(await seen()).toBeUndefined()
  })

  test('refresh tokens are remembered as long as they live: their reuse is noticed', async () => {
    const clock = manualClock()
    const simulator = createSimulator({ clock, limits: false })
    const client = createClient(simulator.fetch)
    const { refresh } = await client.tokens()
    const second = await client.refresh(refresh)
    clock.advance(7 * 24 * HOUR - 1)
    await client.login()
    expect(second.status).toBe(200)
    expect((await client.refresh(refresh)).status).toBe(401)
  })
})

test('of the purchases the latest are remembered, with their references', () => {
  const account = createAccounts([{ ...demoCredentials, id: 'M-1' }], 'sandbox').find('sandbox', 'demo')
  const product = productOf('AIR-VOD-001')
  if (!account || !product) throw new Error('no account, or no product')
  const { make, charges, of, withId, withReference } = createTransactions(manualClock(), 2)
  const buy = (merchantReference: string) => make(account, orderOf({ amount: 5, merchantReference }), product)
  const [a, b, c] = ['a', 'b', 'c'].map(buy)
  expect(of(account)).toEqual([c, b])
  expect(['a', 'b', 'c'].map((reference) => withReference(account, reference))).toEqual([undefined, b, c])
  expect([a, b].map((one) => one && withId(account, one.transactionId))).toEqual([undefined, b])
  expect(charges.map(({ merchantReference }) => merchantReference)).toEqual(['b', 'c'])
})
