import { operations } from '@pagamio/openapi'
import { describe, expect, test } from 'vitest'
import { refusalNames, type SimulatorOptions } from '../src/index.ts'
import { type Answer, complaintOf } from './support/documented.ts'
import { AIRTIME, BILL, ELECTRICITY, SHOP, VOUCHER } from './support/shop.ts'
import { filledIn, parameterOf, statusOf, walker } from './support/walker.ts'

const MINE = 'userType=MERCHANT&userTypeId=M-1001'
const FILTERS = 'status=0&categoryName=Airtime&brandName=Vodacom&aggregatorName=FLASH&keyWord=air'

type Walker = ReturnType<typeof walker>

async function everywhere({ send }: Walker, token: string) {
  for (const one of operations)
    await send(one.method, filledIn(one), one.method === 'POST' ? { body: {}, token } : { token })
}

async function askForTokens({ send, tokens }: Walker) {
  for (const body of [{ username: 'demo', password: 'wrong' }, {}, []]) await send('POST', '/auth/token', { body })
  for (const body of [{ refreshToken: 'unknown' }, {}]) await send('POST', '/auth/token/refresh', { body })
  for (const path of ['/users/forgotpassword', '/users/resetpassword'])
    for (const body of [[], { email: 'a@b.example' }]) await send('POST', path, { body })
  const first = await tokens()
  const second = await tokens('/auth/token/refresh', { refreshToken: first.refresh })
  return second.access === '' ? first : second
}

async function readTheCatalogue({ send, tokens }: Walker, token: string) {
  for (const method of ['GET', 'POST'])
    for (const path of [
      '/categories',
      '/categories/1002/fields',
      '/categories/9/fields',
      '/category/9',
      '/category/1002',
    ])
      await send(method, `/products${path}`, { token })
  for (const method of ['GET', 'POST']) await send(method, '/lookups/brands', { token })
  for (const id of ['M-1001', 'M-9']) await send('GET', `/merchants/${id}/products`, { token })
  const shop = await tokens('/auth/token', SHOP)
  for (const id of ['S-2001', 'S-9']) await send('GET', `/sub-merchants/${id}/products`, { token: shop.access })
}

async function lookUp({ send }: Walker, token: string) {
  for (const body of [{ meterNumber: '000001020001' }, { meterNumber: '1' }, {}])
    await send('POST', '/lookup/electricity', { body, token })
  for (const body of [{ accountNumber: '81715524' }, { accountNumber: '1' }, {}])
    await send('POST', '/lookup/bill-payment', { body, token })
}

async function buy({ send, simulator }: Walker, token: string) {
  const order = (body: object) => send('POST', '/purchase', { body, token })
  const several = { ...ELECTRICITY, productCode: 'ELE-FLS-001' }
  const orders = [AIRTIME, ELECTRICITY, several, VOUCHER, BILL, { ...VOUCHER, productCode: 'ENT-NFX-001' }]
  for (const [n, one] of orders.entries()) await order({ ...one, merchantReference: `r-${n}` })
  for (const changes of [{}, { amount: 30 }, { amount: '29' }, { mobileNumber: '0821230045' }])
    await order({ ...AIRTIME, merchantReference: 'r-0', ...changes })
  simulator.holdPurchases()
  simulator.failPurchases()
  for (const turn of [0, 10_000]) {
    simulator.turnClock(turn)
    for (const merchantReference of ['held', 'failed']) await order({ ...AIRTIME, merchantReference })
  }
  for (const refusal of refusalNames) {
    simulator.failNext('purchase', { kind: 'refusal', refusal })
    await order(AIRTIME)
  }
}

async function lookBack({ send }: Walker, token: string) {
  const pages = [MINE, `${MINE}&${FILTERS}&page=0&size=5page=0&size=5&sort=responseDate,desc`, `${MINE}&exportAll=true`]
  const others = [
    `${MINE}&page=x`,
    '',
    'merchantReference=r-0',
    'transactionId=x',
    'userType=MERCHANT&userTypeId=S-2001',
  ]
  for (const query of [...pages, ...others])
    for (const method of ['GET', 'POST']) await send(method, `/transactions?${query}`, { token })
}

async function beBarred(one: Walker, { access, refresh }: { access: string; refresh: string }) {
  one.simulator.setSecondFactor('demo', 'code')
  await one.tokens()
  one.simulator.setActive('demo', false)
  await one.tokens()
  await one.send('POST', '/auth/token/refresh', { body: { refreshToken: refresh } })
  await everywhere(one, access)
}

