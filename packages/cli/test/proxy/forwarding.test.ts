import { once } from 'node:events'
import { createServer, request as httpRequest, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { api, proxied, proxyTo, raw } from './support/proxied.ts'

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

/** All that this process prints: standard output is data, and standard error is what the proxy says itself. */
function printed(): readonly unknown[] {
  const said: unknown[] = []
  const stop = [
    ...(['log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...what) => void said.push(what)),
    ),
    vi.spyOn(process, 'emitWarning').mockImplementation((...what) => void said.push(what)),
  ]
  onTestFinished(() => {
    for (const spy of stop) spy.mockRestore()
  })
  return said
}

const order = (merchantReference: string) =>
  JSON.stringify({
    productCode: 'AIR-VOD-001',
    amount: 10,
    mobileNumber: '+27821234567',
    paymentMethod: 'cash',
    channelId: 'Q7RT2M',
    merchantReference,
  })
const buying = (merchantReference: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: order(merchantReference),
})

describe('what the API sees', () => {
  test('the token, and nothing of the client’s own (failure modes 111, 113)', async () => {
    const { url, seen } = await api((_, response) => response.end('{}'))
    const { port } = await proxyTo(url, { forwardHeaders: ['X-Shop', 'x-named'] })
    const headers = [
      `Host: 127.0.0.1:${port}`,
      'Authorization: Bearer of-the-client',
      'Cookie: session=1',
      'Proxy-Authorization: Basic eA==',
      'X-Forwarded-For: 10.0.0.1',
      'Forwarded: for=10.0.0.1',
      'TE: trailers',
      'Keep-Alive: timeout=5',
      'X-Client-Ip: 10.0.0.1',
      'X-HTTP-Method-Override: DELETE',
      'X-Rewrite-URL: /auth/token',
      'Baggage: user=1',
      'Accept: application/json',
      'Accept-Language: af',
      'Content-Language: en',
      'User-Agent: till/1',
      'Traceparent: 00-1-1-01',
      'Tracestate: a=1',
      'X-Request-Id: r-1',
      'Idempotency-Key: order-1',
      'If-None-Match: "a"',
      'Range: bytes=0-1',
      'X-Shop: 7',
      'X-Named: yes',
      'If-Match: "named"',
      'Connection: close, authorization, x-named, if-match',
    ]
    const { status } = await raw(port, `GET /x?a=1&b=%2F HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
    expect(status).toBe(200)
    const [request] = seen
    expect(request?.url).toBe('/x?a=1&b=%2F')
    // And nothing else.
    expect(request?.headers).toEqual({
      host: new URL(url).host,
      connection: 'keep-alive',
      authorization: 'Bearer the.real.token',
      accept: 'application/json',
      'accept-language': 'af',
      'content-language': 'en',
      'user-agent': 'till/1',
      traceparent: '00-1-1-01',
      tracestate: 'a=1',
      'x-request-id': 'r-1',
      'idempotency-key': 'order-1',
      'if-none-match': '"a"',
      range: 'bytes=0-1',
      'x-shop': '7',
    })
  })

  test.each(['GET', 'DELETE', 'POST'])('the body of a %s', async (method) => {
    const { url, seen } = await api((request, response) => void text(request).then((all) => response.end(all)))
    const { port } = await proxyTo(url)
    const head = `${method} /products HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close`
    for (const sent of [
      'Content-Length: 9\r\n\r\n{"id": 1}',
      'Transfer-Encoding: chunked\r\n\r\n9\r\n{"id": 1}\r\n0\r\n\r\n',
    ])
      expect((await raw(port, `${head}\r\n${sent}`)).answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"id": 1\}/)
    expect(seen.map((request) => request.headers['content-length'])).toEqual(['9', '9'])
  })

  test.each(['', '/api/v1'])('the same call, with and without the base path (%j)', async (basePath) => {
    const { url, simulator } = await proxied()
    expect((await fetch(`${url}${basePath}/products/categories`)).status).toBe(200)
    expect(simulator.log.at(-1)?.path).toBe('/api/v1/products/categories')
  })

  test('a revoked token is replaced, and the purchase sent again byte for byte; the client sees nothing', async () => {
    const { url, simulator } = await proxied()
    await fetch(`${url}/products/categories`)
    simulator.revokeAll()
    expect((await fetch(`${url}/purchase`, buying('order-1'))).status).toBe(200)
    const sent = simulator.log.filter(({ endpoint }) => endpoint === 'purchase')
    expect(sent.map(({ status }) => status)).toEqual([401, 200])
    expect(new Set(sent.map(({ bodyHash }) => bodyHash)).size).toBe(1)
    expect(simulator.charges).toHaveLength(1)
  })

  test('200 clients at a cold start: one login', async () => {
    const { url, simulator } = await proxied()
    const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(`${url}/products/categories`)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(simulator.count('login')).toBe(1)
  })

  test('a stream is sent once, as a stream', async () => {
    const { url, seen } = await api(async (request, response) => {
      let bytes = 0
      for await (const chunk of request) bytes += (chunk as Buffer).length
      response.end(String(bytes))
    })
    const { url: at } = await proxyTo(url)
    const chunk = new Uint8Array(65_536)
    let chunks = 100
    const body = new ReadableStream({
      pull: (controller) => (chunks-- > 0 ? controller.enqueue(chunk) : controller.close()),
    })
    const answer = await fetch(`${at}/upload`, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(await answer.text()).toBe(String(100 * chunk.length))
    expect(seen).toHaveLength(1)
    expect(seen[0]?.headers['transfer-encoding']).toBe('chunked')
  })
})

describe('a body that does not say how long it is', () => {
  /** The answer to so many bytes in chunks, from a client that goes on until it is stopped. */
  const sending = async (port: number, bytes: number) => {
    const request = httpRequest({ port, path: '/upload', method: 'POST' })
    const answered = new Promise<{ status: number | undefined; said: string }>((resolve) => {
      request.on('response', async (response) => resolve({ status: response.statusCode, said: await text(response) }))
    })
    const chunk = Buffer.alloc(65_536)
    function* chunks() {
      for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, left)
    }
    pipeline(Readable.from(chunks()), request).catch(() => {})
    return answered
  }

  test('is cut off after 10 MiB, as one is refused that says so; the API has never seen all of it', async () => {
    let whole = 0
    const { url, seen } = await api((request, response) => {
      request.resume().on('end', () => {
        whole += 1
        response.end('all of it')
      })
    })
    const { port, entries } = await proxyTo(url)
    const { status, said } = await sending(port, 12 * 1024 * 1024)
    expect({ status, said: JSON.parse(said) }).toMatchObject({ status: 413, said: { error: 'too_large' } })
    await expect.poll(() => entries, BUSY).toMatchObject([{ path: '/upload', status: 413, own: 'too_large' }])
    expect(seen.map((request) => request.url)).toEqual(['/upload'])
    await expect.poll(() => seen[0]?.destroyed, BUSY).toBe(true)
    expect(whole).toBe(0)
  })

  test('goes through to the last of 10 MiB', async () => {
    const { url } = await api(async (request, response) => {
      let bytes = 0
      for await (const chunk of request) bytes += (chunk as Buffer).length
      response.end(String(bytes))
    })
    const { port } = await proxyTo(url)
    expect(await sending(port, 10 * 1024 * 1024)).toEqual({ status: 200, said: String(10 * 1024 * 1024) })
  })
})

describe('what the client sees', () => {
  test('nothing that would let a web page in, or that is about the API’s own origin', async () => {
    const { url } = await api((_, response) => {
      response.writeHead(200, {
        'access-control-allow-origin': '*',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-kept',
        'strict-transport-security': 'max-age=31536000',
        'alt-svc': 'h3=":443"',
        'clear-site-data': '"*"',
        nel: '{"report_to":"g","max_age":1}',
        'report-to': '{"group":"g","max_age":1,"endpoints":[]}',
        'set-cookie': 'a=1',
        'x-kept': 'yes',
      })
      response.end('{}')
    })
    const { url: at } = await proxyTo(url)
    const { headers } = await fetch(`${at}/x`)
    expect(headers.get('x-kept')).toBe('yes')
    const names = [...headers.keys()].filter((name) =>
      /^access-control|transport|alt-svc|site-data|nel|report|cookie/.test(name),
    )
    expect(names).toEqual([])
  })

  test('nothing of the connection to the API (failure mode 111)', async () => {
    const named = { 'x-hop': '1', 'proxy-authenticate': 'Basic', te: 'trailers', trailer: 'expires', upgrade: 'h2c' }
    const own = { connection: 'close, X-Hop', 'keep-alive': 'timeout=99', 'transfer-encoding': 'chunked' }
    const { url } = await api((_, response) => {
      response.writeHead(200, { ...named, ...own, 'x-kept': 'yes' })
      response.end('{}')
    })
    const { url: at } = await proxyTo(url)
    const { headers } = await fetch(`${at}/x`)
    expect(headers.get('x-kept')).toBe('yes')
    for (const name of Object.keys(named)) expect(headers.get(name), name).toBeNull()
    expect(headers.get('connection')).toBe('keep-alive')
    expect(headers.get('keep-alive')).not.toContain('99')
  })

  test('the first bytes before the last are there', async () => {
    const { url } = await api((request, response) => {
      response.write('first ')
      // The rest comes when the client says that it has the beginning.
      if (request.url === '/slow') released.then(() => response.end('last'))
    })
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const { url: at } = await proxyTo(url)
    const { body } = await fetch(`${at}/slow`)
    const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toBe('first ')
    release()
    expect((await reader.read()).value).toBe('last')
  })

  test('what was packed is packed, and said to be so (failure mode 114)', async () => {
    const { url } = await api((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' })
      response.end(gzipSync('plain text'))
    })
    const { port } = await proxyTo(url)
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) => {
      httpRequest({ port, path: '/x', headers: { 'accept-encoding': 'gzip' } }, resolve).end()
    })
    expect(response.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(await buffer(response)).toString()).toBe('plain text')
  })

  test('neither cookies nor the API’s 401', async () => {
    const { url } = await api((request, response) => {
      response.writeHead(request.url === '/closed' ? 401 : 200, { 'set-cookie': 'a=1' })
      response.end('{}')
    })
    const { url: at } = await proxyTo(url)
    expect((await fetch(`${at}/x`)).headers.get('set-cookie')).toBeNull()
    expect((await fetch(`${at}/closed`)).status).toBe(502)
  })

  test.each([
    ['a 404', 404],
    ['a 429', 429],
    ['a 503', 503],
  ])('%s as it is, once', async (_, status) => {
    const { url, simulator } = await proxied()
    simulator.failNext('purchase', { kind: 'status', status })
    expect((await fetch(`${url}/purchase`, buying('order-2'))).status).toBe(status)
    expect(simulator.count('purchase')).toBe(1)
  })

  test('a redirect elsewhere as it is: the token stays', async () => {
    const { url, simulator } = await proxied()
    simulator.failNext('categories', { kind: 'redirect', location: 'http://127.0.0.1:1/steal' })
    const answer = await fetch(`${url}/products/categories`, { redirect: 'manual' })
    expect(answer.status).toBe(307)
    expect(simulator.count('categories')).toBe(1)
  })

  test('a wrong password: 502, and one login for all of them', async () => {
    const { url, simulator } = await proxied()
    simulator.changePassword('demo', 'another')
    for (let call = 0; call < 5; call++) expect((await fetch(`${url}/products/categories`)).status).toBe(502)
    expect(simulator.count('login')).toBe(1)
  })

  test('no connection: 502, and that nothing was sent', async () => {
    const { url, simulator } = await proxied()
    await fetch(`${url}/products/categories`)
    await simulator.close()
    const answer = await fetch(`${url}/purchase`, buying('order-6'))
    expect(answer.status).toBe(502)
    expect(await answer.json()).toEqual({ error: 'not_sent', message: 'Pagamio cannot be reached. Nothing was sent.' })
  })

  test('no answer: 502, and for a purchase that it may have been made; sent once', async () => {
    const { url, simulator } = await proxied()
    simulator.failNext('purchase', { kind: 'lose-answer' })
    const answer = await fetch(`${url}/purchase`, buying('order-3'))
    expect(answer.status).toBe(502)
    expect(await answer.text()).toContain('merchantReference')
    simulator.failNext('categories', { kind: 'reset' })
    expect((await fetch(`${url}/products/categories`)).status).toBe(502)
    expect(simulator.count('purchase')).toBe(1)
    expect(simulator.charges).toHaveLength(1)
  })
})

describe('an answer that breaks off', () => {
  test.each([
    ['in chunks', (response: ServerResponse) => response.write('half')],
    ['with a length', (response: ServerResponse) => response.writeHead(200, { 'content-length': 100 }).write('half')],
  ])('%s: breaks off for the client too, who could take it for a whole one; nothing is printed', async (_, half) => {
    const said = printed()
    const { url } = await api((_, response) => {
      half(response)
      started.then(() => response.destroy())
    })
    let start = () => {}
    const started = new Promise<void>((resolve) => {
      start = resolve
    })
    const { url: at, entries } = await proxyTo(url)
    const answer = await fetch(`${at}/x`)
    start()
    await expect(answer.text()).rejects.toThrow('terminated')
    await expect
      .poll(() => entries, BUSY)
      .toMatchObject([{ path: '/x', status: 200, clientLeft: false, brokenOff: true }])
    expect(said).toEqual([])
  })
})

describe('a client that leaves (failure mode 116)', () => {
  test.each([
    ['before the answer', () => {}, 499],
    ['in the middle of the answer', (response: ServerResponse) => response.write('half'), 200],
  ])('%s to what it only read: the API is left too, and nothing is printed', async (_, begin, status) => {
    const said = printed()
    const { url, seen } = await api((_, response) => void begin(response))
    const { port, entries } = await proxyTo(url)
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /x?a=1 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await expect.poll(() => seen.length, BUSY).toBe(1)
    if (status === 200) await once(socket, 'data')
    socket.destroy()
    await expect.poll(() => seen[0]?.destroyed, BUSY).toBe(true)
    await expect.poll(() => entries, BUSY).toMatchObject([{ path: '/x', status, clientLeft: true, brokenOff: false }])
    expect(said).toEqual([])
  })

  test('its purchase is finished, once, and said to be so', async () => {
    const { port, simulator, entries } = await proxied({ simulator: { latencyMs: 300 } })
    const body = order('order-4')
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST /purchase HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    while (simulator.count('purchase') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    socket.destroy()
    while (entries.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(entries).toMatchObject([{ method: 'POST', path: '/purchase', status: 200, clientLeft: true }])
    expect(simulator.count('purchase', 'ok')).toBe(1)
    expect(simulator.charges).toHaveLength(1)
  })

  test.each([
    ['a purchase', 'POST /purchase', 'Content-Length: 2\r\n\r\n{}'],
    ['a question', 'GET /x', '\r\n'],
  ])('before %s was begun, because there was no token yet: nothing is sent', async (_, line, rest) => {
    let logins = 0
    const paths: (string | undefined)[] = []
    let admit = () => {}
    const admitted = new Promise<void>((resolve) => {
      admit = resolve
    })
    const server = createServer(async (request, response) => {
      paths.push(request.url)
      if (request.url !== '/auth/token') return response.end('{}')
      logins += 1
      await admitted
      response.setHeader('content-type', 'application/json')
      response.end('{"accessToken":"the.real.token","expiresIn":1800}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port, auth, entries } = await proxyTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const socket = connect(port, '127.0.0.1')
    socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${rest}`)
    await expect.poll(() => logins, BUSY).toBe(1)
    socket.destroy()
    await expect.poll(() => entries, BUSY).toMatchObject([{ status: 499, clientLeft: true }])
    admit()
    await auth.getToken()
    expect((await fetch(`http://127.0.0.1:${port}/last`)).status).toBe(200)
    expect(paths).toEqual(['/auth/token', '/last'])
  })

  test('in the middle of its order nothing is bought', async () => {
    const { port, simulator, entries } = await proxied()
    await fetch(`http://127.0.0.1:${port}/products/categories`)
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST /purchase HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"productCode":`,
    )
    while (simulator.count('purchase') === 0 && entries.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      if (!socket.destroyed) socket.destroy()
    }
    while (entries.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(simulator.charges).toEqual([])
  })

  test('closing waits for it, though nobody else does', async () => {
    const { proxy, port, simulator } = await proxied({ simulator: { latencyMs: 300 } })
    const body = order('order-5')
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /purchase HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    while (simulator.count('purchase') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    socket.destroy()
    await once(socket, 'close')
    await proxy.close()
    expect(simulator.charges).toHaveLength(1)
    expect(simulator.log.at(-1)).toMatchObject({ endpoint: 'purchase', status: 200 })
  })
})

describe('closing', () => {
  const sending = (port: number, path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\n\r\n{}`

  test('takes nothing new, neither from others nor over a connection that is open', async () => {
    const { url, seen } = await api((_, response) => void answered.then(() => response.end('done')))
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { proxy, port, url: at, entries } = await proxyTo(url)
    const socket = connect(port, '127.0.0.1')
    socket.write(sending(port, '/first'))
    await expect.poll(() => seen.length, BUSY).toBe(1)
    const closed = proxy.close()
    socket.write(sending(port, '/second'))
    await expect.poll(() => entries, BUSY).toMatchObject([{ path: '/second', status: 503, refused: 'closing' }])
    await expect(fetch(`${at}/third`)).rejects.toThrow()
    answer()
    const got = await text(socket)
    await closed
    expect(got).toMatch(/^HTTP\/1\.1 200 [\s\S]*done[\s\S]*HTTP\/1\.1 503 /)
    expect(seen.map((request) => request.url)).toEqual(['/first'])
  })

  test('waits as long as it was told for an answer that never comes, and leaves nothing open', async () => {
    const { url, seen } = await api(() => {})
    const { proxy, port, entries } = await proxyTo(url, { closeMs: 100 })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(sending(port, '/purchase'))
    await expect.poll(() => seen.length, BUSY).toBe(1)
    await proxy.close()
    await expect.poll(() => seen[0]?.socket.destroyed, BUSY).toBe(true)
    await expect.poll(() => entries, BUSY).toMatchObject([{ path: '/purchase', status: 502 }])
  })
})
