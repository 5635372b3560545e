// Where the vendor's pages contradict each other, or say nothing, there is one decision: one case for each.
import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials, type ResponseShape } from '../src/index.ts'
import { createClient, SANDBOX } from './client.ts'
import { AIRTIME, BILL, ELECTRICITY, open, SHOP, VOUCHER } from './support/shop.ts'

type Json = Record<string, unknown>
const jsonOf = async (response: Promise<Response>) => (await (await response).json()) as Json
const refusedWith = (responseCode: string) => ({ status: 200, json: { responseCode, successful: false } })

describe('tokens', () => {
  test.each(['/auth/login', '/auth/refresh'])('%s, which one page names, is a 404', async (path) => {
    const { post } = await open()
    expect((await post(path, demoCredentials)).status).toBe(404)
  })

  test('the limits may be others for an account', async () => {
    const { client } = await open({ limits: { logins: 2 } })
    expect([(await client.login()).status, (await client.login()).status]).toEqual([200, 429])
  })

  test('a refreshed token starts a new window of purchases', async () => {
    const { client } = await open({ limits: { purchases: 1 } })
    const first = await client.tokens()
    const buy = async (token: string) => (await client.post('/purchase', VOUCHER, token)).status
    expect([await buy(first.access), await buy(first.access)]).toEqual([200, 429])
    const { data } = (await jsonOf(client.refresh(first.refresh))) as { data: { token: string } }
    expect(await buy(data.token)).toBe(200)
  })

  test.each<[ResponseShape, (json: Json) => unknown]>([
    ['envelope', ({ data }) => data],
    ['flat', (json) => json],
    ['profile', (json) => json],
  ])('%s: the answer says whose token it is, which is the id in the paths', async (responseShape, inner) => {
    const client = createClient(createSimulator({ responseShape }).fetch)
    expect(inner(await jsonOf(client.login()))).toMatchObject({ userType: 'MERCHANT', userTypeId: 'M-1001' })
    expect(inner(await jsonOf(client.login(SHOP)))).toMatchObject({ userType: 'SUB_MERCHANT', userTypeId: 'S-2001' })
  })

  test.each([true, false])('a refresh token is optional: %j', async (withRefreshToken) => {
    const client = createClient(createSimulator({ withRefreshToken }).fetch)
    const { data } = (await jsonOf(client.login())) as { data: Json }
    expect('refreshToken' in data).toBe(withRefreshToken)
  })

  test('a code of wrong password, dead refresh token and inactive account is 1105, and none of our own', async () => {
    const { client, simulator } = await open()
    const wrong = client.login({ ...demoCredentials, password: 'wrong' })
    const dead = client.refresh('dead')
    expect([await jsonOf(wrong), await jsonOf(dead)]).toMatchObject([
      { responseCode: '1105' },
      { responseCode: '1105' },
    ])
    simulator.setActive('demo', false)
    expect(await jsonOf(client.login())).toMatchObject({ responseCode: '1105' })
  })
})

describe('the catalogue', () => {
  test.each(['/products/categories', '/products/categories/1002/fields', '/products/category/1002', '/lookups/brands'])(
    '%s goes by either method, or by that of the newest page',
    async (path) => {
      const { get, post } = await open()
      expect([(await get(path)).status, (await post(path)).status]).toEqual([200, 200])
      const strict = await open({ strict: true })
      const statuses = [(await strict.get(path)).status, (await strict.post(path)).status]
      expect(statuses).toEqual(path.includes('category/') ? [404, 200] : [200, 404])
    },
  )

  test('ids are texts in one list and numbers in the other, and those of brands differ from the list of brands', async () => {
    const { get, post } = await open()
    const mtn = ({ json }: { json: unknown }) => (json as Json[]).find(({ brandName }) => brandName === 'MTN')
    expect(mtn(await get('/merchants/M-1001/products'))).toMatchObject({ id: expect.any(String), brandId: 'B4C9D1' })
    expect(mtn(await post('/products/category/1001'))).toMatchObject({ id: expect.any(Number), brandId: 1007 })
    const { json: brands } = await get('/lookups/brands')
    expect(brands).toContainEqual(expect.objectContaining({ id: 1003, code: 'MTN' }))
    expect(brands).toContainEqual(expect.objectContaining({ code: 'VM', description: 'Vodacom' }))
    expect(brands).toContainEqual(expect.objectContaining({ code: 'DSV', description: 'DStv' }))
  })

  test('a fixed amount is the least one', async () => {
    const { buy } = await open()
    const data = { ...AIRTIME, productCode: 'DAT-CLC-031' }
    expect(await buy({ amount: 29.5 }, data)).toMatchObject(refusedWith('1004'))
    expect(await buy({ amount: 29 }, data)).toMatchObject({ json: { successful: true } })
  })

  test('nobody sees the products of parent or child, and partners and vendors may buy nothing', async () => {
    expect((await (await open()).get('/sub-merchants/S-2001/products')).status).toBe(403)
    expect((await (await open({}, SHOP)).get('/merchants/M-1001/products')).status).toBe(403)
    for (const role of ['partner', 'vendor'] as const) {
      const { buy } = await open({ merchants: [{ ...demoCredentials, id: 'P-1', role }] })
      expect(await buy()).toMatchObject({ status: 403, json: { responseCode: '1105' } })
    }
  })

  test('a product that is not active for the account is a 200 with 1009', async () => {
    const { buy } = await open({ merchants: [{ ...demoCredentials, id: 'M-1', products: [] }] })
    const { status, json } = await buy()
    expect({ status, json }).toMatchObject(refusedWith('1009'))
    expect(Object.keys(json)).toEqual(['responseCode', 'responseMessage', 'successful'])
  })
})

