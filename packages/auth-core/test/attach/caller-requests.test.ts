// What a caller may give to `fetch`, in attach/authorized-fetch.ts, caller-headers.ts and own-members.ts: each on both
// ways, the short one of a simple request and the one of every other.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAuthorizedFetch } from '../../src/attach/authorized-fetch.ts'
import { AccessToken, type FetchLike, type TokenSource } from '../../src/index.ts'
import { userAgent } from '../../src/platform/version.ts'

interface Seen {
  readonly url: string | undefined
  readonly method: string | undefined
  /** Pairs, as they came over the wire, without those of the connection. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const CONNECTION = ['host', 'connection', 'sec-fetch-mode', 'accept-encoding', 'accept-language']
const seen: Seen[] = []
let answer: (nth: number, url: string) => { status: number; location?: string }
let origin = ''
const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { url = '', method, rawHeaders } = request
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 ? [] : [[name.toLowerCase(), `${rawHeaders[at + 1]}`] as const],
  )
  const headers = pairs.filter(([name]) => !CONNECTION.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  seen.push({ url, method, headers, body })
  const { status, location } = answer(seen.length, url)
  response.writeHead(status, location === undefined ? {} : { location }).end('{}')
})
beforeEach(async () => {
  seen.length = 0
  answer = () => ({ status: 200 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

/** A source that has the next token for each one that is rejected. */
function source(): TokenSource & { readonly rejected: string[] } {
  const rejected: string[] = []
  return {
    rejected,
    getToken: async (options) => {
      if (options?.rejected) rejected.push((options.rejected as AccessToken).value)
      const nth = new Set(rejected).size + 1
      return new AccessToken(`token-${nth}`, Number.POSITIVE_INFINITY, nth)
    },
    owns: (url) => String(url).startsWith(`${origin}/api`),
    baseUrl: `${origin}/api`,
  }
}

const send: FetchLike = (input, init) => fetch(input, init)
const authorized = (transport = send) => createAuthorizedFetch(source(), transport)

const ways = [
  ['simple', {}],
  ['any other', { signal: new AbortController().signal }],
] as const

const given: readonly [name: string, headers: () => NonNullable<RequestInit['headers']>][] = [
  ['a record', () => ({ Accept: 'application/json', 'x-a': '1' })],
  ['a record without prototype', () => Object.assign(Object.create(null), { 'x-a': '1' })],
  ['a record with own and inherited members', () => Object.assign(Object.create({ 'x-b': '2' }), { 'x-a': '1' })],
  ['one name in two spellings', () => ({ 'X-A': '1', 'x-a': '2' })],
  ['a value that is undefined', () => ({ 'x-a': undefined }) as unknown as Record<string, string>],
  ['a value that is a number', () => ({ 'x-a': 7 }) as unknown as Record<string, string>],
  ['pairs', () => [['x-a', '1']]],
  ['Headers', () => new Headers({ 'x-a': '1' })],
  ['a Map', () => new Map([['x-a', '1']]) as unknown as Record<string, string>],
  [
    'a record that can be iterated',
    () =>
      ({
        'x-b': '2',
        *[Symbol.iterator]() {
          yield ['x-a', '1']
        },
      }) as unknown as Record<string, string>,
  ],
  ['a content type in capitals', () => ({ 'CONTENT-TYPE': 'application/json' })],
  ['an empty record', () => ({})],
]

for (const [way, extra] of ways) {
  test.each(given)(`${way} request › %s arrives as fetch sends it, with ours beside it`, async (_name, headers) => {
    const init = { method: 'POST', body: '{"a":1}' }
    await fetch(`${origin}/api/x`, { ...init, headers: headers() })
    await authorized()('/x', { ...init, ...extra, headers: headers() })
    const [plain, ours] = seen
    const theirs = plain?.headers.filter(([name]) => name !== 'user-agent') ?? []
    const expected = [...theirs, ['authorization', 'Bearer token-1'], ['user-agent', userAgent]]
    expect(ours?.headers).toEqual(expected.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))
    expect(ours?.body).toBe('{"a":1}')
  })

