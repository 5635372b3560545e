import { createPagamioAuth, type FetchLike } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createShop } from '../src/builds/hono.ts'

function open() {
  const clock = manualClock({ settle: () => simulator.settled() })
  const simulator = createSimulator({ clock })
  const { fetch } = simulator
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, clock })
  return { clock, simulator, shop: createShop(auth) }
}

const order = (extra: object = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ mobileNumber: '+27821234567', amount: 29, ...extra }),
})

const statuses = (answers: readonly Response[]) => [...new Set(answers.map(({ status }) => status))]

test('shop › many visitors at once cost one login', async () => {
  const { simulator, shop } = open()
  const answers = await Promise.all(Array.from({ length: 200 }, () => shop.request('/categories')))
  expect(statuses(answers)).toEqual([200])
  expect(simulator.count('login')).toBe(1)
  expect(simulator.count()).toBe(201)
})

test('shop › a revocation under many visitors costs one refresh, and all are answered', async () => {
  const { simulator, shop } = open()
  await shop.request('/categories')
  simulator.revokeAll()
  const answers = await Promise.all(Array.from({ length: 200 }, () => shop.request('/categories')))
  expect(statuses(answers)).toEqual([200])
  expect(simulator.count('refresh')).toBe(1)
  expect(simulator.count('login')).toBe(1)
})

test('shop › a purchase under a revoked token is sent again byte for byte, and charged once', async () => {
  const { simulator, shop } = open()
  await shop.request('/categories')
  simulator.revokeAll()
  const answer = await shop.request('/airtime', order())
  expect(answer.status).toBe(200)
  const sent = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
  expect(sent.map(({ status, generation }) => [status, generation])).toEqual([
    [401, 1],
    [200, 2],
  ])
  expect(sent[1]?.bodyHash).toBe(sent[0]?.bodyHash)
  expect(simulator.charges.map((charge) => charge.merchantReference)).toEqual([
    answer.headers.get('merchant-reference'),
  ])
})

test('shop › the same reference is charged once, another again', async () => {
  const { simulator, shop } = open()
  for (const reference of ['R-1', 'R-1', 'R-2']) await shop.request('/airtime', order({ reference }))
  expect(simulator.charges.map((charge) => charge.merchantReference)).toEqual(['R-1', 'R-2'])
})

test.each([
  { mobileNumber: '123' },
  { amount: 0 },
  { amount: [50] },
  { amount: 1e-7 },
  { productCode: 'acme' },
  { reference: 'a b' },
])('shop › %j is a bad order, and goes nowhere', async (wrong) => {
  const { simulator, shop } = open()
  expect((await shop.request('/airtime', order(wrong))).status).toBe(400)
  expect((await shop.request('/airtime', { ...order(), body: '{' })).status).toBe(400)
  expect(simulator.count()).toBe(0)
})

test('shop › with the token endpoint down: 503 with Retry-After and the code, and no secret', async () => {
  const { clock, simulator, shop } = open()
  simulator.failNext('login', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  const pending = shop.request('/categories')
  await clock.advance(30_000)
  const answer = await pending
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  const text = await answer.text()
  expect(JSON.parse(text)).toMatchObject({ error: 'endpoint_unavailable' })
  expect(text).not.toContain(demoCredentials.password)
  expect(simulator.count('login')).toBe(3)
})

test('shop › a refused password is a 502 with its code, and asked once', async () => {
  const { simulator, shop } = open()
  simulator.changePassword(demoCredentials.username, 'another')
  const answers = await Promise.all(Array.from({ length: 20 }, () => shop.request('/categories')))
  expect(statuses(answers)).toEqual([502])
  expect(await answers[0]?.json()).toMatchObject({ error: 'invalid_credentials' })
  expect(simulator.count('login')).toBe(1)
})

test('shop › a permission problem is a 502 in the vendor’s words, never our visitor’s 401', async () => {
  const { simulator, shop } = open()
  simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, 2)
  const answer = await shop.request('/categories')
  expect(answer.status).toBe(502)
  expect(await answer.json()).toEqual({ error: 'upstream', message: 'Pagamio answered 401: Simulated error 401' })
  expect(simulator.count('refresh')).toBe(1)
})

test.each<[string, FetchLike]>([
  ['a failure in an envelope with status 200', async () => Response.json({ successful: false, responseMessage: 'No' })],
  ['a web page with status 200', async () => new Response('<h1>Hello</h1>')],
  ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
])('shop › %s is a 502, and the buyer learns the reference', async (_name, fetch) => {
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials })
  const answer = await createShop({ ...auth, fetch }).request('/airtime', order({ reference: 'R-1' }))
  expect(answer.status).toBe(502)
  expect(answer.headers.get('merchant-reference')).toBe('R-1')
})
