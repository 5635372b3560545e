import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { api, proxied, proxyTo, raw } from './support/proxied.ts'

const PURCHASE = '{"productCode":"AIR-VOD-001","amount":10}'

/** A request line, its headers, and nothing that would let it hang. */
const request = (line: string, headers: readonly string[]) =>
  `${[line, ...headers, 'connection: close'].join('\r\n')}\r\n\r\n`

describe('what goes no further than the gate', () => {
  const host = (port: number) => `Host: 127.0.0.1:${port}`
  const table: readonly (readonly [string, (port: number) => string, number])[] = [
    // failure mode 106
    [
      'a web page’s simple POST',
      (port) => post(port, ['Origin: https://evil.example', 'Content-Type: text/plain']),
      403,
    ],
    ['a page without an origin of its own', (port) => post(port, ['Origin: null']), 403],
    ['a page on another port', (port) => post(port, [`Origin: http://127.0.0.1:${port + 1}`]), 403],
    ['a page over https', (port) => post(port, [`Origin: https://127.0.0.1:${port}`]), 403],
    ['a link on a page', (port) => request('GET /x HTTP/1.1', [host(port), 'Sec-Fetch-Site: cross-site']), 403],
    ['a page of the same site', (port) => request('GET /x HTTP/1.1', [host(port), 'Sec-Fetch-Site: same-site']), 403],
    [
      'a foreign page behind our own',
      (port) => post(port, [`Origin: http://127.0.0.1:${port}`, 'Origin: https://evil.example']),
      403,
    ],
    [
      'a link that says two things',
      (port) => request('GET /x HTTP/1.1', [host(port), 'Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site']),
      403,
    ],
    ['a preflight', (port) => request('OPTIONS /x HTTP/1.1', [host(port), 'Access-Control-Request-Method: POST']), 403],
    // failure mode 107
    ['a rebound name', (port) => request('GET /x HTTP/1.1', [`Host: attacker.example:${port}`]), 421],
    [
      'a name that begins well',
      (port) => request('GET /x HTTP/1.1', [`Host: 127.0.0.1:${port}.attacker.example`]),
      421,
    ],
    ['another port', (port) => request('GET /x HTTP/1.1', [`Host: 127.0.0.1:${port + 1}`]), 421],
    ['no port', () => request('GET /x HTTP/1.1', ['Host: 127.0.0.1']), 421],
    ['two Hosts', (port) => request('GET /x HTTP/1.1', [host(port), host(port)]), 400],
    [
      'two Hosts, one of them foreign',
      (port) => request('GET /x HTTP/1.1', [host(port), 'Host: attacker.example']),
      400,
    ],
    ['no Host', () => request('GET /x HTTP/1.1', []), 400],
    ['an empty Host', () => request('GET /x HTTP/1.1', ['Host:']), 400],
    ['HTTP/1.0 without a Host', () => request('GET /x HTTP/1.0', []), 400],
    // failure mode 109
    ['an absolute target', (port) => request('GET http://169.254.169.254/ HTTP/1.1', [host(port)]), 400],
    ['an absolute target of ours', (port) => request(`GET http://127.0.0.1:${port}/x HTTP/1.1`, [host(port)]), 400],
    ['two slashes', (port) => request('GET //evil.example/x HTTP/1.1', [host(port)]), 400],
    ['a slash and a backslash', (port) => request('GET /\\evil.example/x HTTP/1.1', [host(port)]), 400],
    ['an asterisk', (port) => request('GET * HTTP/1.1', [host(port)]), 400],
    ['no slash', (port) => request('GET x HTTP/1.1', [host(port)]), 400],
    // failure mode 110
    ['a way round', (port) => request('POST /x/../auth/token HTTP/1.1', [host(port)]), 400],
    ['an encoded way round', (port) => request('POST /x/%2e%2e/auth/token HTTP/1.1', [host(port)]), 400],
    ['an encoded slash', (port) => request('POST /x%2f..%2fauth/token HTTP/1.1', [host(port)]), 400],
    ['an encoded backslash', (port) => request('POST /x%5Cauth/token HTTP/1.1', [host(port)]), 400],
    ['encoded twice', (port) => request('POST /%252e%252e/auth/token HTTP/1.1', [host(port)]), 400],
    ['encoded three times', (port) => request('POST /%25252fauth/token HTTP/1.1', [host(port)]), 400],
    ['a dot', (port) => request('POST /./auth/token HTTP/1.1', [host(port)]), 400],
    ['the login', (port) => request('POST /auth/token HTTP/1.1', [host(port)]), 404],
    ['the refresh', (port) => request('POST /auth/token/refresh HTTP/1.1', [host(port)]), 404],
    ['the login with the base path', (port) => request('POST /api/v1/auth/token HTTP/1.1', [host(port)]), 404],
    [
      'the login with the base path twice',
      (port) => request('POST /api/v1/api/v1/../auth HTTP/1.1', [host(port)]),
      400,
    ],
    ['the login in capitals', (port) => request('POST /AUTH/token HTTP/1.1', [host(port)]), 404],
    ['an encoded letter', (port) => request('POST /%61uth/token HTTP/1.1', [host(port)]), 404],
    ['a letter encoded twice', (port) => request('POST /%2561uth/token HTTP/1.1', [host(port)]), 404],
    ['with parameters', (port) => request('POST /auth;x=1/token HTTP/1.1', [host(port)]), 404],
    ['an encoded parameter', (port) => request('POST /auth%3bx=1/token HTTP/1.1', [host(port)]), 404],
    ['a way round with parameters', (port) => request('POST /x/..;/auth/token HTTP/1.1', [host(port)]), 404],
    ['a dot with parameters', (port) => request('POST /.;x/auth/token HTTP/1.1', [host(port)]), 404],
    ['an encoded space', (port) => request('POST /auth%20/token HTTP/1.1', [host(port)]), 404],
    ['an encoded nothing', (port) => request('POST /auth%00/token HTTP/1.1', [host(port)]), 404],
    ['two slashes further on', (port) => request('POST /x//auth/token HTTP/1.1', [host(port)]), 404],
    ['bytes that are no ASCII', (port) => request('POST /\xc0\xae/auth HTTP/1.1', [host(port)]), 400],
    ['a dot in too many bytes', (port) => request('POST /%c0%ae%c0%ae/auth HTTP/1.1', [host(port)]), 404],
    // failure modes 112, 115
    ['a tunnel', (port) => request('CONNECT evil.example:443 HTTP/1.1', [host(port)]), 405],
    ['a trace', (port) => request('TRACE /x HTTP/1.1', [host(port)]), 405],
    [
      'an upgrade',
      (port) => `GET /x HTTP/1.1\r\n${host(port)}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`,
      405,
    ],
    [
      'an upgrade behind an offer of HTTP/2',
      (port) => `GET /x HTTP/1.1\r\n${host(port)}\r\nConnection: upgrade\r\nUpgrade: h2c, websocket\r\n\r\n`,
      405,
    ],
    ['another method', (port) => request('PURGE /x HTTP/1.1', [host(port)]), 405],
    ['two lengths', (port) => request('POST /x HTTP/1.1', [host(port), 'Content-Length: 1', 'Content-Length: 2']), 400],
    [
      'a length and chunks',
      (port) => request('POST /x HTTP/1.1', [host(port), 'Content-Length: 4', 'Transfer-Encoding: chunked']),
      400,
    ],
    [
      'chunks that are packed',
      (port) => request('POST /x HTTP/1.1', [host(port), 'Transfer-Encoding: gzip, chunked']),
      400,
    ],
    [
      'chunks, and chunks not',
      (port) => request('POST /x HTTP/1.1', [host(port), 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity']),
      400,
    ],
    ['too large a body', (port) => request('POST /x HTTP/1.1', [host(port), 'Content-Length: 10485761']), 413],
    ['huge headers', (port) => request('GET /x HTTP/1.1', [host(port), `X: ${'x'.repeat(20_000)}`]), 431],
  ]
  const post = (port: number, headers: readonly string[]) =>
    `${['POST /purchase HTTP/1.1', host(port), ...headers, `Content-Length: ${PURCHASE.length}`].join('\r\n')}\r\n\r\n${PURCHASE}`

  test.each(table)('%s', async (_, bytes, status) => {
    const { port, simulator, entries } = await proxied()
    const answer = await raw(port, bytes(port))
    expect(answer.status).toBe(status)
    expect(answer.answer.toLowerCase()).not.toContain('access-control')
    // Node refuses some by itself, before anybody hears of them.
    if (entries.length > 0) {
      const [head = '', body = ''] = answer.answer.split('\r\n\r\n')
      expect(head.toLowerCase()).toContain('content-type: application/json')
      expect(JSON.parse(body)).toEqual({ error: expect.any(String), message: expect.stringMatching(/^.{15,}\.$/) })
      expect(entries).toMatchObject([{ status }])
    }
    expect(simulator.count()).toBe(0)
    expect(simulator.charges).toEqual([])
  })
})

describe('who is let in', () => {
  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('a Host of %s with the port', async (name) => {
    const { port, simulator } = await proxied()
    const { status } = await raw(port, request('GET /products/categories HTTP/1.1', [`Host: ${name}:${port}`]))
    expect(status).toBe(200)
    expect(simulator.count('categories', 'ok')).toBe(1)
  })

  test('a name that was given with --host, and no other', async () => {
    const { port } = await proxied({ hosts: ['pagamio-proxy'] })
    const get = (name: string) => raw(port, request('GET /products/categories HTTP/1.1', [`Host: ${name}:${port}`]))
    expect((await get('pagamio-proxy')).status).toBe(200)
    expect((await get('pagamio-prox')).status).toBe(421)
  })

  test.each([
    ['localhost:9000', 'localhost:9000'],
    ['127.0.0.1:18080', '127.0.0.1:18080'],
    ['[::1]:9000', '[::1]:9000'],
    ['Shop.Internal:80', 'shop.internal'],
  ])('through a forwarded port: --host %s, and no other', async (named, host) => {
    const { port, simulator } = await proxied({ hosts: [named] })
    const get = (name: string) => raw(port, request('GET /products/categories HTTP/1.1', [`Host: ${name}`]))
    expect((await get(host)).status).toBe(200)
    const before = simulator.count()
    for (const other of ['evil.example:9000', 'localhost:9001', `shop.internal:${port}`])
      expect((await get(other)).status).toBe(421)
    expect(simulator.count()).toBe(before)
  })

  test.each([
    ['GET', ''],
    ['POST', '{"productCode":"AIR-VOD-001"}'],
  ])('a %s that offers HTTP/2 is served, and so is the next over its connection', async (method, body) => {
    const { url, seen } = await api((sent, response) => void text(sent).then((all) => response.end(`got ${all}`)))
    const { port } = await proxyTo(url)
    const offer = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA']
    const length = body ? [`Content-Length: ${body.length}`] : []
    const head = [`${method} /first HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...offer, ...length].join('\r\n')
    const socket = connect(port, '127.0.0.1')
    socket.write(`${head}\r\n\r\n${body}`)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /)
    socket.write(request('GET /second HTTP/1.1', [`Host: 127.0.0.1:${port}`]))
    expect(await text(socket)).toMatch(/HTTP\/1\.1 200 /)
    expect(seen.map((sent) => sent.url)).toEqual(['/first', '/second'])
    for (const name of ['upgrade', 'http2-settings']) expect(seen[0]?.headers[name]).toBeUndefined()
  })

  test('a page of the proxy itself, and what was typed into a browser', async () => {
    const { url } = await proxied()
    const own = await fetch(`${url}/products/categories`, { headers: { origin: url, 'sec-fetch-site': 'same-origin' } })
    expect(own.status).toBe(200)
    const typed = await fetch(`${url}/products/categories`, { headers: { 'sec-fetch-site': 'none' } })
    expect(typed.status).toBe(200)
  })

  test('with a key: whoever brings it, and nobody else', async () => {
    const { url, simulator, entries } = await proxied({ key: 'a-key-of-this-run' })
    const get = (authorization?: string) =>
      fetch(`${url}/products/categories`, authorization ? { headers: { authorization } } : {})
    for (const wrong of [
      undefined,
      'Bearer',
      'Bearer a-key-of-this-ru',
      'Bearer a-key-of-this-runn',
      'a-key-of-this-run',
    ]) {
      const answer = await get(wrong)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({ error: 'key_required' })
    }
    expect(simulator.count()).toBe(0)
    expect((await get('Bearer a-key-of-this-run')).status).toBe(200)
    expect(simulator.count('categories', 'ok')).toBe(1)
    expect(JSON.stringify(entries)).not.toContain('a-key')
  })

  test('what --allow names', async () => {
    const { url, simulator } = await proxied({ allow: ['GET /products/*'] })
    expect((await fetch(`${url}/products/categories`)).status).toBe(200)
    expect((await fetch(`${url}/products/categories`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${url}/merchants/M-1001/products`)).status).toBe(404)
    expect(simulator.count('products')).toBe(0)
  })

  test('each refusal is a line for the night shift', async () => {
    const { port, entries } = await proxied()
    await raw(port, request('GET /x HTTP/1.1', ['Host: attacker.example']))
    await raw(port, request('POST /purchase?canary HTTP/1.1', [`Host: 127.0.0.1:${port}`, 'Origin: null']))
    await raw(port, request('CONNECT evil.example:443 HTTP/1.1', [`Host: 127.0.0.1:${port}`]))
    const went = { ms: 0, clientLeft: false, brokenOff: false }
    expect(entries).toEqual([
      { ...went, method: 'GET', path: '/x', status: 421, refused: 'wrong_host' },
      { ...went, method: 'POST', path: '/purchase', status: 403, refused: 'foreign_origin' },
      { ...went, method: 'CONNECT', path: '', status: 405, refused: 'method_not_allowed' },
    ])
  })

  test.each([
    ['is refused', 'Origin: null'],
    ['is not', 'X: y'],
  ])('what is said of a request that %s holds nothing that a terminal would obey', async (_, header) => {
    const { port, entries } = await proxied()
    const path = '/x%1b[2J%0a%c2%9b31m'
    await raw(port, request(`GET ${path}?canary HTTP/1.1`, [`Host: 127.0.0.1:${port}`, header]))
    expect(entries).toMatchObject([{ path }])
    await raw(port, request('GET /\x7f\x1b[2J HTTP/1.1', [`Host: 127.0.0.1:${port}`, header]))
    await raw(port, request('GET /\x9b31m HTTP/1.1', [`Host: 127.0.0.1:${port}`, header]))
    expect(entries).toHaveLength(1)
  })
})