  test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
    `${way} request › a caller’s own %s is left alone, and their 401 is theirs`,
    async (name) => {
      answer = () => ({ status: 401 })
      const tokens = source()
      const response = await createAuthorizedFetch(tokens, send)('/x', { ...extra, headers: { [name]: 'Basic abc' } })
      expect(response.status).toBe(401)
      expect(seen).toHaveLength(1)
      expect(seen[0]?.headers).toContainEqual(['authorization', 'Basic abc'])
      expect(tokens.rejected).toEqual([])
    },
  )

  test.each([
    ['user-agent', { 'user-agent': 'till/2' }],
    ['User-Agent', { 'User-Agent': 'till/2' }],
    ['User-Agent in Headers', new Headers({ 'User-Agent': 'till/2' })],
  ])(`${way} request › a caller’s own %s takes the place of ours`, async (_name, headers) => {
    await authorized()('/x', { ...extra, headers })
    expect(seen[0]?.headers).toEqual([
      ['accept', '*/*'],
      ['authorization', 'Bearer token-1'],
      ['user-agent', 'till/2'],
    ])
  })

  test(`${way} request › a symbol among the headers is refused as fetch refuses it, and nothing is sent`, async () => {
    const headers = { 'x-a': '1', [Symbol('x-b')]: '2' } as Record<string, string>
    await expect(fetch(`${origin}/api/x`, { headers })).rejects.toThrow(TypeError)
    await expect(authorized()('/x', { ...extra, headers })).rejects.toThrow(TypeError)
    expect(seen).toEqual([])
  })

  test(`${way} request › a header that cannot be sent is refused, and nothing is sent`, async () => {
    await expect(authorized()('/x', { ...extra, headers: { 'x-a': 'é…' } })).rejects.toThrow(TypeError)
    expect(seen).toEqual([])
  })

  test(`${way} request › what stands on Object.prototype is no header and no option`, async () => {
    const polluted = {
      method: 'DELETE',
      body: 'evil',
      redirect: 'follow',
      headers: { 'x-evil': '1' },
      dispatcher: 'evil',
      authorization: 'evil',
      'x-evil': '1',
    }
    const inits: RequestInit[] = []
    const readable: boolean[] = []
    const names = Object.keys(polluted)
    const tell: FetchLike = async (_input, init = {}) => {
      inits.push(init)
      readable.push(...names.map((name) => name in init && !Object.hasOwn(init, name)))
      return new Response('{}', { status: inits.length === 1 ? 401 : 200 })
    }
    const call = authorized(tell)
    for (const [name, value] of Object.entries(polluted))
      Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true })
    try {
      await call('/x', { ...extra, headers: { accept: 'text/plain' } })
      if (way === 'simple') await call('/x')
    } finally {
      for (const name of names) delete (Object.prototype as unknown as Record<string, unknown>)[name]
    }
    expect(readable).not.toContain(true)
    for (const init of inits) {
      expect(Reflect.ownKeys(init).sort()).toEqual(['headers', 'redirect', ...Object.keys(extra)].sort())
      expect(init.redirect).toBe('manual')
    }
    const sent = inits.map(({ headers }) => ({ ...(headers as Record<string, string>) }))
    const ours = (nth: number) => ({ authorization: `Bearer token-${nth}`, 'user-agent': userAgent })
    const theirs = { accept: 'text/plain' }
    expect(sent.slice(0, 2)).toEqual([
      { ...theirs, ...ours(1) },
      { ...theirs, ...ours(2) },
    ])
    expect(sent.slice(2)).toEqual(way === 'simple' ? [ours(2)] : [])
  })

  test(`${way} request › a 401 is answered once, with the same bytes and headers and another token`, async () => {
    answer = () => ({ status: 401 })
    const tokens = source()
    const init = {
      ...extra,
      method: 'POST',
      body: '{"amount":"10 €"}',
      headers: { 'Content-Type': 'application/json' },
    }
    const response = await createAuthorizedFetch(tokens, send)('/purchase', init)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('{}')
    expect(seen).toHaveLength(2)
    expect(seen.map(({ body }) => body)).toEqual([init.body, init.body])
    const withoutToken = seen.map(({ headers }) => headers.filter(([name]) => name !== 'authorization'))
    expect(withoutToken[1]).toEqual(withoutToken[0])
    expect(seen[0]?.headers).toContainEqual(['authorization', 'Bearer token-1'])
    expect(seen[1]?.headers).toContainEqual(['authorization', 'Bearer token-2'])
    // The second one too, so that the next call has a new token.
    expect(tokens.rejected).toEqual(['token-1', 'token-2'])
  })

  test(`${way} request › a redirected GET goes on with its headers, and a 401 there begins it once more`, async () => {
    answer = (nth, url) => {
      if (url === '/api/old') return { status: 302, location: '/api/new' }
      return { status: nth === 2 ? 401 : 200 }
    }
    const response = await authorized()('/old', { ...extra, headers: { 'X-A': '1' } })
    expect(response.status).toBe(200)
    expect(seen.map(({ url }) => url)).toEqual(['/api/old', '/api/new', '/api/old', '/api/new'])
    for (const { headers } of seen) expect(headers).toContainEqual(['x-a', '1'])
    const tokens = seen.map(({ headers }) => headers.find(([name]) => name === 'authorization')?.[1])
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2', 'Bearer token-2'])
  })

  test(`${way} request › redirects are read from where they come, and "get" is a GET`, async () => {
    const locations: Record<string, string> = { '/api/a': '/api/b/c', '/api/b/c': 'd' }
    answer = (_nth, url) => {
      const location = locations[url]
      return location === undefined ? { status: 200 } : { status: 302, location }
    }
    expect((await authorized()('/a', { ...extra, method: 'get' })).status).toBe(200)
    expect(seen.map(({ url }) => url)).toEqual(['/api/a', '/api/b/c', '/api/b/d'])
  })

  test(`${way} request › a redirected POST is the caller’s to see, whatever the spelling of its method`, async () => {
    answer = () => ({ status: 307, location: '/api/new' })
    for (const method of ['POST', 'post']) {
      const response = await authorized()('/old', { ...extra, method, body: '{}' })
      expect([response.status, response.headers.get('location')]).toEqual([307, '/api/new'])
    }
    expect(seen.map(({ url }) => url)).toEqual(['/api/old', '/api/old'])
  })

  test(`${way} request › what fetch does not know passes through, names that are symbols too`, async () => {
    const mark = Symbol('mark')
    const dispatcher = {} as NonNullable<RequestInit['dispatcher']>
    const inits: RequestInit[] = []
    const tell: FetchLike = async (_input, init = {}) => {
      inits.push(init)
      return new Response('{}', { status: inits.length === 1 ? 401 : 200 })
    }
    const init = Object.freeze({ ...extra, dispatcher, cf: { cacheTtl: 5 }, [mark]: 1 }) as RequestInit
    await authorized(tell)('/x', init)
    expect(inits).toHaveLength(2)
    for (const one of inits) expect({ ...one }).toMatchObject({ dispatcher, cf: { cacheTtl: 5 }, [mark]: 1 })
    expect(inits[0]?.dispatcher).toBe(dispatcher)
  })

  test(`${way} request › what the caller changes after the call is not sent`, async () => {
    const headers: Record<string, string> = { 'x-a': '1' }
    const init: RequestInit = Object.assign(Object.create(null), { ...extra, method: 'POST', body: 'one', headers })
    const calling = authorized()('/x', init)
    Object.assign(headers, { 'x-a': '2', authorization: 'evil' })
    Object.assign(init, { method: 'PUT', body: 'two', headers: {} })
    await calling
    expect(seen[0]).toMatchObject({ method: 'POST', body: 'one' })
    expect(seen[0]?.headers).toContainEqual(['x-a', '1'])
    expect(seen[0]?.headers).toContainEqual(['authorization', 'Bearer token-1'])
  })

  test(`${way} request › a transport that writes to what it is given changes nothing of the second sending`, async () => {
    answer = (nth) => ({ status: nth === 1 ? 401 : 200 })
    const scribble: FetchLike = async (input, init = {}) => {
      const response = await fetch(input, init)
      Object.assign(init.headers as Record<string, string>, { 'x-a': '2', 'x-b': '2' })
      Object.assign(init, { method: 'PUT', body: 'two', redirect: 'error' })
      return response
    }
    await authorized(scribble)('/x', { ...extra, method: 'POST', body: 'one', headers: { 'x-a': '1' } })
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'one'],
      ['POST', 'one'],
    ])
    const named = seen.map(({ headers }) => headers.filter(([name]) => name.startsWith('x-')))
    expect(named).toEqual([[['x-a', '1']], [['x-a', '1']]])
  })
}

