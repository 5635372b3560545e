import { createHash } from 'node:crypto'
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { demoCredentials } from '@pagamio/simulator'
import { afterEach, expect, test } from 'vitest'
import { createBudget, createPagamioAuth, environments, type FetchLike, type PagamioAuth } from '../../src/index.ts'
import { isSettled, rejection, scene } from '../support/scene.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const demoLogin = { method: 'POST', body: JSON.stringify(demoCredentials) }

interface Seen {
  readonly url: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly hash: string
}

/** A real server: logs in whoever asks, keeps what it saw, and answers the rest as told. */
async function server(answer: (seen: Seen, nth: number, response: ServerResponse) => void) {
  const seen: Seen[] = []
  let logins = 0
  const http = createServer(async (request, response) => {
    const hash = createHash('sha256')
    for await (const chunk of request) hash.update(chunk)
    const { url = '', method = '', headers } = request
    if (url.startsWith('/api/v1/auth/token')) {
      logins++
      const data = { token: `token-${logins}`, refreshToken: `refresh-${logins}`, expiresIn: 1800 }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ successful: true, data }))
      return
    }
    const entry: Seen = { url, method, headers, hash: hash.digest('hex') }
    seen.push(entry)
    answer(entry, seen.length, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    http.closeAllConnections()
    return new Promise((resolve) => http.close(resolve))
  })
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const auth: PagamioAuth = createPagamioAuth({
    baseUrl: `${origin}/api/v1`,
    credentials: demoCredentials,
    budget: createBudget(),
  })
  cleanups.push(auth.close)
  return {
    auth,
    seen,
    origin,
    logins: () => logins,
    connections: () => new Promise<number>((resolve) => http.getConnections((_e, n) => resolve(n))),
  }
}

const first401 = (_seen: Seen, nth: number, response: ServerResponse) => {
  response.statusCode = nth === 1 ? 401 : 200
  response.end('{}')
}

const form = () => {
  const data = new FormData()
  data.set('reference', 'R-1')
  data.set('slip', new File(['paid'], 'slip.txt', { type: 'text/plain' }))
  return data
}

test.each([
  ['a string', () => JSON.stringify({ merchantReference: 'R-1' })],
  ['bytes of a longer buffer', () => new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4)],
  ['a DataView', () => new DataView(new Uint8Array([9, 8, 7]).buffer, 1)],
  ['a Blob', () => new Blob(['blob'], { type: 'text/plain' })],
  ['URLSearchParams', () => new URLSearchParams({ a: '1', b: 'é' })],
  ['FormData with a file', form],
] as const)('fetch › a 401 replays %s byte for byte (failure modes 53, 92)', async (_name, body) => {
  const { auth, seen, logins } = await server(first401)
  const response = await auth.fetch('/purchase', { method: 'POST', body: body() })
  expect(response.status).toBe(200)
  expect(seen).toHaveLength(2)
  expect(seen[1]?.hash).toBe(seen[0]?.hash)
  expect(seen[1]?.headers['content-type']).toBe(seen[0]?.headers['content-type'])
  expect(seen[0]?.headers.authorization).not.toBe(seen[1]?.headers.authorization)
  expect(logins()).toBe(2)
})

test('fetch › bytes that change after the call are sent as they were', async () => {
  const { auth, seen } = await server(first401)
  const body = new Uint8Array([1, 2, 3])
  const calling = auth.fetch('/purchase', { method: 'POST', body })
  body.fill(9)
  await calling
  const hash = createHash('sha256')
    .update(new Uint8Array([1, 2, 3]))
    .digest('hex')
  expect(seen.map((entry) => entry.hash)).toEqual([hash, hash])
})

async function* chunks() {
  yield new TextEncoder().encode('{"a":')
  yield new TextEncoder().encode('1}')
}

