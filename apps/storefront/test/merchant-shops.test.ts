import { manualClock } from '@pagamio/auth-core/testing'
import type { Simulator } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { builds } from './support/builds.ts'
import { keptBy } from './support/kept-by.ts'
import { openBuild } from './support/open-build.ts'

const [CAFE, KIOSK] = ['/shops/corner-cafe', '/shops/night-kiosk']
const html = { headers: { accept: 'text/html' } }

const order = (productCode: string, reference: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ mobileNumber: '+27821234567', amount: 29, productCode, reference }),
})

/** Whose token the server saw on what. */
const seen = ({ log }: Simulator) => log.map(({ endpoint, merchant, status }) => `${endpoint} ${merchant} ${status}`)

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe.each(builds)('%s', (_name, build) => {
  test('a shop has the products of its merchant, asked for with his token and after one login of his', async () => {
    const { simulator, visit } = await openBuild(build)
    const paths = Array.from({ length: 10 }, () => [`${CAFE}/products`, `${KIOSK}/products`]).flat()
    const codes = await Promise.all(
      paths.map(async (path) => {
        const products = (await (await visit(path)).json()) as { code: string }[]
        return products.map(({ code }) => code).join()
      }),
    )
    expect(codes.slice(0, 2)).toEqual(['AIR-VOD-001,AIR-MTN-001,ELE-ESK-001', 'AIR-TLK-001,AIR-CLC-001,VCH-STM-001'])
    expect(new Set(codes).size).toBe(2)
    const asked = simulator.log.filter(({ endpoint }) => endpoint === 'products')
    expect(asked).toHaveLength(20)
    for (const { path, merchant } of asked) expect(path).toBe(`/api/v1/merchants/${merchant}/products`)
    expect(
      seen(simulator)
        .filter((entry) => entry.startsWith('login'))
        .sort(),
    ).toEqual(['login corner-cafe 200', 'login night-kiosk 200'])
  })

  test('a purchase is charged to the merchant of the shop, under his token, with his own references', async () => {
    const { simulator, visit } = await openBuild(build)
    const sales = [
      await visit(`${CAFE}/airtime`, order('AIR-MTN-001', 'R-1')),
      await visit(`${KIOSK}/airtime`, order('AIR-TLK-001', 'R-1')),
      await visit('/airtime', order('AIR-MTN-001', 'R-1')),
      await visit(`${KIOSK}/airtime`, order('AIR-TLK-001', 'R-1')),
    ]
    expect(sales.map(({ status, headers }) => [status, headers.get('merchant-reference')])).toEqual(
      Array(4).fill([200, 'R-1']),
    )
    expect(simulator.charges).toEqual([
      { merchant: 'corner-cafe', merchantReference: 'R-1', amount: 29 },
      { merchant: 'night-kiosk', merchantReference: 'R-1', amount: 29 },
      { merchant: 'M-1001', merchantReference: 'R-1', amount: 29 },
    ])
    expect(seen(simulator).filter((entry) => entry.startsWith('purchase'))).toEqual([
      'purchase corner-cafe 200',
      'purchase night-kiosk 200',
      'purchase M-1001 200',
      'purchase night-kiosk 200',
    ])
  })

  test('a token revoked under a purchase is replaced for its merchant, who is charged once', async () => {
    const { simulator, visit } = await openBuild(build)
    for (const shop of [CAFE, KIOSK]) await visit(`${shop}/products`)
    simulator.revokeAll()
    expect((await visit(`${CAFE}/airtime`, order('AIR-MTN-001', 'R-1'))).status).toBe(200)
    expect(seen(simulator).slice(4)).toEqual([
      'purchase corner-cafe 401',
      'refresh corner-cafe 200',
      'purchase corner-cafe 200',
    ])
    expect(simulator.charges).toMatchObject([{ merchant: 'corner-cafe' }])
  })

  test('what a form has bought is shown in that shop, and in no other', async () => {
    // On a clock that stands still: a purchase goes on by itself after five seconds.
    const { simulator, visit } = await openBuild(build, { clock: manualClock() })
    simulator.holdPurchases()
    const body = new URLSearchParams({
      mobileNumber: '+27821234567',
      amount: '29',
      productCode: 'AIR-MTN-001',
      reference: 'F-1',
    })
    const sold = await visit(`${CAFE}/airtime`, { method: 'POST', body })
    const path = sold.headers.get('location') ?? ''
    expect([sold.status, path]).toEqual([
      303,
      expect.stringMatching(/^\/shops\/corner-cafe\/transactions\/[0-9a-f-]{36}$/),
    ])
    expect(await (await visit(path, html)).text()).toContain('looks again by itself')
    expect(await (await visit(path)).json()).toMatchObject({ content: [{ status: { code: 1 } }] })
    for (const elsewhere of ['', KIOSK]) expect((await visit(path.replace(CAFE, elsewhere))).status).toBe(502)
    simulator.turnClock(10_000)
    const cookie = keptBy(sold)
    expect(await (await visit(path, { headers: { ...html.headers, cookie } })).text()).toContain('Thank you')
    expect(simulator.charges).toMatchObject([{ merchant: 'corner-cafe', merchantReference: 'F-1' }])
  })

  test('what Pagamio refuses a merchant is told in its words, and an order that is wrong is not sent', async () => {
    const { simulator, visit } = await openBuild(build)
    const refused = await visit(`${KIOSK}/airtime`, order('AIR-VOD-001', 'R-1'))
    expect([refused.status, refused.headers.get('merchant-reference')]).toEqual([502, 'R-1'])
    expect(await refused.json()).toEqual({
      error: 'upstream',
      message: 'Pagamio answered 200: Product is not active for this account',
    })
    expect((await visit(`${KIOSK}/airtime`, order('acme', 'R-2'))).status).toBe(400)
    expect(simulator.count('purchase')).toBe(1)
  })

  test('one merchant whose password is refused closes no other shop', async () => {
    const { simulator, visit } = await openBuild(build)
    simulator.changePassword('corner-cafe', 'another')
    const [refused, other, own] = [
      await visit(`${CAFE}/products`),
      await visit(`${KIOSK}/products`),
      await visit('/categories'),
    ]
    expect([refused.status, other.status, own.status]).toEqual([502, 200, 200])
    expect(await refused.json()).toMatchObject({ error: 'invalid_credentials' })
  })

  test('the front page leads to the shops, and a shop’s page sells what its merchant has', async () => {
    const { visit } = await openBuild(build)
    const front = await (await visit('/', html)).text()
    const links = [...front.matchAll(/href="(\/shops\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(links).toEqual([`${CAFE}/products`, `${KIOSK}/products`])
    const answer = await visit(links[0] ?? '', html)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i)
    expect(await answer.text()).toMatch(/corner-cafe\/airtime"[\s\S]*corner-cafe\/electricity"/)
    expect(await (await visit(links[1] ?? '', html)).text()).toMatch(/kiosk\/airtime"[^z]*kiosk\/voucher"/)
    expect((await visit(`${CAFE.replace('-', '%2D')}/products`)).status).toBe(200)
    const form = await (await visit(`${CAFE}/airtime`)).text()
    expect(form).toContain('<form method="post" action="/shops/corner-cafe/airtime">')
    expect([...form.matchAll(/name="productCode" value="([\w-]+)"/g)].map(([, code]) => code)).toEqual([
      'AIR-VOD-001',
      'AIR-MTN-001',
    ])
    expect(await (await visit(`${CAFE}/voucher`)).text()).toContain('Nothing of this is sold')
  })

  test('without merchants there are no other shops', async () => {
    const { simulator, visit } = await openBuild(build, { merchants: {} })
    expect(await (await visit('/')).text()).not.toContain('shops')
    expect((await visit(`${CAFE}/products`)).status).toBe(404)
    expect(simulator.count('login')).toBe(1)
  })

  test('the shop of nobody is not there, whatever it is called, and Pagamio is asked nothing', async () => {
    const { simulator, visit } = await openBuild(build)
    const long = 'x'.repeat(4_000)
    const names = [
      'nobody',
      '',
      '__proto__',
      'constructor',
      'toString',
      ':merchant',
      'M-1001',
      'Corner-Cafe',
      'corner-cafe%20',
    ]
    const hostile = [
      '..%2f',
      '..%2F..%2fauth',
      '%2e%2e%2fcorner-cafe',
      'corner-cafe%2f..',
      '%00',
      '%zz',
      '%',
      '%C0%AE',
      long,
    ]
    for (const name of [long, ...names, ...hostile]) {
      const told = await visit(`/shops/${name}/products`)
      const shown = await visit(`/shops/${name}/products`, html)
      const sold = await visit(`/shops/${name}/airtime`, { method: 'POST', body: 'not an order' })
      const looked = await visit(`/shops/${name}/transactions/TX-1`)
      expect(
        [told, shown, sold, looked].map(({ status }) => status),
        name,
      ).toEqual([404, 404, 404, 404])
      for (const answer of [told, sold, looked]) {
        expect(await answer.json()).toEqual({ error: 'not_found', message: 'There is no such page' })
      }
      expect(await shown.text()).toContain('There is no such page')
    }
    expect(simulator.count()).toBe(0)
  })

  test('a shop that closes waits for what the tokens of its merchants have under way', async () => {
    const clock = manualClock({ settle: () => simulator.settled() })
    const { simulator, shop, visit } = await openBuild(build, { clock })
    await visit(`${CAFE}/products`)
    await clock.advance(26 * 60_000)
    simulator.failNext('refresh', { kind: 'delay', ms: 2_000 })
    expect((await visit(`${CAFE}/products`)).status).toBe(200)
    while (simulator.count('refresh') === 0) await turn()
    let closed = false
    const closing = shop.close().then(() => {
      closed = true
    })
    for (let turns = 0; turns < 100; turns++) await turn()
    expect(closed).toBe(false)
    await clock.advance(2_000)
    await closing
    expect(simulator.count('refresh', 'ok')).toBe(1)
  })
})
