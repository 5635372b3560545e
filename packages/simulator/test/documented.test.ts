import { operations } from '@pagamio/openapi'
import { expect, test } from 'vitest'
import { createSimulator, demoCredentials, refusalNames, type SimulatorOptions } from '../src/index.ts'
import { complaintOf } from './support/documented.ts'
import { AIRTIME, BILL, ELECTRICITY, VOUCHER } from './support/shop.ts'

const HOST = 'https://vas-sandbox-api.pagamio.tech'

/** Asks for everything there is, well and badly, and notes what the document says to each answer. */
async function walk(options: SimulatorOptions) {
  const simulator = createSimulator({ limits: false, ...options })
  const complaints: string[] = []
  const asked = new Set<string>()
  let token = ''

  async function send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const url = path === '/health' ? `${HOST}${path}` : `${HOST}/api/v1${path}`
    const init = { method, headers: { authorization: `Bearer ${token}` } }
    const response = await simulator.fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    const json = (await response.json()) as Record<string, unknown>
    const complaint = complaintOf(method, path, response.status, json)
    if (complaint) complaints.push(complaint)
    asked.add(`${method} ${path.replace(/\?.*/, '')}`)
    return json
  }
  const tokensOf = (json: Record<string, unknown>) => {
    const { token, accessToken, refreshToken } = { ...json, ...(json.data as object) } as Record<string, string>
    return { access: token ?? accessToken ?? '', refresh: refreshToken }
  }

  // Without a token, and with what nobody can read.
  for (const { method, path } of operations)
    await send(method, path.replaceAll(/\{\w+\}/g, '1002'), method === 'POST' ? {} : undefined)
  for (const body of [{ ...demoCredentials, password: 'wrong' }, {}, []]) await send('POST', '/auth/token', body)
  for (const body of [{ refreshToken: 'unknown' }, {}]) await send('POST', '/auth/token/refresh', body)

  const first = tokensOf(await send('POST', '/auth/token', demoCredentials))
  token = first.access
  if (first.refresh) token = tokensOf(await send('POST', '/auth/token/refresh', { refreshToken: first.refresh })).access

  await send('GET', '/health')
  simulator.setHealthy('cache', false)
  await send('GET', '/health')
  for (const path of ['/users/forgotpassword', '/users/resetpassword'])
    await send('POST', path, { email: 'a@b.example' })
  for (const method of ['GET', 'POST']) {
    for (const path of ['/products/categories', '/products/categories/1002/fields', '/products/categories/9/fields'])
      await send(method, path)
    await send(method, '/lookups/brands')
  }
  for (const path of ['/products/category/1002', '/products/category/9']) await send('POST', path)
  for (const path of ['/merchants/M-1001/products', '/sub-merchants/S-2001/products']) await send('GET', path)
  for (const body of [{ meterNumber: '000001020001' }, { meterNumber: '1' }, {}])
    await send('POST', '/lookup/electricity', body)
  for (const body of [{ accountNumber: '81715524' }, { accountNumber: '1' }, {}])
    await send('POST', '/lookup/bill-payment', body)

  const severalTokens = { ...ELECTRICITY, productCode: 'ELE-FLS-001' }
  const orders = [AIRTIME, ELECTRICITY, severalTokens, VOUCHER, BILL, { ...VOUCHER, productCode: 'ENT-NFX-001' }]
  for (const [n, order] of orders.entries()) await send('POST', '/purchase', { ...order, merchantReference: `r-${n}` })
  for (const changes of [{}, { amount: 30 }, { amount: '29' }, { mobileNumber: '0821230045' }])
    await send('POST', '/purchase', { ...AIRTIME, merchantReference: 'r-0', ...changes })
  simulator.holdPurchases()
  await send('POST', '/purchase', { ...AIRTIME, merchantReference: 'held' })
  for (const refusal of refusalNames) {
    simulator.failNext('purchase', { kind: 'refusal', refusal })
    await send('POST', '/purchase', AIRTIME)
  }
  const mine = 'userType=MERCHANT&userTypeId=M-1001'
  for (const query of [
    mine,
    `${mine}&exportAll=true`,
    `${mine}&page=x`,
    '',
    'merchantReference=r-0',
    'transactionId=x',
  ])
    await send('POST', `/transactions?${query}`)
  await send('POST', '/transactions?userType=MERCHANT&userTypeId=S-2001')

  simulator.setSecondFactor('demo', 'code')
  await send('POST', '/auth/token', demoCredentials)
  simulator.setActive('demo', false)
  await send('POST', '/auth/token', demoCredentials)
  return { complaints, asked }
}

test.each<[string, SimulatorOptions]>([
  ['as it is', {}],
  ['flat', { responseShape: 'flat' }],
  ['with a profile', { responseShape: 'profile' }],
  ['with refusals as 400', { refusalStatus: 400 }],
  ['after too many calls', { limits: { logins: 1, refreshes: 1, purchases: 1 } }],
])('the answers, %s, are those of the OpenAPI document', async (_name, options) => {
  const { complaints, asked } = await walk(options)
  expect(complaints).toEqual([])
  expect(asked.size).toBeGreaterThanOrEqual(operations.length)
})

test.each([
  [
    'POST',
    '/purchase',
    400,
    { responseCode: '1301', responseMessage: 'Invalid product or amount.', successful: false },
  ],
  ['POST', '/purchase', 200, { successful: true, responseCode: '0' }],
  ['GET', '/merchants/M-1001/products', 200, { content: [], page: 0, size: 20, totalElements: 0, totalPages: 0 }],
  ['POST', '/purchase', 418, {}],
  ['POST', '/auth/login', 200, {}],
])('%s %s with %d and %j is found out', (method, path, status, json) => {
  expect(complaintOf(method, path, status, json)).toBeDefined()
})