test.each([
  ['a stream', () => ReadableStream.from(chunks())],
  ['an async generator', chunks],
] as const)(
  'fetch › %s is sent once; the caller gets the 401, and the next call the new token (failure modes 92, 93)',
  async (_name, body) => {
    const { auth, seen, logins } = await server(first401)
    const init = { method: 'POST', body: body(), duplex: 'half' } as unknown as RequestInit
    expect((await auth.fetch('/purchase', init)).status).toBe(401)
    expect(seen).toHaveLength(1)
    expect((await auth.fetch('/products/categories')).status).toBe(200)
    expect(seen[1]?.headers.authorization).toBe('Bearer token-2')
    expect(logins()).toBe(2)
  },
)

/** A client, and a transport that answers the first sending 401 and keeps what it was given, as bytes. */
function recorded(first = 401) {
  const seen: { hash: string; authorization: string | null; type: string | null }[] = []
  const { auth } = scene({
    between: (send) => async (input, init) => {
      if (!String(input instanceof Request ? input.url : input).endsWith('/purchase')) return send(input, init)
      const request = new Request(input, init)
      const hash = createHash('sha256')
        .update(new Uint8Array(await request.arrayBuffer()))
        .digest('hex')
      seen.push({
        hash,
        authorization: request.headers.get('authorization'),
        type: request.headers.get('content-type'),
      })
      return new Response('{}', { status: seen.length === 1 ? first : 200 })
    },
  })
  return { auth, seen }
}

const MEBIBYTE = 1024 * 1024

test.each([
  ['that says its length', '{"a":1}', { 'content-length': '7' }, 2],
  ['of unknown length', '{"a":1}', {}, 2],
  ['of unknown length and 1 MiB', 'x'.repeat(MEBIBYTE), {}, 2],
  ['of unknown length and more than 1 MiB', 'x'.repeat(MEBIBYTE + 1), {}, 1],
  ['that says more than 1 MiB', '{"a":1}', { 'content-length': String(2 * MEBIBYTE) }, 1],
  ['with a stream for its body', ReadableStream.from(chunks()), { 'content-type': 'application/json' }, 2],
  ['with a form for its body', form(), {}, 2],
] as const)('fetch › of a Request %s up to 1 MiB are sent again byte for byte', async (_name, body, headers, sends) => {
  const { auth, seen } = recorded()
  const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
  const response = await auth.fetch(new Request(`${auth.baseUrl}/purchase`, init))
  expect(response.status).toBe(sends === 2 ? 200 : 401)
  expect(seen).toHaveLength(sends)
  expect(new Set(seen.map(({ hash, type }) => `${hash} ${type}`)).size).toBe(1)
  expect(new Set(seen.map(({ authorization }) => authorization)).size).toBe(sends)
})

/** A client whose API answers before it has read anything: 401, and then 200 with the body that it was sent. */
function hasty() {
  let sends = 0
  const { auth } = scene({
    between: (send) => async (input, init) => {
      if (!(input instanceof Request)) return send(input, init)
      sends += 1
      return sends === 1 ? new Response(null, { status: 401 }) : new Response(await input.text())
    },
  })
  return { auth, sends: () => sends }
}

async function* slowChunks() {
  for await (const chunk of chunks()) {
    await nextTurn()
    yield chunk
  }
}

const stalled = (first: number) =>
  new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(first)) }, { highWaterMark: 0 })

const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })

test.each([
  ['a text', '{"a":1}', '{"a":1}'],
  ['1 MiB', 'x'.repeat(MEBIBYTE), 'x'.repeat(MEBIBYTE)],
  ['a stream that takes its time', ReadableStream.from(slowChunks()), '{"a":1}'],
  ['more than 1 MiB', 'x'.repeat(MEBIBYTE + 1), ''],
  ['a stream that stalls', stalled(7), ''],
  ['a stream that stalls past 1 MiB', stalled(MEBIBYTE + 1), ''],
  ['a stream that breaks', broken(), ''],
] as const)('fetch › of a Request with %s, a 401 that comes at once waits for the copy', async (_name, body, again) => {
  const { auth, sends } = hasty()
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  const response = await auth.fetch(new Request(`${auth.baseUrl}/purchase`, init))
  expect(response.status).toBe(again === '' ? 401 : 200)
  expect(await response.text()).toBe(again)
  expect(sends()).toBe(again === '' ? 1 : 2)
})

