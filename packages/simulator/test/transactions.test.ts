import { describe, expect, test } from 'vitest'
import { createSimulator, demoCredentials } from '../src/index.ts'
import { createClient } from './client.ts'
import { AIRTIME, ELECTRICITY, open, SHOP, VOUCHER } from './support/shop.ts'

const MINE = 'userType=MERCHANT&userTypeId=M-1001'

interface Page {
  content: Record<string, unknown>[]
}

/** A merchant who has sold this: two airtimes, electricity and a voucher, a minute apart. */
async function busy() {
  const one = await open()
  for (const [n, order] of [AIRTIME, { ...AIRTIME, productCode: 'AIR-MTN-001' }, ELECTRICITY, VOUCHER].entries()) {
    await one.buy({ merchantReference: `r-${n}` }, order)
    one.clock.advance(60_000)
  }
  const list = async (query: string) => (await one.post(`/transactions?${query}`)).json as unknown as Page
  const names = async (query: string) =>
    (await list(`${MINE}&${query}`)).content.map(({ productShortName }) => productShortName)
  return { ...one, list, names }
}

const ALL = ['Steam Voucher', 'Eskom Prepaid Electricity', 'MTN Airtime', 'Vodacom Airtime']

describe('transactions', () => {
  test('are a page of records, the newest first, with amounts in rand and a status object', async () => {
    const { list } = await busy()
    const page = await list(MINE)
    expect(page).toMatchObject({ page: 0, size: 20, totalElements: 4, totalPages: 1 })
    expect(page.content.at(-1)).toEqual({
      id: expect.stringMatching(/^h3Vn/),
      status: {
        code: 0,
        label: 'Successful',
        description: 'Item has been processed successfully',
        badgeColor: 'green',
      },
      productName: 'R2 - R1000 Vodacom Airtime',
      productShortName: 'Vodacom Airtime',
      quantity: 1,
      price: 29,
      totalAmount: 29,
      transactionId: expect.any(String),
      merchantReference: 'r-0',
      responseDate: '2025-11-01T00:00:00.000000',
      productImage: expect.stringMatching(/^https:/),
      brandName: 'Vodacom',
      categoryName: 'Airtime',
      channelName: 'Default',
      merchantName: 'Merchant M-1001',
    })
  })

  test.each([
    ['', ALL],
    ['status=0', ALL],
    ['status=3', []],
    ['categoryName=Airtime', ALL.slice(2)],
    ['brandName=MTN', ['MTN Airtime']],
    ['aggregatorName=FLASH', ALL],
    ['aggregatorName=BLUE_LABEL', []],
    ['keyWord=eskom', ['Eskom Prepaid Electricity']],
    ['size=2', ALL.slice(0, 2)],
    ['size=3&page=1', ALL.slice(3)],
    ['size=3&page=9', []],
    ['sort=totalAmount,asc', ['MTN Airtime', 'Vodacom Airtime', 'Steam Voucher', 'Eskom Prepaid Electricity']],
    ['sort=responseDate,asc', ALL.toReversed()],
    ['sort=responseDate,desc', ALL],
    ['sort=nothing,asc', ALL],
  ])('are found by %s', async (query, expected) => {
    const { names } = await busy()
    expect(await names(query)).toEqual(expected)
  })

  test('can be asked for by GET, and with the parameters in the body', async () => {
    const { get, post, list } = await busy()
    const page = await list(`${MINE}&size=2`)
    expect((await get(`/transactions?${MINE}&size=2`)).json).toEqual(page)
    const body = { userType: 'MERCHANT', userTypeId: 'M-1001', size: 2 }
    expect((await post('/transactions', body)).json).toEqual(page)
    expect((await post('/transactions', { ...body, userType: 'MERCHANT_USER' })).json).toEqual(page)
  })

  test('all of them come as a bare array', async () => {
    const { post } = await busy()
    const { json } = await post(`/transactions?${MINE}&exportAll=true&size=1`)
    expect(json).toHaveLength(4)
  })

  test('one is found by either id, without saying whose', async () => {
    const { list } = await busy()
    const [newest] = (await list(MINE)).content
    expect((await list(`transactionId=${newest?.transactionId}`)).content).toEqual([newest])
    expect((await list('merchantReference=r-3')).content).toEqual([newest])
    expect(await list('transactionId=none')).toEqual({
      content: [],
      page: 0,
      size: 20,
      totalElements: 0,
      totalPages: 0,
    })
  })

  test.each([
    ['', 400, '1300', 'userType, userTypeId'],
    ['userType=MERCHANT', 400, '1300', 'missing: userTypeId.'],
    [`${MINE}&page=-1`, 400, '1008', 'whole numbers'],
    [`${MINE}&size=0`, 400, '1008', 'whole numbers'],
    ['userType=MERCHANT&userTypeId=S-2001', 403, '1105', ''],
    ['userType=SUB_MERCHANT&userTypeId=M-1001', 403, '1105', ''],
  ])('?%s is %d with %s', async (query, status, responseCode, words) => {
    const { post } = await busy()
    expect(await post(`/transactions?${query}`)).toMatchObject({
      status,
      json: { responseCode, responseMessage: expect.stringContaining(words), successful: false },
    })
  })

  test('are those of one account', async () => {
    const { client, simulator, list } = await busy()
    const [newest] = (await list(MINE)).content
    const { access } = await createClient(simulator.fetch).tokens(SHOP)
    for (const query of ['userType=SUB_MERCHANT&userTypeId=S-2001', `transactionId=${newest?.transactionId}`])
      expect(await (await client.post(`/transactions?${query}`, {}, access)).json()).toMatchObject({ content: [] })
  })

  test('a merchant and a sub-merchant of one id share none', async () => {
    const subMerchants = [{ username: 'kiosk', password: 'x', id: '7' }]
    const simulator = createSimulator({ merchants: [{ ...demoCredentials, id: '7', subMerchants }] })
    const client = createClient(simulator.fetch)
    for (const credentials of [demoCredentials, { username: 'kiosk', password: 'x' }]) {
      const { access } = await client.tokens(credentials)
      expect((await client.post('/purchase', AIRTIME, access)).status).toBe(200)
      const found = await client.post('/transactions?merchantReference=order-1', {}, access)
      expect(await found.json()).toMatchObject({ totalElements: 1 })
    }
    expect(simulator.charges).toHaveLength(2)
  })
})

