import { expect, test } from 'vitest'
import { open } from './support/shop.ts'

test('a meter is looked up before a purchase', async () => {
  const { post } = await open()
  expect(await post('/lookup/electricity', { meterNumber: '000001020001' })).toMatchObject({
    status: 200,
    json: {
      responseCode: '0',
      successful: true,
      data: { meterNumber: '000001020001', name: expect.any(String), utility: 'Electricity' },
    },
  })
  const { json } = await post('/lookup/electricity', { meterNumber: '000000000100' })
  expect(json).toMatchObject({ data: { utility: 'Water' } })
})

test('so is an account, whose debt is in cents', async () => {
  const { post } = await open()
  for (const accountNumber of ['81715524', '93888880'])
    expect((await post('/lookup/bill-payment', { accountNumber })).json).toMatchObject({
      data: { accountNumber, accountHolder: expect.any(String), amountDue: 15000 },
    })
})

test.each([
  ['/lookup/electricity', { meterNumber: '12' }, 200, '1104'],
  ['/lookup/electricity', { meterNumber: '77777777777' }, 200, '1104'],
  ['/lookup/bill-payment', { accountNumber: '12' }, 200, '1101'],
  ['/lookup/electricity', {}, 400, '1300'],
  ['/lookup/bill-payment', { accountNumber: '' }, 400, '1300'],
])('%s of %j is refused: %d with %s', async (path, body, status, responseCode) => {
  const { post } = await open({ badMeters: ['77777777777'] })
  expect(await post(path, body)).toMatchObject({ status, json: { responseCode, successful: false } })
})

test('there is none for money transfers, which no category sells', async () => {
  const { post } = await open()
  expect((await post('/lookup/money-transfer', {})).status).toBe(404)
})