test('fetch › a Request of unknown length arrives as fetch sends it, both times', async () => {
  const { auth, seen, origin } = await server((_seen, nth, response) => {
    response.statusCode = nth === 2 ? 401 : 200
    response.end('{}')
  })
  const make = () => new Request(`${origin}/api/v1/purchase`, { method: 'POST', body: '{"a":1}' })
  await fetch(make())
  expect((await auth.fetch(make())).status).toBe(200)
  const [plain, ...ours] = seen.map(({ hash, headers }) => [
    hash,
    headers['content-length'],
    headers['transfer-encoding'],
    headers['content-type'],
  ])
  expect(ours).toEqual([plain, plain])
})

test('fetch › of a stream without an end, no more is kept than is needed', async () => {
  let pulled = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 64 * 1024
      controller.enqueue(new Uint8Array(64 * 1024))
    },
    cancel() {
      cancelled = true
    },
  })
  const unread: FetchLike = async (input) => {
    if (!(input instanceof Request)) return scene().simulator.fetch(`${environments.sandbox}/auth/token`, demoLogin)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await input.body?.cancel()
    return new Response('{}', { status: 401 })
  }
  const { auth } = scene({ auth: { fetch: unread } })
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  expect((await auth.fetch(new Request(`${auth.baseUrl}/purchase`, init))).status).toBe(401)
  expect(pulled).toBeLessThanOrEqual(2 * MEBIBYTE)
  await expect.poll(() => cancelled).toBe(true)
})

test.each([
  ['a file', (blob: Blob) => blob, 'pay=0010'],
  ['a part of a file', (blob: Blob) => blob.slice(4, 8), '0010'],
] as const)('fetch › of %s that changes meanwhile the same bytes are sent again', async (_name, take, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-fetch-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'body')
  writeFileSync(file, 'pay=0010')
  const { auth, seen } = await server((entry, nth, response) => {
    writeFileSync(file, 'pay=9999')
    first401(entry, nth, response)
  })
  const response = await auth.fetch('/purchase', { method: 'POST', body: take(await openAsBlob(file)) })
  expect(response.status).toBe(200)
  const hash = createHash('sha256').update(text).digest('hex')
  expect(seen.map((entry) => entry.hash)).toEqual([hash, hash])
})

test.each([
  ['as a member of init', (url: string, body: ReadableStream) => [url, { method: 'POST', body, duplex: 'half' }]],
  [
    'of a Request',
    (url: string, body: ReadableStream) => [new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit)],
  ],
] as const)('fetch › a stream %s is cancelled where there is no token to send it with', async (_name, call) => {
  let cancelled = false
  const body = new ReadableStream({
    cancel() {
      cancelled = true
    },
  })
  const { auth, simulator } = scene({ auth: { credentials: { username: 'demo', password: 'wrong' } } })
  const [input, init] = call(`${auth.baseUrl}/purchase`, body) as [string | Request, RequestInit?]
  expect(await rejection(auth.fetch(input, init))).toMatchObject({ code: 'invalid_credentials' })
  expect(cancelled).toBe(true)
  expect(simulator.count('purchase')).toBe(0)
})

test('fetch › four kinds of headers arrive, and one Authorization (failure mode 104)', async () => {
  const { auth, seen, origin } = await server((_seen, _nth, response) => response.end('{}'))
  const url = `${origin}/api/v1/products/categories`
  await auth.fetch('/products/categories', { headers: { 'x-a': '1' } })
  await auth.fetch('/products/categories', { headers: [['x-a', '1']] })
  await auth.fetch('/products/categories', { headers: new Headers({ 'x-a': '1' }) })
  await auth.fetch(new Request(url, { headers: { 'x-a': '1', 'x-b': '2' } }), { headers: { 'x-a': '1' } })
  await auth.fetch(new Request(url, { headers: { 'x-a': '1' } }))
  await auth.fetch(new URL(url), { headers: { 'x-a': '1' } })
  for (const { headers } of seen) expect(headers).toMatchObject({ 'x-a': '1', authorization: 'Bearer token-1' })
  expect(seen[3]?.headers['x-b']).toBeUndefined()
})

