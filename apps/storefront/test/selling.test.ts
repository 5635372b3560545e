import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type SimulatorOptions } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { createShop } from '../src/builds/hono.ts'
import { keptBy } from './support/kept-by.ts'

function open(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ strict: true, ...options })
  const { fetch } = simulator
  const budget = createBudget()
  const shop = createShop(createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget }))
  const accept = 'text/html'
  const order = async (path: string, fields?: Record<string, string>, cookie = '') =>
    shop.request(path, {
      headers: { accept, cookie },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    })
  return {
    simulator,
    order,
    show: async (path: string) => (await order(path)).text(),
    async buy(path: string, fields: Record<string, string>) {
      const answer = await order(path, fields)
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

test('selling › a receipt is given also if the record cannot be read', async () => {
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

/** A voucher that is not final, and the page of its transaction for a browser that sends this cookie. */
async function held() {
  const { simulator, order } = open()
  simulator.holdPurchases()
  const sold = await order('/voucher', voucher)
  const path = sold.headers.get('location') ?? ''
  const look = async (cookie = keptBy(sold)) => (await order(path, undefined, cookie)).text()
  return { simulator, look, cookie: keptBy(sold) }
}

test('selling › a purchase that failed in the end is said to be none, and is not sent again', async () => {
  const { simulator, order } = open()
  simulator.failPurchases()
  const sold = await order('/voucher', voucher)
  simulator.turnClock(10_000)
  const text = await (await order(sold.headers.get('location') ?? '', undefined, keptBy(sold))).text()
  expect(text).toMatch(/Not bought[\s\S]*Nothing was bought/)
  expect(text).not.toContain('http-equiv="refresh"')
  expect(simulator.count('purchase')).toBe(1)
})

test.each([{ kind: 'status', status: 503 }, { kind: 'status', status: 409 }, { kind: 'lose-answer' }] as const)(
  'selling › if its receipt cannot be read ($kind), it is bought all the same, and can be looked at again',
  async (fault) => {
    const { simulator, look } = await held()
    simulator.turnClock(10_000)
    simulator.failNext('purchase', fault)
    expect(await look()).toMatch(/Bought[\s\S]*could not get your receipt[\s\S]*R100/)
    expect(await look()).toMatch(/Thank you[\s\S]*PIN/)
    expect(simulator.charges).toMatchObject([{ merchantReference: 'V-1', amount: 100 }])
  },
)

test('selling › a cookie that is not that of the transaction buys nothing', async () => {
  const { simulator, look, cookie } = await held()
  simulator.turnClock(10_000)
  const before = simulator.count('purchase')
  const another = cookie.replace('V-1', 'V-2')
  expect(another).not.toBe(cookie)
  for (const kept of [
    another,
    'order=',
    'order=%',
    'order=nowhere%3Famount%3D1',
    'order=voucher%3Famount%3D<b>',
    'other=1',
  ]) {
    const page = await look(kept)
    expect(page).toContain('shown in the browser that ordered it')
    expect(page).not.toContain('<b>')
  }
  expect(simulator.count('purchase')).toBe(before)
  // Of another amount: Pagamio sells nothing under a reference that it knows.
  expect(await look(cookie.replace('amount%3D100', 'amount%3D200'))).toContain('could not get your receipt')
  expect(simulator.charges).toMatchObject([{ merchantReference: 'V-1', amount: 100 }])
})

test('selling › what a visitor sends is text on a page, and no markup', async () => {
  const { buy } = open()
  expect((await buy('/airtime', { ...airtime, mobileNumber: '"><script>' })).text).not.toContain('<script>')
})