test.each([
  ['none', undefined, /^multipart\/form-data; boundary=/],
  ['a record', { 'x-a': '1' }, /^multipart\/form-data; boundary=/],
  ['Headers', new Headers({ 'x-a': '1' }), /^multipart\/form-data; boundary=/],
  ['a content type', { 'Content-Type': 'text/x-form' }, /^text\/x-form$/],
  ['a content type in Headers', new Headers({ 'Content-Type': 'text/x-form' }), /^text\/x-form$/],
] as const)(
  'a form says its type when the caller’s headers are %s, and says theirs if they have one',
  async (...row) => {
    const [, headers, type] = row
    answer = (nth) => ({ status: nth === 1 ? 401 : 200 })
    const body = new FormData()
    body.set('reference', 'R-1')
    await authorized()('/x', { method: 'POST', body, ...(headers && { headers }) })
    const types = seen.map((one) => one.headers.filter(([name]) => name === 'content-type').map(([, value]) => value))
    expect(types).toEqual([[expect.stringMatching(type)], types[0]])
  },
)

test('what the prototype of a class gives counts in an init', async () => {
  class Options {
    readonly method = 'POST'
    get headers() {
      return { 'x-a': '1' }
    }
    get body() {
      return 'one'
    }
  }
  await authorized()('/x', new Options())
  expect(seen[0]).toMatchObject({ method: 'POST', body: 'one' })
  expect(seen[0]?.headers).toContainEqual(['x-a', '1'])
  expect(seen[0]?.headers).toContainEqual(['authorization', 'Bearer token-1'])
})