test('fetch › a caller’s own Authorization is left alone, and its 401 is the caller’s (failure mode 61)', async () => {
  const { auth, seen, logins } = await server((_seen, _nth, response) => {
    response.statusCode = 401
    response.end()
  })
  expect((await auth.fetch('/x', { headers: { authorization: 'Basic abc' } })).status).toBe(401)
  expect(seen).toHaveLength(1)
  expect(seen[0]?.headers.authorization).toBe('Basic abc')
  expect(logins()).toBe(0)
})

test('fetch › the caller’s init is never written to, and unknown members pass through', async () => {
  let got: RequestInit | undefined
  const { auth } = scene({
    between: (send) => (input, init) => {
      if (String(input).endsWith('/products/categories')) got = init
      return send(input, init)
    },
  })
  const init = Object.freeze({ headers: Object.freeze({ 'x-a': '1' }), cf: { cacheTtl: 5 }, next: { revalidate: 60 } })
  await auth.fetch('/products/categories', init)
  expect(got).toMatchObject({ cf: { cacheTtl: 5 }, next: { revalidate: 60 } })
})

// 407 is not in the list: fetch itself makes a network error of it.
test.each([400, 403, 404, 409, 419, 429, 498, 500, 503])(
  'fetch › %i is the caller’s: no new token, no retry (failure modes 55, 56)',
  async (status) => {
    const { auth, seen, logins } = await server((_seen, _nth, response) => {
      response.statusCode = status
      response.end('{}')
    })
    expect((await auth.fetch('/purchase', { method: 'POST', body: '{}' })).status).toBe(status)
    expect(seen).toHaveLength(1)
    expect(logins()).toBe(1)
  },
)

test('fetch › 11 purchases in a minute: the 429 passes through, and costs no acquisition (failure mode 55)', async () => {
  const { auth, calls } = scene()
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) {
    const body = JSON.stringify({
      productCode: 'AIR-MTN-001',
      amount: 10,
      mobileNumber: '+27821234567',
      paymentMethod: 'cash',
      channelId: 'Q7RT2M',
      merchantReference: `R-${n}`,
    })
    const response = await auth.fetch('/purchase', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    statuses.push(response.status)
  }
  expect(statuses.at(-1)).toBe(429)
  expect(calls()).toEqual({ logins: 1, refreshes: 0 })
})

test('fetch › a purchase that breaks off is not sent again (failure mode 54)', async () => {
  const { auth, simulator } = scene()
  simulator.failNext('purchase', { kind: 'lose-answer' })
  await expect(auth.fetch('/purchase', { method: 'POST', body: '{}' })).rejects.toThrow('fetch failed')
  expect(simulator.count('purchase')).toBe(1)
})

test('fetch › a retry that breaks off surfaces as it is (failure mode 59)', async () => {
  const { auth, simulator } = scene()
  await auth.getToken()
  simulator.revokeAll()
  let calls = 0
  const broken = scene({
    between: (send) => async (input, init) => {
      if (!String(input).endsWith('/categories')) return send(input, init)
      if (++calls === 2) throw new TypeError('fetch failed')
      return new Response('{}', { status: 401 })
    },
  })
  await expect(broken.auth.fetch('/products/categories')).rejects.toThrow('fetch failed')
  expect(calls).toBe(2)
})

