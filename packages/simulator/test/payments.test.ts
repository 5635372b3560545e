import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials } from '../src/index.ts'
import { manualClock } from '../src/testing/manual-clock.ts'
import { createClient } from './client.ts'

const AIRTIME = {
  productCode: 'VODACOM-AIRTIME',
  amount: 29,
  mobileNumber: '0821234567',
  paymentMethod: 'WALLET',
  channelId: 'API',
  merchantReference: 'order-1',
}

async function start() {
  const clock = manualClock()
  const simulator = createSimulator({ clock, limits: false })
  const client = createClient(simulator.fetch)
  const { access } = await client.tokens()
  const buy = (changes: object = {}) => client.post('/purchase', { ...AIRTIME, ...changes }, access)
  return { access, buy, client, clock, simulator }
}

describe('catalogue', () => {
  test('categories come as an array whose meta is JSON in a string, by GET and by POST', async () => {
    const { access, client } = await start()
    const got = await (await client.categories(access)).json()
    expect(await (await client.post('/products/categories', {}, access)).json()).toEqual(got)
    const [first] = got as { name: string; meta: string }[]
    expect(first?.name).toBe('Airtime')
    expect(JSON.parse(first?.meta ?? '')).toMatchObject({ fields: expect.any(Array), receiptFields: expect.any(Array) })
  })

  test('products come in pages', async () => {
    const { access, client } = await start()
    const page = await (await client.get('/merchants/M-1001/products?page=1&size=3', access)).json()
    expect(page).toMatchObject({ page: 1, size: 3, totalElements: 14, totalPages: 5 })
    expect(page).toHaveProperty('content.length', 3)
  })

  test('an account sees and buys only what is activated for it', async () => {
    const products = ['MTN-AIRTIME']
    const simulator = createSimulator({ merchants: [{ ...demoCredentials, id: 'M-1', products }] })
    const client = createClient(simulator.fetch)
    const { access } = await client.tokens()
    expect(await (await client.get('/merchants/M-1/products', access)).json()).toMatchObject({ totalElements: 1 })
    expect((await client.post('/purchase', AIRTIME, access)).status).toBe(400)
  })
})

describe('purchase', () => {
  test('answers with a success envelope and a receipt', async () => {
    const { buy } = await start()
    expect(await (await buy()).json()).toMatchObject({
      transactionId: 'TX-00000001',
      responseCode: '0',
      successful: true,
      responseDateTime: '2025-11-01T00:00:00.000Z',
      receipt: { mobileNumber: '0821234567', amount: 29, reference: 'order-1' },
    })
  })

  test('the same reference returns the first result and charges once', async () => {
    const { buy, clock, simulator } = await start()
    const first = await (await buy()).text()
    clock.advance(1000)
    expect(await (await buy({ amount: 30 })).text()).toBe(first)
    expect(simulator.count('purchase')).toBe(2)
    expect(simulator.charges).toEqual([{ merchant: 'M-1001', merchantReference: 'order-1', amount: 29 }])
  })

  test('references of different merchants have nothing to do with each other', async () => {
    const { buy, client, simulator } = await start()
    const shop = await client.tokens({ username: 'demo-shop', password: 'demo-shop-password' })
    await buy()
    await client.post('/purchase', AIRTIME, shop.access)
    expect(simulator.charges.map((charge) => charge.merchant)).toEqual(['M-1001', 'S-2001'])
  })

  test('a merchant and a sub-merchant of one id share no purchase', async () => {
    const subMerchants = [{ username: 'kiosk', password: 'x', id: '7' }]
    const simulator = createSimulator({ merchants: [{ ...demoCredentials, id: '7', subMerchants }] })
    const client = createClient(simulator.fetch)
    for (const credentials of [demoCredentials, { username: 'kiosk', password: 'x' }]) {
      const { access } = await client.tokens(credentials)
      const bought = (await (await client.post('/purchase', AIRTIME, access)).json()) as { transactionId: string }
      const state = await client.post('/transactions', { transactionId: bought.transactionId }, access)
      expect(state.status).toBe(200)
    }
    expect(simulator.charges).toHaveLength(2)
  })

  test('electricity needs a meter number, and brings a token of 20 digits', async () => {
    const { buy } = await start()
    expect((await buy({ productCode: 'ESKOM-PREPAID', amount: 100 })).status).toBe(400)
    const bought = await buy({ productCode: 'ESKOM-PREPAID', amount: 100, meterNumber: '04012345678' })
    expect(await bought.json()).toMatchObject({ receipt: { token: expect.stringMatching(/^\d{20}$/) } })
  })

  test.each([
    ['a missing reference', { merchantReference: undefined }, '1300'],
    ['an amount in a string', { amount: '29' }, '1300'],
    ['an unknown product', { productCode: 'NO-SUCH' }, '1301'],
    ['an amount out of range', { amount: 1_000_000 }, '1301'],
  ])('%s is answered 400 and charges nothing', async (_name, changes, responseCode) => {
    const { buy, simulator } = await start()
    const response = await buy(changes)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ responseCode, successful: false })
    expect(simulator.charges).toEqual([])
  })
})

