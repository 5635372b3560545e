// One case for each endpoint that the vendor's pages name, and for each response code.
import { responseCodes } from '@pagamio/openapi/codes'
import { describe, expect, test } from 'vitest'
import { demoCredentials, type RefusalName, refusalCodes } from '../src/index.ts'
import { AIRTIME, BILL, ELECTRICITY, open, SHOP, VOUCHER } from './support/shop.ts'

const envelope = { responseCode: expect.any(String), responseMessage: expect.any(String) }

describe('endpoints', () => {
  test.each<[string, string, unknown, unknown]>([
    [
      'POST',
      '/auth/token',
      demoCredentials,
      { successful: true, data: { token: expect.any(String), expiresIn: 1800 } },
    ],
    ['POST', '/users/forgotpassword', { email: 'a@b.example' }, { successful: true }],
    ['POST', '/users/resetpassword', { token: 't', newPassword: 'n', newPasswordConfirm: 'n' }, { successful: true }],
    [
      'GET',
      '/products/categories',
      undefined,
      expect.arrayContaining([expect.objectContaining({ id: 1002, name: 'Data' })]),
    ],
    [
      'GET',
      '/products/categories/2000/fields',
      undefined,
      { fields: expect.any(Array), receiptFields: expect.any(Array) },
    ],
    [
      'POST',
      '/products/category/1002',
      {},
      expect.arrayContaining([expect.objectContaining({ id: expect.any(Number) })]),
    ],
    [
      'GET',
      '/merchants/M-1001/products',
      undefined,
      expect.arrayContaining([expect.objectContaining({ id: expect.any(String) })]),
    ],
    ['GET', '/lookups/brands', undefined, expect.arrayContaining([expect.objectContaining({ code: 'VM' })])],
    [
      'POST',
      '/lookup/electricity',
      { meterNumber: '000001020001' },
      { ...envelope, data: { meterNumber: '000001020001' } },
    ],
    ['POST', '/lookup/bill-payment', { accountNumber: '81715524' }, { ...envelope, data: { amountDue: 15_000 } }],
    ['POST', '/purchase', AIRTIME, { ...envelope, successful: true, receipt: { amount: 2900 } }],
    ['POST', '/transactions?userType=MERCHANT&userTypeId=M-1001', {}, { content: [], page: 0, size: 20 }],
  ])('%s %s', async (method, path, body, expected) => {
    const { get, post } = await open()
    const { status, json } = await (method === 'GET' ? get(path) : post(path, body))
    expect(status).toBe(200)
    if (Array.isArray(json)) expect(json).toEqual(expected)
    else expect(json).toMatchObject(expected as object)
  })

  test('POST /auth/token/refresh carries a new pair', async () => {
    const { client } = await open()
    const first = await client.tokens()
    const answer = (await (await client.refresh(first.refresh)).json()) as { data: Record<string, string> }
    expect(answer).toMatchObject({
      successful: true,
      data: { token: expect.any(String), refreshToken: expect.any(String) },
    })
    expect([answer.data.token, answer.data.refreshToken]).not.toEqual([first.access, first.refresh])
  })

  test('GET /sub-merchants/{subMerchantId}/products', async () => {
    const { get } = await open({}, SHOP)
    expect((await get('/sub-merchants/S-2001/products')).status).toBe(200)
  })

  test('GET /health stands at the root of the host', async () => {
    const { simulator } = await open()
    expect((await simulator.fetch('https://vas-api.pagamio.tech/health')).status).toBe(200)
    expect((await simulator.fetch('https://vas-api.pagamio.tech/api/v1/health')).status).toBe(404)
  })

  test.each(['/products', '/balance', '/refund', '/cancel', '/webhooks', '/auth/logout', '/lookup/money-transfer'])(
    'there is no %s',
    async (path) => {
      const { get, post } = await open()
      for (const answer of [await get(path), await post(path)])
        expect(answer).toMatchObject({ status: 404, json: { error: 'Not Found' } })
    },
  )
})

/** Whoever buys this is answered with the code, for a reason of the simulator's own. */
const BROUGHT_ABOUT: Readonly<Record<string, [object, number?]>> = {
  0: [AIRTIME],
  1000: [{ ...AIRTIME, productCode: 'AIR-XYZ-999' }],
  1004: [{ ...AIRTIME, amount: 1_000_000 }],
  1005: [{ ...AIRTIME, mobileNumber: '0821230045' }],
  1007: [{ ...AIRTIME, amount: -1 }],
  1008: [{ ...AIRTIME, amount: '29' }, 400],
  1009: [{ ...AIRTIME, productCode: 'AIR-MTN-001' }],
  1010: [{ ...AIRTIME, productCode: 'VODACOM-AIRTIME' }],
  1101: [{ ...BILL, accountNumber: '1' }],
  1104: [{ ...ELECTRICITY, meterNumber: '07112233445' }],
  1107: [{ ...ELECTRICITY, meterNumber: '00001000000' }],
  1300: [{ ...AIRTIME, mobileNumber: undefined }, 400],
}

describe('codes', () => {
  const products = ['AIR-VOD-001', 'ELE-ESK-001', 'BIL-DST-001', 'VCH-STM-001']
  const merchants = [{ ...demoCredentials, id: 'M-1001', products }]
  const start = () => open({ merchants, badMeters: ['07112233445'] })

  test.each(Object.entries(BROUGHT_ABOUT))('%s', async (responseCode, [order, status = 200]) => {
    const { buy } = await start()
    expect(await buy({}, order)).toMatchObject({ status, json: { responseCode, successful: responseCode === '0' } })
  })

  test('1006, for a reference with other content, is the 409', async () => {
    const { buy } = await start()
    await buy()
    expect(await buy({ amount: 30 })).toMatchObject({ status: 409, json: { responseCode: '1006', successful: false } })
  })

  test('999, for a purchase that has failed, comes with its transactionId', async () => {
    const { buy, clock, simulator } = await start()
    simulator.failPurchases()
    await buy()
    clock.advance(10_000)
    const failed = { responseCode: '999', successful: false, transactionId: expect.any(String) }
    expect(await buy()).toMatchObject({ status: 200, json: failed })
  })

  test.each([401, 403])('1105, with %d, is about access', async (status) => {
    const { client, access, simulator } = await start()
    if (status === 401) simulator.revokeAll()
    else simulator.setActive('demo', false)
    const response = await client.categories(access)
    const { responseCode, responseMessage } = (await response.json()) as Record<string, unknown>
    const said = 'User is not allowed to perform this action'
    expect([response.status, responseCode, responseMessage]).toEqual([status, '1105', said])
  })

  const known = new Set([...Object.keys(BROUGHT_ABOUT), '999', '1006'])
  const named = Object.entries(refusalCodes).filter(([, code]) => !known.has(code)) as [RefusalName, string][]
  test.each(named)('%s, which nothing here brings about, is %s by name', async (refusal, responseCode) => {
    const { buy, simulator } = await start()
    simulator.failNext('purchase', { kind: 'refusal', refusal })
    expect(await buy({}, VOUCHER)).toMatchObject({ status: 200, json: { responseCode, successful: false } })
    expect(simulator.charges).toEqual([])
  })

  test('these are all that there are', () => {
    const walked = [...known, ...named.map(([, code]) => code)]
    expect(walked.toSorted()).toEqual(Object.keys(responseCodes).toSorted())
  })
})