test('fetch › where no new token can be had, the caller gets the 401', async () => {
  const { auth, clock, simulator } = scene()
  await auth.getToken()
  simulator.revokeAll()
  simulator.failNext('refresh', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  simulator.failNext('login', { kind: 'status', status: 500 }, Number.POSITIVE_INFINITY)
  const calling = auth.fetch('/products/categories')
  for (let n = 0; n < 60 && !(await isSettled(calling, clock)); n++) await clock.advance(1000)
  expect((await calling).status).toBe(401)
  expect((await calling).bodyUsed).toBe(false)
})

test('fetch › getting the first token throws, with our error and not theirs', async () => {
  const { auth } = scene({ auth: { credentials: { username: 'demo', password: 'wrong' } } })
  expect(await rejection(auth.fetch('/products/categories'))).toMatchObject({ code: 'invalid_credentials' })
})

test('fetch › the caller’s signal aborts waiting for the token, too', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 5000 } })
  const controller = new AbortController()
  const calling = auth.fetch('/products/categories', { signal: controller.signal })
  calling.catch(() => {})
  await clock.advance(100)
  controller.abort(new Error('gone'))
  await expect(calling).rejects.toThrow('gone')
  await clock.advance(5000)
  expect(simulator.count('categories')).toBe(0)
})

test('fetch › bodies of discarded 401s hold no socket (failure mode 58)', async () => {
  const { auth, connections } = await server((seen, _nth, response) => {
    const stale = seen.headers.authorization === 'Bearer token-1'
    response.statusCode = stale ? 401 : 200
    response.end(stale ? 'x'.repeat(100_000) : '{}')
  })
  const responses = await Promise.all(Array.from({ length: 50 }, () => auth.fetch('/products/categories')))
  for (const response of responses) expect(await response.text()).toBe('{}')
  for (let round = 0; round < 20; round++) await (await auth.fetch('/products/categories')).text()
  expect(await connections()).toBeLessThanOrEqual(100)
})