describe('a purchase', () => {
  test.each(['0821230045', '27821230045', '+2782123004', '+278212300450', ' +27821230045', '+27 82 123 0045'])(
    'the phone %s is refused, asked for or not',
    async (mobileNumber) => {
      const { buy } = await open()
      for (const order of [AIRTIME, ELECTRICITY, BILL])
        expect(await buy({ mobileNumber }, order)).toMatchObject(refusedWith('1005'))
    },
  )

  test.each<[string, object, number]>([
    ['electricity without a phone or a channel', { ...ELECTRICITY, channelId: undefined }, 200],
    ['a bill without a phone or a channel', { ...BILL, channelId: undefined }, 200],
    ['a bill without an account', { ...BILL, accountNumber: undefined }, 400],
    ['airtime without a phone', { ...AIRTIME, mobileNumber: undefined }, 400],
    ['airtime without a channel', { ...AIRTIME, channelId: undefined }, 400],
    ['a number for a channel', { ...AIRTIME, channelId: 1 }, 400],
    ['a number for a phone', { ...AIRTIME, mobileNumber: 27_821_230_045 }, 400],
    ['no reference', { ...AIRTIME, merchantReference: undefined }, 200],
    ['another payment method', { ...AIRTIME, paymentMethod: 'CARD' }, 200],
    ['no payment method', { ...AIRTIME, paymentMethod: '' }, 400],
  ])('%s: %d', async (_name, order, status) => {
    const { buy } = await open()
    const answer = await buy({}, order)
    expect(answer).toMatchObject({ status, json: { successful: status === 200 } })
    if (status === 400) expect(answer.json.responseCode).toMatch(/^1300|1008$/)
  })

  test.each<[string, object, string]>([
    ['no reference', { merchantReference: undefined }, '1300'],
    ['no channel', { channelId: undefined }, '1300'],
    ['CASH', { paymentMethod: 'CASH' }, '1008'],
  ])('to the letter of the newest page, %s is a 400', async (_name, changes, responseCode) => {
    const { buy } = await open({ strict: true })
    expect(await buy(changes, ELECTRICITY)).toMatchObject({ status: 400, json: { responseCode } })
  })

  test('the same content under one reference is one purchase, whatever the order of keys; 409 is for other content', async () => {
    const { buy, simulator, access } = await open()
    const first = await buy()
    const turned = JSON.stringify(Object.fromEntries(Object.entries(AIRTIME).reverse())).replace('29,', '29.0,')
    const headers = { authorization: `Bearer ${access}`, 'idempotency-key': 'another' }
    const again = await simulator.fetch(`${SANDBOX}/purchase`, { method: 'POST', body: turned, headers })
    expect([again.status, await again.json()]).toEqual([200, first.json])
    expect(await buy({ additionalInfo: { till: 1 } })).toMatchObject({ status: 409, json: { responseCode: '1006' } })
    expect(simulator.charges).toHaveLength(1)
  })

  test('a reference belongs to one account, and is not taken by what became no transaction', async () => {
    const { buy, client, simulator } = await open()
    expect(await buy({ amount: 1 })).toMatchObject(refusedWith('1004'))
    expect(await buy()).toMatchObject({ json: { successful: true } })
    const { access } = await client.tokens(SHOP)
    expect((await client.post('/purchase', { ...AIRTIME, amount: 30 }, access)).status).toBe(200)
    expect(simulator.charges.map(({ merchant }) => merchant)).toEqual(['M-1001', 'S-2001'])
  })

  test('success is flat, with a text for a code, a receipt, and a time without a zone', async () => {
    const { buy } = await open()
    const { json } = await buy()
    expect(Object.keys(json)).toEqual([
      'transactionId',
      'responseCode',
      'responseMessage',
      'responseDateTime',
      'successful',
      'receipt',
    ])
    expect(json.responseCode).toBe('0')
    expect(json.responseDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}$/)
    const recharge = { rechargeType: 'PINLESS', callCentre: expect.any(String), rechargeVendor: 'Vodacom' }
    expect(json.receipt).toMatchObject({ ...recharge, rechargeDetails: recharge, amount: 2900 })
  })

  test.each([
    [VOUCHER, 100],
    [ELECTRICITY, 20_000],
    [BILL, 15_000],
    [{ ...VOUCHER, productCode: 'ENT-NFX-001' }, 100],
  ])('$productCode: the amount of the receipt is in rand or in cents', async (order, amount) => {
    const { buy } = await open()
    expect((await buy({}, order)).json.receipt).toMatchObject({ amount })
  })

  test('one that is not final is PENDING, and not successful', async () => {
    const { buy, simulator } = await open()
    simulator.holdPurchases()
    const { json } = await buy()
    expect(Object.keys(json)).toEqual(['transactionId', 'status', 'responseMessage', 'responseDateTime', 'successful'])
    expect(json).toMatchObject({ status: 'PENDING', successful: false })
  })

  test('a refusal is a 200, or a 400 where that is asked for', async () => {
    for (const refusalStatus of [200, 400] as const) {
      const { buy } = await open({ refusalStatus })
      expect((await buy({ amount: 1 })).status).toBe(refusalStatus)
    }
  })

  test.each(['81715524', '93888880'])('the bill account %s is good', async (accountNumber) => {
    expect((await (await open()).buy({ accountNumber }, BILL)).json.successful).toBe(true)
  })

  test.each([
    ...['000001020001', '00001100000', '00000100000', '00000100100', '00000110000', '00000100110', '00000110100'],
    ...['00200100000', '0020110000', '00201100000', '00000210011', '00000130000', '000000000100', '0123456789'],
  ])('the meter %s is good', async (meterNumber) => {
    expect((await (await open()).buy({ meterNumber }, ELECTRICITY)).json.successful).toBe(true)
  })

  test.each([
    ['00001000000', '1107'],
    ['012345678', '1104'],
    ['01234567890123', '1104'],
  ])('the meter %s is refused with %s', async (meterNumber, code) => {
    expect(await (await open()).buy({ meterNumber }, ELECTRICITY)).toMatchObject(refusedWith(code))
  })
})