describe('transactions', () => {
  test('a purchase goes from PENDING over PROCESSING to COMPLETED as the clock turns', async () => {
    const { access, buy, client, clock } = await start()
    await buy()
    const state = async () => (await client.post('/transactions', { transactionId: 'TX-00000001' }, access)).json()
    expect(await state()).toMatchObject({ data: { status: 'PENDING', statusCode: 1 } })
    clock.advance(5_000)
    expect(await state()).toMatchObject({ data: { status: 'PROCESSING', statusCode: 2 } })
    clock.advance(5_000)
    expect(await state()).toMatchObject({ data: { status: 'COMPLETED', statusCode: 0 } })
  })

  test('a purchase that is to fail is accepted, ends as FAILED, and is no charge', async () => {
    const { access, buy, client, clock, simulator } = await start()
    simulator.failPurchases()
    const first = await (await buy()).text()
    expect(JSON.parse(first)).toMatchObject({ transactionId: 'TX-00000001', successful: true })
    const state = async () => (await client.post('/transactions', { transactionId: 'TX-00000001' }, access)).json()
    clock.advance(5_000)
    expect(await state()).toMatchObject({ data: { status: 'PROCESSING', statusCode: 2 } })
    clock.advance(5_000)
    expect(await state()).toMatchObject({ successful: true, data: { status: 'FAILED', statusCode: 3 } })
    expect(await (await buy()).text()).toBe(first)
    expect(simulator.charges).toEqual([])
    await buy({ merchantReference: 'order-2' })
    expect(simulator.charges).toMatchObject([{ merchantReference: 'order-2' }])
  })

  test.each(['clearFaults', 'reset'] as const)('%s has purchases succeed again', async (clear) => {
    const { buy, simulator } = await start()
    simulator.failPurchases(Number.POSITIVE_INFINITY)
    await buy()
    simulator[clear]()
    await buy({ merchantReference: 'order-2' })
    expect(simulator.charges).toMatchObject([{ merchantReference: 'order-2' }])
    expect(() => simulator.failPurchases(Number.NaN)).toThrow(RangeError)
  })

  test('409 is there for the asking, and charges nothing', async () => {
    const { buy, simulator } = await start()
    simulator.failNext('purchase', { kind: 'status', status: 409 })
    expect((await buy()).status).toBe(409)
    expect(simulator.charges).toEqual([])
  })

  test('another account’s transaction is not found', async () => {
    const { buy, client } = await start()
    await buy()
    const shop = await client.tokens({ username: 'demo-shop', password: 'demo-shop-password' })
    expect((await client.post('/transactions', { transactionId: 'TX-00000001' }, shop.access)).status).toBe(404)
  })
})

describe('without a good token', () => {
  test.each([
    ['GET', '/products/categories'],
    ['POST', '/products/categories'],
    ['GET', '/merchants/M-1001/products'],
    ['GET', '/sub-merchants/S-2001/products'],
    ['POST', '/purchase'],
    ['POST', '/transactions'],
  ])('%s %s is answered 401', async (method, path) => {
    const { client, simulator } = await start()
    const response = await (method === 'GET' ? client.get(path, 'forged') : client.post(path, {}, 'forged'))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ responseCode: '1105', successful: false })
    expect(simulator.log.at(-1)).toMatchObject({
      outcome: 'unauthorized',
      authorization: 'bearer',
      merchant: undefined,
    })
  })

  test('anything else is a 404, and so is a path outside /api/v1', async () => {
    const { access, client, simulator } = await start()
    expect((await client.get('/auth/token', access)).status).toBe(404)
    expect((await client.get('/users/forgotpassword')).status).toBe(404)
    expect((await simulator.fetch('https://vas-sandbox-api.pagamio.tech/purchase', { method: 'POST' })).status).toBe(
      404,
    )
    expect(simulator.count('unknown', 'not_found')).toBe(3)
  })
})