test('a Request serves as an init, as it does for fetch', async () => {
  const init = new Request('http://elsewhere.example/', { method: 'POST', body: 'one', headers: { 'x-a': '1' } })
  await authorized()('/x', init)
  expect(seen[0]).toMatchObject({ url: '/api/x', method: 'POST', body: 'one' })
  expect(seen[0]?.headers).toContainEqual(['x-a', '1'])
})

test('what stands on Object.prototype is no member of an instance of a class either, nor of a request elsewhere', async () => {
  class Options {
    readonly headers = { 'x-a': '1' }
  }
  const polluted = { method: 'DELETE', body: 'evil', dispatcher: 'evil', redirect: 'error' }
  const inits: RequestInit[] = []
  const tell: FetchLike = async (_input, init = {}) => {
    for (const name of Object.keys(polluted)) if (name in init && !Object.hasOwn(init, name)) inits.push(init)
    inits.push(init)
    return new Response('{}')
  }
  const call = authorized(tell)
  Object.assign(Object.prototype, polluted)
  try {
    await call('/x', new Options())
    await call(`${origin}/elsewhere`, new Options())
    await call(`${origin}/elsewhere`)
    await call('/x', { headers: { authorization: 'Basic abc' } })
  } finally {
    for (const name of Object.keys(polluted)) delete (Object.prototype as unknown as Record<string, unknown>)[name]
  }
  expect(inits.map((init) => Object.keys(init).filter((name) => Object.hasOwn(polluted, name)))).toEqual([
    ['redirect'],
    [],
    [],
    [],
  ])
  expect(inits[0]?.redirect).toBe('manual')
})

test('a Request’s signal counts, unless `init` says that none does', async () => {
  const request = () => new Request(`${origin}/api/x`, { signal: AbortSignal.abort(new Error('gone')) })
  await expect(authorized()(request())).rejects.toThrow('gone')
  expect(seen).toEqual([])
  expect((await authorized()(request(), { signal: null })).status).toBe(200)
})

test('a Request without a body is what is sent, with all that it says', async () => {
  const sent: unknown[] = []
  const tell: FetchLike = async (input) => {
    sent.push(input)
    return new Response('{}', { status: sent.length === 1 ? 401 : 200 })
  }
  const request = new Request(`${origin}/api/x`, { cache: 'no-store' })
  expect((await authorized(tell)(request)).status).toBe(200)
  expect(sent).toEqual([request, request])
})

test('the copy of a Request is let go of when its answer is there', async () => {
  let cancelled = false
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('{"a":1}')),
    cancel: () => {
      cancelled = true
    },
  })
  const init = { method: 'POST', body, headers: { 'content-length': '7' }, duplex: 'half' } as const
  const unread: FetchLike = async (input) => {
    // It ends the source only when the copy is cancelled as well.
    ;(input as Request).body?.cancel().catch(() => {})
    return new Response('{}')
  }
  await authorized(unread)(new Request(`${origin}/api/x`, init))
  expect(cancelled).toBe(true)
})

test('a redirect that comes after the caller has gone is not followed', async () => {
  const controller = new AbortController()
  const sent: string[] = []
  const tell: FetchLike = async (input) => {
    sent.push(String(input))
    controller.abort(new Error('gone'))
    return new Response('moved', { status: 302, headers: { location: '/api/new' } })
  }
  await expect(authorized(tell)('/old', { signal: controller.signal })).rejects.toThrow('gone')
  expect(sent).toEqual([`${origin}/api/old`])
})
