import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type SimulatorOptions } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createShop } from '../src/builds/hono.ts'

function open(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ strict: true, ...options })
  const { fetch } = simulator
  const budget = createBudget()
  const shop = createShop(createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget }))
  const html = { accept: 'text/html' }
  return {
    simulator,
    show: async (path: string) => (await shop.request(path, { headers: html })).text(),
    async buy(path: string, fields: Record<string, string>) {
      const answer = await shop.request(path, { method: 'POST', headers: html, body: new URLSearchParams(fields) })
      return { status: answer.status, text: await answer.text() }
    },
  }
}

const voucher = { productCode: 'VCH-STM-001', amount: '100', reference: 'V-1' }
const airtime = { mobileNumber: '0821234567', productCode: 'AIR-VOD-001', amount: '29', reference: 'A-1' }

test('selling › each page has a reference of its own', async () => {
  const { show } = open()
  const reference = /name="reference" value="([\w-]{36})"/
  const [one, other] = [await show('/airtime'), await show('/airtime')].map((page) => reference.exec(page)?.[1])
  expect(one).toMatch(/./)
  expect(other).not.toBe(one)
})

test('selling › nothing is offered that the account cannot sell', async () => {
  const { show } = open({ merchants: [{ ...demoCredentials, id: 'M-1', products: ['AIR-MTN-001', 'BIL-DST-001'] }] })
  expect([...(await show('/')).matchAll(/href="\/(\w+)"/g)].map(([, path]) => path)).toEqual(['airtime'])
  expect(await show('/data')).toContain('Nothing of this is sold')
})

test('selling › a meter is looked up before anything is sold for it', async () => {
  const { simulator, show } = open({ badMeters: ['07112233445'] })
  expect(await show('/electricity')).not.toContain('Buy electricity')
  expect(await show('/electricity?meterNumber=0000%200102%200001')).toMatch(/000001020001[\s\S]*N Dlamini[\s\S]*Buy/)
  expect(await show('/electricity?meterNumber=07112233445')).toContain('This meter number is not known')
  expect(await show('/electricity?meterNumber=12')).toContain('The meter number should be')
  expect(simulator.count('purchase')).toBe(0)
})

test('selling › what did not work leads back to its form', async () => {
  const { show, buy } = open({ badMeters: ['07112233445'] })
  const wayBack = /href="(\?[^"]*)">Try again/
  const again = wayBack.exec(await show('/electricity?meterNumber=07112233445'))?.[1]
  expect(await show(`/electricity${again}`)).toContain('Look the meter up')
  expect((await buy('/voucher', { ...voucher, amount: '1' })).text).toMatch(wayBack)
  expect(await show('/nowhere')).not.toMatch(wayBack)
})

test('selling › all tokens of a meter are on the receipt', async () => {
  const { buy } = open()
  const order = { meterNumber: '000001020001', productCode: 'ELE-FLS-001', amount: '200', reference: 'E-1' }
  const { text } = await buy('/electricity', order)
  expect(text.match(/class="token"/g)).toHaveLength(2)
  expect(text).toContain('Free Basic Electricity')
})

test('selling › a receipt is given also where the record cannot be had', async () => {
  const { simulator, buy } = open()
  simulator.failNext('transactions', { kind: 'status', status: 500 })
  const { status, text } = await buy('/voucher', voucher)
  expect(status).toBe(200)
  for (const words of ['R100', 'VCH-STM-001', 'PIN']) expect(text).toContain(words)
})

test.each([
  ['balance-too-low', 'We cannot sell this at the moment'],
  ['product-not-active', 'This is not sold here'],
  ['out-of-stock', 'sold out'],
] as const)('selling › a customer hears of %s in words of ours, which hold no balance', async (refusal, words) => {
  const { simulator, buy } = open()
  simulator.failNext('purchase', { kind: 'refusal', refusal })
  const { text } = await buy('/voucher', voucher)
  expect(text).toContain(words)
  expect(text).not.toMatch(/balance|<form/i)
})

test('selling › a reference that was used for something else sells nothing more', async () => {
  const { simulator, buy } = open()
  await buy('/voucher', voucher)
  expect((await buy('/voucher', { ...voucher, amount: '200' })).text).toContain('This order was placed before')
  expect(simulator.charges).toHaveLength(1)
})

test.each([
  { kind: 'lose-answer' },
  { kind: 'status', status: 503 },
  { kind: 'malformed-json' },
  { kind: 'refusal', refusal: 'provider-timeout' },
] as const)('selling › after $kind the same order can be sent again, and is charged once', async (fault) => {
  const { simulator, buy } = open()
  simulator.failNext('purchase', fault)
  const { text } = await buy('/airtime', airtime)
  expect(text).toMatch(/No answer yet[\s\S]*We do not know yet[\s\S]*R29 [\s\S]*Reference A-1/)
  const hidden = [...text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
  const again = await buy('/airtime', Object.fromEntries(hidden))
  expect([again.status, again.text]).toEqual([200, expect.stringContaining('Thank you')])
  expect(simulator.charges).toEqual([{ merchant: 'M-1001', merchantReference: 'A-1', amount: 29 }])
})

test('selling › what a visitor sends is text on a page, and no markup', async () => {
  const { show, buy } = open()
  expect(await show('/transactions/x?for=<b>')).not.toContain('<b>')
  expect((await buy('/airtime', { ...airtime, mobileNumber: '"><script>' })).text).not.toContain('<script>')
})
