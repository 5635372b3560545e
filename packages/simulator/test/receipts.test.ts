import { expect, test } from 'vitest'
import { AIRTIME, BILL, ELECTRICITY, open, VOUCHER, valueAt } from './support/shop.ts'

const receiptOf = async (order: object) => {
  const { buy } = await open()
  return (await buy({}, order)).json.receipt
}

test('airtime: in cents, without a PIN', async () => {
  expect(await receiptOf(AIRTIME)).toMatchObject({
    rechargeType: 'PINLESS',
    callCentre: expect.any(String),
    rechargeVendor: 'Vodacom',
    amount: 2900,
    aggregator: 'FLASH',
  })
})

test('airtime with a PIN has one', async () => {
  expect(await receiptOf({ ...AIRTIME, productCode: 'ATP-V10', amount: 10 })).toMatchObject({
    pin: expect.stringMatching(/^\d{16}$/),
    serialNumber: expect.stringMatching(/^\d+$/),
  })
})

test('a voucher: in rand, with PIN and end', async () => {
  expect(await receiptOf(VOUCHER)).toMatchObject({
    amount: 100,
    reference: expect.any(String),
    pin: expect.stringMatching(/^\d{16}$/),
    expiryDate: '2027-01-31',
  })
})

test('electricity: one token of 20 digits, in cents', async () => {
  expect(await receiptOf(ELECTRICITY)).toMatchObject({
    unitType: 'kWh',
    units: expect.any(Number),
    transactionNumber: expect.any(Number),
    receiptNumber: expect.stringMatching(/^\d+\/\d+$/),
    meterNumber: '000001020001',
    token: expect.stringMatching(/^\d{20}$/),
    taxAmount: 2609,
    exclusiveAmount: 17391,
    amount: 20000,
    aggregator: 'FLASH',
  })
})

test('electricity: several tokens, of which one is free', async () => {
  const token = { token: expect.stringMatching(/^\d{20}$/), tokenDescription: expect.any(String), unit: 'kWh' }
  expect(await receiptOf({ ...ELECTRICITY, productCode: 'ELE-FLS-001' })).toMatchObject({
    amount: 20000,
    aggregator: 'BLUE_LABEL',
    tokens: [
      { ...token, free: false },
      { ...token, free: true },
    ],
    fixedCosts: [{ description: expect.any(String) }],
  })
})

test('a bill: in cents', async () => {
  expect(await receiptOf(BILL)).toMatchObject({
    amountDue: 15000,
    accountHolder: expect.any(String),
    tenderType: 'CASH',
    amount: 15000,
    accountNumber: '81715524',
    serviceProviderName: 'DStv',
  })
})

test('what has no receipt of its own has the least one', async () => {
  const { buy } = await open()
  const { json } = await buy({}, { ...VOUCHER, productCode: 'ENT-NFX-001' })
  expect(json.receipt).toEqual({ amount: 100, reference: json.transactionId })
})

test('every receipt field that a category names is in its receipt', async () => {
  const { buy, get, post } = await open()
  const phone = { mobileNumber: AIRTIME.mobileNumber, meterNumber: ELECTRICITY.meterNumber }
  const rest = { ...VOUCHER, ...phone, accountNumber: BILL.accountNumber, merchantReference: undefined }
  const categories = (await get('/products/categories')).json as unknown as { id: number; meta: string }[]
  for (const { id, meta } of categories) {
    const { receiptFields } = JSON.parse(meta) as { receiptFields: string[] }
    const products = (await post(`/products/category/${id}`)).json as unknown as { code: string; minAmount: number }[]
    for (const { code: productCode, minAmount: amount } of products) {
      const { receipt } = (await buy({ productCode, amount }, rest)).json
      const missing = receiptFields.filter((path) => valueAt(receipt, path) === undefined)
      expect({ productCode, missing }).toEqual({ productCode, missing: [] })
    }
  }
})