/** Asks for everything there is, well and badly. Each answer is held to the document, as in every other test. */
async function walk(options: SimulatorOptions): Promise<ReadonlySet<string>> {
  const one = walker(options)
  await everywhere(one, 'unknown')
  const pair = await askForTokens(one)
  await one.send('GET', '/health')
  one.simulator.setHealthy('cache', false)
  await one.send('GET', '/health')
  await readTheCatalogue(one, pair.access)
  await lookUp(one, pair.access)
  await buy(one, pair.access)
  await lookBack(one, pair.access)
  await beBarred(one, pair)
  return one.met
}

describe('the answers', () => {
  const walks: [string, SimulatorOptions][] = [
    ['as they are', {}],
    ['flat', { responseShape: 'flat' }],
    ['with a profile', { responseShape: 'profile' }],
    ['with refusals as 400', { refusalStatus: 400 }],
    ['to the letter of the newest page', { strict: true }],
    ['after too many calls', { limits: { logins: 3, refreshes: 1, purchases: 1 } }],
  ]
  const met = new Set<string>()

  test.each(walks)('%s, are those of the OpenAPI document', async (_name, options) => {
    for (const one of await walk(options)) met.add(one)
    expect(met.size).toBeGreaterThan(operations.length)
  })

  /** What the simulator has no reason of its own to answer: calls that it does not limit, and trouble in front of the API. */
  const BY_FAULT = [404, 429, 500, 503]
  /** Its body and its answer are on no page, so it is always a 404. */
  const NOT_SERVED = 'lookUpMoneyTransfer'

  test('are all that the document has: every operation, every status, every parameter', async () => {
    const { met: brought, send, simulator } = walker({})
    for (const one of operations) {
      for (const status of one.statuses.filter(
        (status) => BY_FAULT.includes(status) && !met.has(statusOf(one, status)),
      )) {
        simulator.failNext('any', { kind: 'status', status, body: status === 404 ? 'plain' : undefined })
        const body = await send(one.method, filledIn(one))
        expect(complaintOf({ ...one, path: filledIn(one), status, body })).toBeUndefined()
      }
    }
    const documented = operations.flatMap((one) => [
      ...one.statuses
        .filter((status) => one.id !== NOT_SERVED || BY_FAULT.includes(status))
        .map((status) => statusOf(one, status)),
      ...one.parameters.map(({ name }) => parameterOf(one, name)),
    ])
    expect(documented.filter((name) => !met.has(name) && !brought.has(name))).toEqual([])
  })
})

describe('what is found out', () => {
  const refused = { responseCode: '1103', responseMessage: 'Insufficient balance.', successful: false }
  const missing = { error: 'Not Found', message: 'There is no POST /auth/login' }

  test.each<[string, Answer]>([
    [
      'a code of our own',
      { method: 'POST', path: '/purchase', status: 400, body: { ...refused, responseCode: '1301' } },
    ],
    [
      'a success without an id',
      { method: 'POST', path: '/purchase', status: 200, body: { successful: true, responseCode: '0' } },
    ],
    [
      'products in a page',
      { method: 'GET', path: '/merchants/M-1/products', status: 200, body: { content: [], page: 0 } },
    ],
    ['a status that nobody knows', { method: 'POST', path: '/purchase', status: 418, body: {} }],
    ['a 404 where none is documented', { method: 'POST', path: '/purchase', status: 404, body: missing }],
    ['an address that nobody knows', { method: 'POST', path: '/auth/login', status: 200, body: {} }],
    [
      'a 404 with a code',
      { method: 'POST', path: '/auth/login', status: 404, body: { ...refused, ...missing, error: 'x' } },
    ],
    [
      'a page in the place of JSON',
      { method: 'POST', path: '/purchase', status: 200, body: '', contentType: 'text/html' },
    ],
    ['no form at all', { method: 'POST', path: '/purchase', status: 200, body: '', contentType: '' }],
    [
      'a list that strict does not serve, served',
      { method: 'POST', path: '/auth/token', status: 404, body: missing, strict: true },
    ],
  ])('%s', (_name, answer) => {
    expect(complaintOf(answer)).toBeDefined()
  })

  test.each<[string, Answer]>([
    ['a refusal', { method: 'POST', path: '/purchase', status: 200, body: refused }],
    ['a 404 of an address that nobody knows', { method: 'POST', path: '/auth/login', status: 404, body: missing }],
    [
      'a page of what stands in front',
      { method: 'POST', path: '/purchase', status: 503, body: '', contentType: 'text/html' },
    ],
    [
      'the method of an older page, when the newest counts',
      { method: 'POST', path: '/lookups/brands', status: 404, body: missing, strict: true },
    ],
  ])('but not %s', (_name, answer) => {
    expect(complaintOf(answer)).toBeUndefined()
  })
})