describe('a purchase that is not final at once', () => {
  const stateIn = async ({ post }: Awaited<ReturnType<typeof open>>) => {
    const { content } = (await post('/transactions?merchantReference=order-1')).json as unknown as Page
    return content[0]?.status
  }

  test.each([
    ['holdPurchases', { code: 0, label: 'Successful' }, { successful: true, responseCode: '0' }, 1],
    ['failPurchases', { code: 3, label: 'Failed' }, { successful: false, responseCode: '999' }, 0],
  ] as const)('%s: it is PENDING, PROCESSING, and then final as the clock turns', async (hold, end, again, charges) => {
    const one = await open()
    one.simulator[hold]()
    const first = await one.buy()
    expect(first).toEqual({
      status: 200,
      json: {
        transactionId: expect.any(String),
        status: 'PENDING',
        responseMessage: 'Item is waiting to be processed',
        responseDateTime: '2025-11-01T00:00:00.000000000',
        successful: false,
      },
    })
    expect(await stateIn(one)).toMatchObject({ code: 1, label: 'Pending', badgeColor: 'gray' })
    one.clock.advance(5_000)
    expect(await stateIn(one)).toMatchObject({ code: 2, label: 'Processing', badgeColor: 'blue' })
    expect((await one.buy()).json).toMatchObject({ status: 'PROCESSING', successful: false })
    one.clock.advance(5_000)
    expect(await stateIn(one)).toMatchObject(end)
    const { json } = await one.buy()
    expect(json).toMatchObject({ ...again, transactionId: first.json.transactionId })
    expect('receipt' in json).toBe(again.successful)
    expect(one.simulator.charges).toHaveLength(charges)
  })

  test('they come in the order in which they were asked for, and then all is well again', async () => {
    const { buy, simulator } = await open()
    simulator.holdPurchases()
    simulator.failPurchases(2)
    const seen: unknown[] = []
    for (let n = 0; n < 4; n++) seen.push((await buy({ merchantReference: `r-${n}` })).json.status)
    expect(seen).toEqual(['PENDING', 'PENDING', 'PENDING', undefined])
    expect(simulator.charges.map(({ merchantReference }) => merchantReference)).toEqual(['r-0', 'r-3'])
  })

  test.each(['clearFaults', 'reset'] as const)('%s has purchases succeed again', async (clear) => {
    const { buy, simulator } = await open()
    simulator.failPurchases(Number.POSITIVE_INFINITY)
    await buy()
    simulator[clear]()
    await buy({ merchantReference: 'order-2' })
    expect(simulator.charges).toMatchObject([{ merchantReference: 'order-2' }])
    expect(() => simulator.failPurchases(Number.NaN)).toThrow(RangeError)
  })
})