test.each([301, 302, 303, 307, 308])(
  'redirects › a GET answered %i is followed while we own the target',
  async (status) => {
    const { auth, seen } = await server((entry, _nth, response) => {
      if (entry.url.endsWith('/old')) response.writeHead(status, { location: '/api/v1/new' }).end('moved')
      else response.end('here')
    })
    expect(await (await auth.fetch('/old')).text()).toBe('here')
    expect(seen.map((entry) => entry.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-1'])
  },
)

test.each([301, 302, 303, 307, 308])(
  'redirects › a GET answered %i to another host goes to the caller, nothing leaves (failure mode 94)',
  async (status) => {
    const evil = await server((_seen, _nth, response) => response.end('stolen'))
    for (const location of [
      `${evil.origin}/api/v1/x`,
      `//${new URL(evil.origin).host}/api/v1/x`,
      '/outside',
      '/api/v1/auth/token',
    ]) {
      const { auth, seen } = await server((_seen, _nth, response) => response.writeHead(status, { location }).end())
      expect((await auth.fetch('/old', { headers: { 'x-api-key': 'k' } })).status).toBe(status)
      expect(seen).toHaveLength(1)
    }
    expect(evil.seen).toHaveLength(0)
  },
)

test('redirects › a purchase is never redirected, endless ones end after five hops, and `redirect` is respected', async () => {
  const { auth, seen } = await server((_seen, _nth, response) =>
    response.writeHead(307, { location: '/api/v1/again' }).end(),
  )
  expect((await auth.fetch('/purchase', { method: 'POST', body: '{}' })).status).toBe(307)
  expect(seen).toHaveLength(1)
  expect((await auth.fetch('/loop')).status).toBe(307)
  expect(seen).toHaveLength(7)
  expect((await auth.fetch('/loop', { redirect: 'manual' })).status).toBe(307)
  expect(seen).toHaveLength(8)
  await expect(auth.fetch('/loop', { redirect: 'error' })).rejects.toThrow()
  expect(seen).toHaveLength(9)
})

test.each([301, 302, 303, 307, 308])(
  'redirects › where the caller says follow, a GET answered %i goes on anywhere, and the token nowhere else',
  async (status) => {
    const other = await server((_seen, _nth, response) => response.end('other'))
    for (const location of [`${other.origin}/api/v1/x`, '/outside']) {
      const { auth, seen } = await server((entry, _nth, response) => {
        if (entry.url.endsWith('/old')) response.writeHead(status, { location: '/api/v1/new' }).end()
        else if (entry.url.endsWith('/new')) response.writeHead(status, { location }).end()
        else response.end('other')
      })
      const headers = { 'x-a': '1', cookie: 'a=1' }
      const response = await auth.fetch('/old', { redirect: 'follow', headers })
      expect([await response.text(), response.redirected]).toEqual(['other', true])
      const [first, second, ...others] = [...seen, ...other.seen.splice(0)].map((entry) => entry.headers)
      expect([first?.authorization, second?.authorization]).toEqual(['Bearer token-1', 'Bearer token-1'])
      expect(others.map((one) => [one.authorization, one.cookie, one['x-a']])).toEqual([[undefined, undefined, '1']])
    }
  },
)

test('redirects › a 401 of somebody else is not about the token', async () => {
  const other = await server((_seen, _nth, response) => response.writeHead(401).end())
  const { auth, seen, logins } = await server((_seen, _nth, response) =>
    response.writeHead(302, { location: `${other.origin}/x` }).end(),
  )
  expect((await auth.fetch('/old', { redirect: 'follow' })).status).toBe(401)
  expect([seen.length, other.seen.length, logins()]).toEqual([1, 1, 1])
})

test.each([307, 308])(
  'redirects › where the caller says follow, a purchase answered %i is sent nowhere else',
  async (status) => {
    const other = await server((_seen, _nth, response) => response.end('other'))
    for (const location of [`${other.origin}/x`, '/outside', '/api/v1/purchase/2']) {
      const { auth, seen } = await server((_seen, _nth, response) => response.writeHead(status, { location }).end())
      const init = { method: 'POST', body: '{}', redirect: 'follow' } as const
      expect((await auth.fetch('/purchase', init)).status).toBe(status)
      expect(seen).toHaveLength(1)
    }
    expect(other.seen).toEqual([])
  },
)

test.each([
  [301, 'POST'],
  [302, 'POST'],
  [303, 'PUT'],
])('redirects › where the caller says follow, %i makes a GET of a %s, as fetch does', async (status, method) => {
  const { auth, seen } = await server((entry, _nth, response) => {
    if (entry.method === 'GET') response.end('receipt')
    else response.writeHead(status, { location: '/api/v1/receipts/1' }).end()
  })
  const headers = { 'content-type': 'application/json' }
  for (const input of ['/purchase', new Request(`${auth.baseUrl}/purchase`, { method, body: '{}', headers })]) {
    const init = { method, redirect: 'follow', ...(typeof input === 'string' && { body: '{}', headers }) } as const
    expect(await (await auth.fetch(input, init)).text()).toBe('receipt')
  }
  expect(seen.map((entry) => [entry.method, entry.url, entry.headers.authorization])).toEqual(
    [1, 2].flatMap(() => [
      [method, '/api/v1/purchase', 'Bearer token-1'],
      ['GET', '/api/v1/receipts/1', 'Bearer token-1'],
    ]),
  )
})

test('redirects › are known by `redirected`, and raw UTF-8 in Location is read as fetch reads it', async () => {
  const { auth, seen, origin } = await server((entry, _nth, response) => {
    if (!entry.url.endsWith('/old')) return response.end('here')
    const location = Buffer.from('/api/v1/caf\u00e9/\u20ac').toString('latin1')
    return response.writeHead(302, { location }).end()
  })
  const plain = await fetch(`${origin}/api/v1/old`)
  const ours = await auth.fetch('/old')
  expect([ours.redirected, ours.url]).toEqual([plain.redirected, plain.url])
  expect((await auth.fetch('/new')).redirected).toBe(false)
  expect(seen.map(({ url }) => url)).toContain('/api/v1/caf%C3%A9/%E2%82%AC')
})

test.each([301, 302, 303, 307, 308] as const)(
  'redirects › /auth/token answered %i: the password goes nowhere else (failure mode 95)',
  async (status) => {
    const evil = await server((_seen, _nth, response) => response.end('{}'))
    const { auth, simulator } = scene()
    simulator.failNext('login', { kind: 'redirect', location: `${evil.origin}/api/v1/steal`, status })
    expect(await rejection(auth.getToken())).toMatchObject({ code: 'unexpected_response', status })
    const { url, close } = await simulator.listen()
    cleanups.push(close)
    simulator.failNext('login', { kind: 'redirect', location: `${evil.origin}/api/v1/steal`, status })
    const overTcp = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, budget: createBudget() })
    expect(await rejection(overTcp.getToken())).toMatchObject({ code: 'unexpected_response', status })
    expect(evil.seen).toHaveLength(0)
    expect(evil.logins()).toBe(0)
  },
)

