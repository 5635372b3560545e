import { describe, expect, test } from 'vitest'
import { demoCredentials, refusalCodes, refusalNames, type SimulatorOptions } from '../src/index.ts'
import { AIRTIME, BILL, ELECTRICITY, open, SHOP, VOUCHER } from './support/shop.ts'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}$/

describe('a purchase', () => {
  test('is answered flat, with a receipt', async () => {
    const { buy, simulator } = await open()
    expect(await buy()).toEqual({
      status: 200,
      json: {
        transactionId: expect.stringMatching(ID),
        responseCode: '0',
        responseMessage: 'Purchase successful',
        responseDateTime: '2025-11-01T00:00:00.000000000',
        successful: true,
        receipt: expect.objectContaining({ amount: 2900 }),
      },
    })
    expect(simulator.charges).toEqual([{ merchant: 'M-1001', merchantReference: 'order-1', amount: 29 }])
  })

  test.each([
    ['airtime', AIRTIME],
    ['data', { ...AIRTIME, productCode: 'DAT-CLC-031' }],
    ['SMS', { ...AIRTIME, productCode: 'SMS-VOD-001', amount: 12 }],
    ['minutes', { ...AIRTIME, productCode: 'MIN-MTN-001', amount: 30 }],
    ['electricity', ELECTRICITY],
    ['a bill', BILL],
    ['a voucher', VOUCHER],
    ['an old code', { ...AIRTIME, productCode: 'ATP-V10', amount: 10 }],
    ['electricity without a channel', { ...ELECTRICITY, channelId: undefined }],
    ['a bill without a channel', { ...BILL, channelId: undefined }],
    ['no reference', { ...AIRTIME, merchantReference: undefined }],
    ['additional information', { ...AIRTIME, additionalInfo: { till: 7 } }],
  ])('%s can be bought', async (_name, order) => {
    const { buy, simulator } = await open()
    expect((await buy({}, order)).json).toMatchObject({ responseCode: '0', successful: true })
    expect(simulator.charges).toHaveLength(1)
  })
})

interface Refused {
  readonly order: object
  readonly code: string
  readonly status?: number
  readonly words?: string
  readonly options?: SimulatorOptions
}

const only = { merchants: [{ ...demoCredentials, id: 'M-1', products: ['AIR-MTN-001'] }] }

describe('a purchase is refused, and charges nothing', () => {
  test.each<[string, Refused]>([
    ['no JSON', { order: ['x'], code: '1300', status: 400, words: 'productCode, amount, paymentMethod, channelId' }],
    ['no product', { order: { productCode: undefined }, code: '1300', status: 400, words: 'missing: productCode.' }],
    ['an empty amount', { order: { amount: null }, code: '1300', status: 400, words: 'missing: amount.' }],
    ['no phone', { order: { mobileNumber: '' }, code: '1300', status: 400, words: 'mobileNumber' }],
    ['no channel', { order: { channelId: undefined }, code: '1300', status: 400, words: 'channelId' }],
    ['no payment method', { order: { paymentMethod: undefined }, code: '1300', status: 400, words: 'paymentMethod' }],
    [
      'no meter',
      { order: { ...ELECTRICITY, meterNumber: undefined }, code: '1300', status: 400, words: 'meterNumber' },
    ],
    ['no account', { order: { ...BILL, accountNumber: undefined }, code: '1300', status: 400, words: 'accountNumber' }],
    [
      'an amount in a string',
      { order: { amount: '29' }, code: '1008', status: 400, words: 'amount should be a number' },
    ],
    ['a channel in a number', { order: { channelId: 1 }, code: '1008', status: 400, words: 'channelId should be' }],
    ['a list of information', { order: { additionalInfo: [] }, code: '1008', status: 400, words: 'additionalInfo' }],
    ['a code of another form', { order: { productCode: 'VODACOM-AIRTIME' }, code: '1010' }],
    ['an unknown product', { order: { productCode: 'AIR-VOD-999' }, code: '1000' }],
    ['one that is not activated', { order: {}, code: '1009', options: only }],
    ['a local phone number', { order: { mobileNumber: '0821230045' }, code: '1005', words: '+27' }],
    ['a phone number without its plus', { order: { mobileNumber: '27821230045' }, code: '1005' }],
    ['a phone number that nobody needs', { order: { ...VOUCHER, mobileNumber: '0821230045' }, code: '1005' }],
    ['too much', { order: { amount: 1000.01 }, code: '1004' }],
    ['too little', { order: { amount: 1.99 }, code: '1004' }],
    ['not the one amount', { order: { productCode: 'DAT-CLC-031', amount: 30 }, code: '1004' }],
    ['nothing', { order: { amount: 0 }, code: '1007' }],
    ['a short meter', { order: { ...ELECTRICITY, meterNumber: '123456789' }, code: '1104' }],
    ['a bad meter', { order: ELECTRICITY, code: '1104', options: { badMeters: [ELECTRICITY.meterNumber] } }],
    ['a meter for free electricity', { order: { ...ELECTRICITY, meterNumber: '00001000000' }, code: '1107' }],
    ['an unknown account', { order: { ...BILL, accountNumber: '1' }, code: '1101' }],
  ])('%s', async (_name, { order, code, status = 200, words = '', options = {} }) => {
    const { buy, client, access, simulator } = await open(options)
    const whole = 'paymentMethod' in order && 'productCode' in order ? order : { ...AIRTIME, ...order }
    const answer = Array.isArray(order)
      ? await client
          .post('/purchase', order, access)
          .then(async (one) => ({ status: one.status, json: await one.json() }))
      : await buy({}, whole)
    expect(answer).toEqual({
      status,
      json: { responseCode: code, responseMessage: expect.stringContaining(words), successful: false },
    })
    expect(simulator.charges).toEqual([])
    expect(simulator.count('purchase', status === 200 ? 'refused' : 'bad_request')).toBe(1)
  })

  test('as a 400 where the options say so', async () => {
    const { buy } = await open({ refusalStatus: 400 })
    expect(await buy({ amount: 9999 })).toMatchObject({ status: 400, json: { responseCode: '1004' } })
  })

  test.each(['partner', 'vendor'] as const)('a %s may buy nothing', async (role) => {
    const { buy, get } = await open({ merchants: [{ ...demoCredentials, id: 'P-1', role }] })
    expect(await buy()).toMatchObject({ status: 403, json: { responseCode: '1105', successful: false } })
    expect((await get('/products/categories')).status).toBe(200)
  })

  test.each(refusalNames)('for a documented reason by name: %s', async (refusal) => {
    const { buy, simulator } = await open()
    simulator.failNext('purchase', { kind: 'refusal', refusal })
    const { status, json } = await buy()
    expect(json).toEqual({
      responseCode: refusalCodes[refusal],
      responseMessage: expect.any(String),
      successful: false,
    })
    expect(status).toBe({ duplicate: 409, 'fields-missing': 400, 'wrong-format': 400 }[refusal as string] ?? 200)
    expect(simulator.log.at(-1)).toMatchObject({ outcome: 'fault', fault: 'refusal' })
    expect(simulator.charges).toEqual([])
  })

  test('by every code of the documentation, and none of our own', () => {
    const documented = [999, 1300, ...range(1000, 1010), ...range(1100, 1107), ...range(1200, 1206)].map(String)
    expect(Object.values(refusalCodes).toSorted()).toEqual(documented.toSorted())
  })
})

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)