describe('transactions', () => {
  test('each id is taken from the query or the body, and then nobody says whose', async () => {
    const { buy, post } = await open()
    const { transactionId } = (await buy()).json
    const { merchantReference } = AIRTIME
    const found = { status: 200, json: { page: 0, totalElements: 1, content: [{ transactionId }] } }
    for (const [name, value] of Object.entries({ transactionId, merchantReference })) {
      expect(await post(`/transactions?${name}=${value}`)).toMatchObject(found)
      expect(await post('/transactions', { [name]: value })).toMatchObject(found)
    }
    expect((await post('/transactions?transactionId=none')).json).toMatchObject({ content: [], totalElements: 0 })
  })

  test('without an id whose they are has to be said, with a suffix or not; another account’s are a 403', async () => {
    const { get, post } = await open()
    expect(await post('/transactions')).toMatchObject({ status: 400, json: { responseCode: '1300' } })
    for (const suffix of ['', '_USER'])
      expect((await get(`/transactions?userType=MERCHANT${suffix}&userTypeId=M-1001`)).status).toBe(200)
    expect((await post('/transactions?userType=MERCHANT&userTypeId=M-1')).status).toBe(403)
  })

  test('the status of a record is an object, also while it is not final', async () => {
    const { buy, clock, post, simulator } = await open()
    simulator.holdPurchases()
    const { transactionId } = (await buy()).json
    const status = async () => {
      const { content } = (await post(`/transactions?transactionId=${transactionId}`)).json as { content: Json[] }
      return content[0]?.status
    }
    const seen: unknown[] = []
    for (const turn of [0, 5_000, 5_000]) {
      clock.advance(turn)
      seen.push(await status())
    }
    expect(seen).toMatchObject([
      { code: 1, label: 'Pending', badgeColor: 'gray' },
      { code: 2, label: 'Processing', badgeColor: 'blue' },
      { code: 0, label: 'Successful', description: 'Item has been processed successfully', badgeColor: 'green' },
    ])
  })
})

test('too many calls are told in two words and a sentence, and not when to come back', async () => {
  const { client, access } = await open({ limits: { purchases: 0 } })
  const response = await client.post('/purchase', AIRTIME, access)
  const names = Array.from(response.headers.keys()).filter((name) => /retry-after|ratelimit/.test(name))
  const said = { error: 'Too Many Requests', message: 'Rate limit exceeded for /purchase' }
  expect([response.status, names, await response.json()]).toEqual([429, [], said])
})
