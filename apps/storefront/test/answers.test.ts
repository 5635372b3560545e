import { manualClock } from '@pagamio/auth-core/testing'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { builds } from './support/builds.ts'
import { keptBy } from './support/kept-by.ts'
import { openBuild } from './support/open-build.ts'

describe.each(builds)('%s', (_name, build) => {
  const open = (port?: number) => openBuild(build, { port })

  const html = { headers: { accept: 'text/html' } }

  test('the page leads to what can be bought, and shows nothing else', async () => {
    const { visit } = await open()
    const answer = await visit('/')
    expect(answer.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i)
    const links = [...(await answer.text()).matchAll(/href="(\/\w+)">(\w+)/g)].map(([, path, name]) => [path, name])
    expect(links).toEqual([
      ['/airtime', 'Airtime'],
      ['/data', 'Data'],
      ['/electricity', 'Electricity'],
      ['/voucher', 'Voucher'],
    ])
  })

  test.each([
    [
      'airtime',
      { mobileNumber: '082 123 4567', productCode: 'AIR-MTN-001', amount: '29' },
      ['R29', 'MTN Airtime', '+27821234567'],
    ],
    ['data', { mobileNumber: '+27821234567', choice: 'DAT-MTN-037 45' }, ['R45', '1GB Weekly', '+27821234567']],
    [
      'electricity',
      { meterNumber: '000001020001', productCode: 'ELE-ESK-001', amount: '200' },
      ['R200', 'meter 000001020001', 'Token', 'kWh'],
    ],
    ['voucher', { productCode: 'VCH-STM-001', amount: '100' }, ['R100', 'Steam Voucher', 'PIN', 'Good until']],
  ])('/%s sells once, however often its form is sent, and gives a receipt', async (path, fields, printed) => {
    const { simulator, visit } = await open()
    const form = await (
      await visit(path === 'electricity' ? '/electricity?meterNumber=000001020001' : `/${path}`)
    ).text()
    const [, reference = ''] = /name="reference" value="([\w-]{36})"/.exec(form) ?? []
    const body = () => new URLSearchParams({ reference, ...(fields as Record<string, string>) })
    const sales = [
      await visit(`/${path}`, { method: 'POST', body: body() }),
      await visit(`/${path}`, { method: 'POST', body: body() }),
    ]
    for (const sale of sales) {
      expect([sale.status, sale.headers.get('merchant-reference')]).toEqual([200, reference])
      const receipt = await sale.text()
      for (const words of [...printed, reference]) expect(receipt).toContain(words)
    }
    expect(simulator.charges.map(({ merchantReference }) => merchantReference)).toEqual([reference])
  })

  test('categories are the API’s', async () => {
    const { visit } = await open()
    const answer = await visit('/categories')
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await answer.json()).toContainEqual(expect.objectContaining({ name: 'Airtime' }))
  })

  test('a form whose purchase is not final is sent on to its transaction, for people and for programs', async () => {
    // On a clock that stands still: a purchase goes on by itself after five seconds.
    const { simulator, visit } = await openBuild(build, { clock: manualClock() })
    simulator.holdPurchases()
    // As a visitor writes it, and as Pagamio takes it.
    const body = new URLSearchParams({
      mobileNumber: '0821234567',
      amount: '29',
      productCode: 'AIR-MTN-001',
      reference: 'F-1',
    })
    const sold = await visit('/airtime', { method: 'POST', body })
    expect([sold.status, sold.headers.get('merchant-reference')]).toEqual([303, 'F-1'])
    expect(simulator.charges).toMatchObject([{ merchantReference: 'F-1', amount: 29 }])
    const path = sold.headers.get('location') ?? ''
    const shown = await (await visit(path, html)).text()
    for (const words of ['looks again by itself', 'R29', 'MTN Airtime', 'F-1']) expect(shown).toContain(words)
    expect(await (await visit(path)).json()).toMatchObject({ content: [{ status: { code: 1 } }] })
    expect((await visit(path.replace('-', '%2D'))).status).toBe(200)
  })

  test.each([
    [
      'electricity',
      { meterNumber: '000001020001', productCode: 'ELE-ESK-001', amount: '200' },
      { looking: ['R200', 'meter 000001020001'], receipt: ['R200', 'Token', 'kWh', 'meter 000001020001'] },
    ],
    [
      'voucher',
      { productCode: 'VCH-STM-001', amount: '100' },
      { looking: ['R100', 'Steam Voucher'], receipt: ['R100', 'Steam Voucher', 'PIN', 'Good until'] },
    ],
  ])(
    '/%s is followed until it is final, and then shows its token or PIN; charged once',
    async (counter, fields, shown) => {
      const { simulator, visit } = await openBuild(build, { clock: manualClock() })
      simulator.holdPurchases()
      const body = new URLSearchParams({ ...(fields as Record<string, string>), reference: 'F-1' })
      const sold = await visit(`/${counter}`, { method: 'POST', body, ...html })
      const path = sold.headers.get('location') ?? ''
      // For the page of this transaction alone, and for no script.
      expect(sold.headers.getSetCookie()).toEqual([
        expect.stringMatching(new RegExp(`; Max-Age=3600; Path=${path}; HttpOnly; SameSite=Strict$`)),
      ])
      const look = async (cookie: string) => (await visit(path, { headers: { ...html.headers, cookie } })).text()

      for (const state of ['Accepted', 'Under way']) {
        const page = await look(keptBy(sold))
        for (const words of [state, 'http-equiv="refresh"', 'F-1', ...shown.looking]) expect(page).toContain(words)
        expect(page).not.toContain('class="token"')
        simulator.turnClock(5_000)
      }
      expect(simulator.count('purchase')).toBe(1)

      const receipt = await look(keptBy(sold))
      for (const words of ['Thank you', 'F-1', ...shown.receipt]) expect(receipt).toContain(words)
      expect(receipt).not.toContain('http-equiv="refresh"')
      // Another browser learns that it is bought, and no more.
      const other = await look('')
      expect(other).toContain('shown in the browser that ordered it')
      expect(other).not.toContain('class="token"')
      expect(simulator.charges).toMatchObject([{ merchantReference: 'F-1', amount: Number(fields.amount) }])
    },
  )

  test('JSON buys with a reference that the answer tells', async () => {
    const { simulator, visit } = await open()
    const headers = { 'content-type': 'application/json' }
    const order = JSON.stringify({ mobileNumber: '+27821234567', amount: 29 })
    const sold = await visit('/airtime', { method: 'POST', headers, body: order })
    expect(sold.status).toBe(200)
    expect(await sold.json()).toMatchObject({
      successful: true,
      transactionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(simulator.charges.map(({ merchantReference }) => merchantReference)).toEqual([
      sold.headers.get('merchant-reference'),
    ])
  })

  test.each([
    ['{', 'is not JSON'],
    ['', 'is not JSON'],
    ['[]', 'JSON object'],
    ['null', 'JSON object'],
    ['{"mobileNumber":"123"}', 'mobileNumber'],
    ['{"mobileNumber":"+27821234567","amount":29.123}', 'two decimals'],
    ['{"mobileNumber":"+27821234567","amount":"29.123"}', 'two decimals'],
    ['{"mobileNumber":"+27821234567","amount":29,"productCode":"acme"}', 'productCode'],
  ])('%s is a bad order, and goes nowhere', async (body, why) => {
    const { simulator, visit } = await open()
    const answer = await visit('/airtime', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: 'bad_order', message: expect.stringContaining(why) })
    expect(simulator.count()).toBe(0)
  })

  test('a form that went wrong is answered with a page that says why, and leads back', async () => {
    const { simulator, visit } = await open()
    const order = (mobileNumber: string) => {
      const body = new URLSearchParams({ mobileNumber, amount: '5' })
      return visit('/airtime', { method: 'POST', body, ...html })
    }
    const bad = await order('123')
    simulator.setActive(demoCredentials.username, false)
    const forbidden = await order('+27821234567')
    const words = [
      [bad, 400, 'The mobile number should be'],
      [forbidden, 503, 'account_forbidden'],
    ] as const
    for (const [answer, status, text] of words) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        expect.stringMatching(/^text\/html/),
      ])
      expect(await answer.text()).toMatch(new RegExp(`${text}[\\s\\S]*href="/"`))
    }
    expect(Number(forbidden.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('health says what is wrong, and makes no call', async () => {
    const { simulator, visit } = await open()
    const look = async () => (await visit('/health')).json()
    expect(await look()).toMatchObject({ status: 'ok', details: { pagamio: { status: 'up', state: 'empty' } } })
    simulator.setActive(demoCredentials.username, false)
    await visit('/categories')
    const trouble = { status: 'down', trouble: 'account_forbidden' }
    expect(await look()).toMatchObject({ status: 'error', details: { pagamio: trouble } })
    expect(simulator.count()).toBe(1)
  })

  test('a port that is taken makes way for a free one', async () => {
    const { url } = await open()
    const { url: other, visit } = await open(Number(new URL(url).port))
    expect(other).not.toBe(url)
    expect((await visit('/categories')).status).toBe(200)
  })

  test('a form that Pagamio refuses is answered in words for a customer, and a program in Pagamio’s', async () => {
    const { simulator, visit } = await open()
    const body = () => new URLSearchParams({ productCode: 'VCH-STM-001', amount: '5000', reference: 'F-2' })
    const shown = await visit('/voucher', { method: 'POST', body: body(), ...html })
    const told = await visit('/voucher', { method: 'POST', body: body() })
    expect([shown.status, shown.headers.get('merchant-reference')]).toEqual([502, 'F-2'])
    expect(await shown.text()).toContain('This amount cannot be bought')
    expect(await told.json()).toMatchObject({
      error: 'upstream',
      message: expect.stringMatching(/^Pagamio answered 200: /),
    })
    expect(simulator.charges).toEqual([])
  })

  test.each([
    ['GET', '/nothing'],
    ['GET', '//'],
    ['GET', '//elsewhere/categories'],
    ['GET', '/categories/'],
    ['GET', '/Categories'],
    ['GET', '/transactions/'],
    ['GET', '/shops'],
    ['GET', '/shops/corner-cafe'],
    ['GET', '/shops/corner-cafe/products/'],
    ['GET', '/shops/corner-cafe/Products'],
    ['GET', '/shops/corner-cafe/categories'],
    ['GET', '/products'],
    ['POST', '/shops/corner-cafe/products'],
    ['POST', '/categories'],
    ['POST', '/pagamio/elsewhere'],
    ['DELETE', '/airtime'],
  ])('%s %s is not there, for programs and for people', async (method, path) => {
    const { simulator, visit } = await open()
    const [told, shown] = [await visit(path, { method }), await visit(path, { method, ...html })]
    expect([told.status, shown.status]).toEqual([404, 404])
    expect(told.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await told.json()).toEqual({ error: 'not_found', message: 'There is no such page' })
    expect(await shown.text()).toContain('There is no such page')
    expect(simulator.count()).toBe(0)
  })

  test.each(['/', '/health', '/categories', '/nothing'])('HEAD %s is answered as GET, without a body', async (path) => {
    const { visit } = await open()
    const [asked, looked] = [await visit(path), await visit(path, { method: 'HEAD' })]
    expect([looked.status, looked.headers.get('content-type')]).toEqual([
      asked.status,
      asked.headers.get('content-type'),
    ])
    expect(await looked.text()).toBe('')
  })
})
