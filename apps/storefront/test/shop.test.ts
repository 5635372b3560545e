import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createShop } from '../src/shop.ts'

function open() {
  const simulator = createSimulator()
  const options = {
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: simulator.fetch,
    timeoutMs: 500,
  } as const
  return { simulator, shop: createShop(createPagamioAuth({ ...options, budget: createBudget() })) }
}

const order = (extra: object = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ mobileNumber: '0821234567', amount: 29, ...extra }),
})

test('shop › fifty visitors at once cost one login', async () => {
  const { simulator, shop } = open()
  const answers = await Promise.all(Array.from({ length: 50 }, () => shop.request('/categories')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(simulator.count('login')).toBe(1)
  expect(await (await shop.request('/')).text()).toContain('Airtime')
})

test('shop › a purchase under a revoked token is charged once, and its transaction can be looked up', async () => {
  const { simulator, shop } = open()
  await shop.request('/categories')
  simulator.revokeAll()
  const answer = await shop.request('/airtime', order({ reference: 'R-1' }))
  expect(answer.status).toBe(200)
  const { transactionId } = (await answer.json()) as { transactionId: string }
  const sent = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
  expect(sent.map(({ status }) => status)).toEqual([401, 200])
  expect(sent[1]?.bodyHash).toBe(sent[0]?.bodyHash)
  expect(simulator.charges).toHaveLength(1)
  expect((await shop.request(`/transactions/${transactionId}`)).status).toBe(200)
  await shop.request('/airtime', order({ reference: 'R-1' }))
  expect(simulator.charges).toHaveLength(1)
})

test.each([{ mobileNumber: '123' }, { amount: 0 }, { reference: 'a b' }])(
  'shop › %j is a bad order, and goes nowhere',
  async (wrong) => {
    const { simulator, shop } = open()
    expect((await shop.request('/airtime', order(wrong))).status).toBe(400)
    expect(simulator.count()).toBe(0)
  },
)

test('shop › with the token endpoint down it answers 503 with Retry-After, and no secret', async () => {
  const { simulator, shop } = open()
  simulator.failNext('login', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  const answer = await shop.request('/categories')
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await answer.text()).not.toContain(demoCredentials.password)
})

test('shop › a permission problem is a 502, never our visitor’s 401', async () => {
  const { simulator, shop } = open()
  simulator.failNext('categories', { kind: 'status', status: 401, body: 'envelope' }, 2)
  expect((await shop.request('/categories')).status).toBe(502)
  expect(simulator.count('refresh')).toBe(1)
})