test('addresses › an absolute URL elsewhere is fetched without the token (failure mode 96)', async () => {
  const other = await server((_seen, _nth, response) => response.end('other'))
  const { auth, logins, origin } = await server((_seen, _nth, response) => response.end('ours'))
  expect(await (await auth.fetch(`${other.origin}/api/v1/products`)).text()).toBe('other')
  expect(other.seen[0]?.headers.authorization).toBeUndefined()
  await auth.fetch(`${origin}/elsewhere`)
  expect(logins()).toBe(0)
  expect(auth.owns(`${origin}/api/v1/products`)).toBe(true)
  expect(auth.owns(`${origin}/api/v10/products`)).toBe(false)
  expect(auth.owns(`${origin}/api/v1/AUTH/token`)).toBe(false)
})

test.each([
  '//evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  '/../../x',
  '/%2e%2e/x',
  '/x/..%2fy',
  ' //evil.example',
  '\t//evil.example',
])('addresses › %j leaves the base URL, and throws (failure mode 96)', async (path) => {
  const sent: string[] = []
  const spy: FetchLike = async (input) => {
    sent.push(String(input))
    return new Response('{}')
  }
  const { auth } = scene({ auth: { fetch: spy } })
  expect(await rejection(auth.fetch(path))).toMatchObject({ code: 'insecure_url' })
  expect(sent).toEqual([])
})

test.each([
  ['a text', 'data:text/plain,hello'],
  ['a text after a blank', ' data:text/plain,hello'],
  ['a URL', new URL('data:text/plain,hello')],
  ['a Request', new Request('data:text/plain,hello')],
  ['a blob: URL', URL.createObjectURL(new Blob(['hello']))],
])('addresses › what has another scheme is as fetch has it, and none of our business: %s', async (_name, input) => {
  const { auth, seen, logins } = await server((_seen, _nth, response) => response.end('ours'))
  expect(auth.owns(input instanceof Request ? input.url : input)).toBe(false)
  expect(await (await auth.fetch(input)).text()).toBe('hello')
  await expect(auth.fetch('mailto:a@example.org')).rejects.toThrow(TypeError)
  expect([logins(), seen]).toEqual([0, []])
})

test('addresses › a host behind a scheme without slashes is fetched as fetch does it, without the token', async () => {
  const other = await server((_seen, _nth, response) => response.end('other'))
  const { auth, logins } = await server((_seen, _nth, response) => response.end('ours'))
  const { host } = new URL(other.origin)
  for (const url of [`http:${host}/x`, ` http:/${host}/x`, `http:\\\\${host}\\x`]) {
    expect(auth.owns(url)).toBe(false)
    expect(await (await auth.fetch(url)).text()).toBe('other')
  }
  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined])
  expect(logins()).toBe(0)
})

test.each([
  'products/categories',
  '/products/categories',
  '/products/categories?page=1',
  '?x=1',
  '@evil.example',
  '.evil.example',
])('addresses › %j stays under the base path', async (path) => {
  const { auth, seen, origin } = await server((_seen, _nth, response) => response.end('{}'))
  await auth.fetch(path)
  expect(seen[0]?.url.startsWith('/api/v1')).toBe(true)
  expect(`http://${seen[0]?.headers.host}`).toBe(origin)
})
