import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { machine } from './support/run.ts'

const purchase = (reference: string) => [
  ...['api', 'POST', '/purchase', '-F', 'amount=50', '-f', 'channelId=Q7RT2M', '-f', 'productCode=AIR-VOD-001'],
  ...['-f', 'mobileNumber=+27821234567', '-f', 'paymentMethod=cash', '-f', `merchantReference=${reference}`],
]

describe('pagamio api', () => {
  test('prints what came, byte for byte, and is done with 0', async () => {
    const { run, simulator, url } = await machine()
    const { out, err, code } = await run(['api', '/products/categories'])
    const token = (await run(['token'])).out.trim()
    const plain = await fetch(`${url}/products/categories`, { headers: { authorization: `Bearer ${token}` } })
    expect(out).toBe(await plain.text())
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(simulator.count('login')).toBe(1)
  })

  test('buys with fields, once', async () => {
    const { run, simulator } = await machine()
    const { out, code } = await run(purchase('order-1'))
    expect(JSON.parse(out)).toMatchObject({ successful: true, receipt: { rechargeVendor: 'Vodacom', amount: 5000 } })
    expect(code).toBe(0)
    expect(simulator.charges).toHaveLength(1)
  })

  test.each([
    ['-X and -d', ['-X', 'POST', '-d', 'BODY', '/purchase']],
    ['-d alone', ['/purchase', '-d', 'BODY']],
    ['glued together', ['-XPOST', '-dBODY', '/purchase']],
    ['-d @file', ['-X', 'post', '-d', '@FILE', '/purchase']],
    ['-d @- from a pipe', ['-d', '@-', '/purchase']],
    ['-H besides', ['-X', 'POST', '-H', 'Content-Type: application/json', '-d', 'BODY', '/purchase']],
  ])('understands what curl does: %s', async (_, args) => {
    const { run, simulator, home } = await machine()
    const body = JSON.stringify({
      ...{ amount: 50, channelId: 'Q7RT2M', productCode: 'AIR-VOD-001', mobileNumber: '+27821234567' },
      ...{ paymentMethod: 'cash', merchantReference: 'order-1' },
    })
    await writeFile(`${home}/order.json`, body)
    const given = args.map((arg) => arg.replace('BODY', body).replace('FILE', `${home}/order.json`))
    const { err, code } = await run(['api', ...given], { input: body })
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(simulator.charges).toMatchObject([{ merchantReference: 'order-1' }])
  })

  test.each([
    [['-X', 'POST', 'GET', '/purchase'], 'one method'],
    [['-X', 'CONNECT', '/purchase'], 'no method'],
    [['-d', 'amount=50', '/purchase'], '-F amount=50'],
    [['-d', '{}', '-d', '{}', '/purchase'], 'one body'],
    [['-d', '{}', '--input', '-', '/purchase'], 'one body'],
    [['-d', '{}', '-F', 'amount=50', '/purchase'], 'one body'],
    [['-X', 'GET', '-d', '{}', '/purchase'], 'GET has no body'],
    [['-d', '@/nowhere/at/all', '/purchase'], 'cannot be read (ENOENT)'],
    [['-X', 'POST'], 'argument'],
  ])('%j is answered with the right form, and nothing is sent', async (args, saying) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['api', ...args])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain(saying)
    expect(simulator.count()).toBe(0)
  })

  test('a revoked token is replaced, and the purchase sent again byte for byte', async () => {
    const { run, simulator } = await machine()
    await run(['token'])
    simulator.revokeAll()
    expect((await run(purchase('order-2'))).code).toBe(0)
    const sent = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
    expect(sent.map(({ status }) => status)).toEqual([401, 200])
    expect(new Set(sent.map(({ bodyHash }) => bodyHash)).size).toBe(1)
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.count('refresh')).toBe(1)
  })

  test('4xx is 14: the body on standard output, the status on standard error', async () => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['api', '/nowhere'])
    expect(JSON.parse(out)).toMatchObject({ error: 'Not Found' })
    expect(err).toBe('✗ 404 Not Found\n')
    expect(code).toBe(14)
    simulator.setActive('demo', false)
    expect(await run(['api', '/products/categories'])).toMatchObject({ err: expect.stringContaining('403'), code: 14 })
    expect(simulator.count('login')).toBe(1)
  })

  test('5xx is 15, and nothing is sent again for it', async () => {
    const { run, simulator } = await machine()
    simulator.failNext('purchase', { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
    expect((await run(purchase('order-3'))).code).toBe(15)
    expect(simulator.count('purchase')).toBe(1)
  })

  test('no answer to a purchase: it says that it may have been made, and sends it once', async () => {
    const { run, simulator } = await machine()
    simulator.failNext('purchase', { kind: 'lose-answer' })
    const { out, err, code } = await run(purchase('order-4'))
    expect({ out, code }).toEqual({ out: '', code: 5 })
    expect(err).toContain('merchantReference')
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toHaveLength(1)
  })

  test('a body from a file or from standard input goes as it is, with any header', async () => {
    const seen = await listening()
    const { run, home } = await machine()
    await writeFile(`${home}/body`, '{"a": 1}\n')
    const base = { PAGAMIO_BASE_URL: seen.url }
    expect((await run(['api', '/x', '--input', `${home}/body`, '-H', 'x-shop: 7'], { env: base })).code).toBe(0)
    expect((await run(['api', 'PUT', '/x?y=1', '--input', '-'], { env: base, input: 'raw' })).code).toBe(0)
    expect((await run(['api', 'GET', '/x', '-F', 'page=2', '-f', 'q=a b'], { env: base })).code).toBe(0)
    expect(seen.requests).toMatchObject([
      { method: 'POST', url: '/x', body: '{"a": 1}\n', headers: { 'x-shop': '7', 'content-type': 'application/json' } },
      { method: 'PUT', url: '/x?y=1', body: 'raw' },
      { method: 'GET', url: '/x?page=2&q=a+b', body: '' },
    ])
  })

  test('fields are typed where that cannot hurt: meters and telephones stay strings', async () => {
    const seen = await listening()
    const { run } = await machine()
    const fields = ['amount=50.5', 'ok=true', 'none=null', 'phone=0821234567', 'meter=12345678901', 'text=a=b']
    const args = ['api', '/x', ...fields.flatMap((field) => ['-F', field]), '-f', 'raw=1']
    await run(args, { env: { PAGAMIO_BASE_URL: seen.url } })
    expect(JSON.parse(seen.requests[0]?.body ?? '')).toEqual({
      amount: 50.5,
      ok: true,
      none: null,
      phone: '0821234567',
      meter: '12345678901',
      text: 'a=b',
      raw: '1',
    })
  })

  test('--include prints status and headers first, and never the token', async () => {
    const { run } = await machine()
    const { out } = await run(['api', '-i', '/products/categories'])
    expect(out).toMatch(/^HTTP 200 OK\n[\s\S]*content-type: application\/json[\s\S]*\n\n\[/)
    expect(out.toLowerCase()).not.toContain('bearer')
  })

  test.each([
    ['https://elsewhere.example/x'],
    ['http://127.0.0.1:1/x'],
    ['/auth/token'],
    ['/x/../auth/token'],
    ['/%2e%2e/admin'],
    ['//elsewhere.example/x'],
    ['/\\elsewhere.example/x'],
  ])('%s is no call to the API: nothing is sent', async (path) => {
    const { run, simulator } = await machine()
    const { out, code } = await run(['api', path])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(simulator.count()).toBe(0)
  })

  test.each([
    [['api', '/x', '-F', 'novalue']],
    [['api', 'GET', '/x', '--input', '-']],
    [['api', '/x', '--input', '-', '-F', 'a=1']],
    [['api', '/x', '--input', '/nowhere/at/all']],
    [['api', '/x', '-H', 'nonsense']],
    [['api', '/x', '-H', 'Authorization: Bearer mine']],
    [['api', '/x', '/y']],
    [['api']],
    ...['CONNECT', 'trace', 'TRACK'].map((method) => [['api', method, '/x']]),
    ...[
      'Transfer-Encoding: chunked',
      'upgrade: h2c',
      'Content-Length: 7',
      'Connection: close',
      'Expect: 100-continue',
    ].map((header) => [['api', 'POST', '/x', '-H', header]]),
  ])('%j makes no sense: usage, and nothing is sent', async (args) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(args)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).not.toContain('mine')
    expect(simulator.count()).toBe(0)
  })

  test.each(['GET', 'post', 'DELETE'])('%s without a path is not taken for one', async (method) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['api', method])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('The path is missing.')
    expect(simulator.count()).toBe(0)
  })

  test.each([
    [purchase('order-6'), 'purchase'],
    [['api', '/products/categories'], 'categories'],
  ] as const)('%j to where nobody listens: nothing was sent, and it says so', async (args, endpoint) => {
    const shop = await machine()
    await shop.run(['token'])
    await shop.simulator.close()
    const { out, err, code } = await shop.run(args)
    expect({ out, code }).toEqual({ out: '', code: 5 })
    expect(err).toContain('No connection (ECONNREFUSED). Nothing was sent.')
    expect(err).not.toContain('carried out')
    expect(shop.simulator.count(endpoint)).toBe(0)
  })
})

/** An API that gives any token and remembers what it was sent. */
async function listening() {
  const requests: { method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = []
  const server = createServer(async (request, answer) => {
    const body = await text(request)
    answer.setHeader('content-type', 'application/json')
    if (request.url === '/auth/token') return answer.end('{"accessToken":"a.b.c","expiresIn":1800}')
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    answer.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