describe('a reference', () => {
  test('that comes again with the same content brings the first result, and is charged once', async () => {
    const { buy, clock, simulator } = await open()
    const first = await buy({ additionalInfo: { a: 1, b: [2] } })
    clock.advance(1000)
    const { productCode, ...rest } = AIRTIME
    expect(await buy({}, { additionalInfo: { b: [2], a: 1 }, ...rest, amount: 29.0, productCode })).toEqual(first)
    expect(simulator.count('purchase', 'ok')).toBe(2)
    expect(simulator.charges).toHaveLength(1)
  })

  test.each([{ amount: 30 }, { mobileNumber: '+27821230046' }, { additionalInfo: { till: 7 } }])(
    'that comes again with other content (%j) is a 409',
    async (changes) => {
      const { buy, simulator } = await open()
      await buy()
      expect(await buy(changes)).toMatchObject({ status: 409, json: { responseCode: '1006', successful: false } })
      expect(simulator.charges).toHaveLength(1)
    },
  )

  test('is not taken by a purchase that was refused', async () => {
    const { buy, simulator } = await open()
    await buy({ amount: 9999 })
    await buy({ mobileNumber: undefined })
    expect((await buy()).json).toMatchObject({ successful: true })
    expect(simulator.charges).toHaveLength(1)
  })

  test('belongs to one account', async () => {
    const { buy, client, simulator } = await open()
    await buy()
    const { access } = await client.tokens(SHOP)
    await client.post('/purchase', { ...AIRTIME, amount: 30 }, access)
    expect(simulator.charges.map(({ merchant }) => merchant)).toEqual(['M-1001', 'S-2001'])
  })

  test('that is not given makes each sending a purchase of its own', async () => {
    const { buy, simulator } = await open()
    for (let time = 0; time < 2; time++) await buy({ merchantReference: undefined })
    expect(simulator.charges).toHaveLength(2)
  })
})

test('ten purchases a minute go with one token, and a new one begins anew', async () => {
  const { buy, client, simulator } = await open({ limits: {} })
  for (let n = 0; n < 10; n++) await buy({ merchantReference: `r-${n}` })
  expect(await buy({ merchantReference: 'r-10' })).toEqual({
    status: 429,
    json: { error: 'Too Many Requests', message: 'Rate limit exceeded for /purchase' },
  })
  const { access } = await client.tokens()
  expect((await client.post('/purchase', { ...AIRTIME, merchantReference: 'r-10' }, access)).status).toBe(200)
  expect(simulator.charges).toHaveLength(11)
})

describe('strict', () => {
  test.each([
    ['no reference', { ...ELECTRICITY, merchantReference: undefined }, '1300', 'merchantReference'],
    ['no channel', { ...ELECTRICITY, channelId: undefined }, '1300', 'channelId'],
    ['a payment method in capitals', { ...AIRTIME, paymentMethod: 'CASH' }, '1008', 'cash'],
  ])('%s is refused', async (_name, order, responseCode, words) => {
    const { buy } = await open({ strict: true })
    const { json } = await buy({}, order)
    expect(json).toMatchObject({ responseCode, responseMessage: expect.stringContaining(words), successful: false })
  })

  test('what the newest pages show is accepted', async () => {
    const { buy } = await open({ strict: true })
    expect((await buy()).json).toMatchObject({ successful: true })
  })

  test.each([
    ['POST', '/products/categories'],
    ['POST', '/products/categories/1002/fields'],
    ['POST', '/lookups/brands'],
    ['GET', '/products/category/1002'],
  ])('%s %s is a 404: newer pages say the other method', async (method, path) => {
    const { get, post } = await open({ strict: true })
    expect((await (method === 'GET' ? get(path) : post(path))).status).toBe(404)
    expect((await (method === 'GET' ? post(path) : get(path))).status).toBe(200)
  })
})
