import type { Case, CaseContext } from '../case.ts'

const PATH = '/products/categories'
const TEXT = 'airtime for 083 123 4567 – R 29,00'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** A body of each kind that can be sent again, and the bytes that should arrive where we know them beforehand. */
const bodies: readonly {
  kind: string
  make: () => NonNullable<RequestInit['body']>
  bytes?: Uint8Array<ArrayBuffer>
  type?: RegExp
}[] = [
  // Without a type of its own: Bun sends none.
  { kind: 'string', make: () => TEXT, bytes: utf8(TEXT) },
  { kind: 'Uint8Array', make: () => utf8(`--${TEXT}`).subarray(2), bytes: utf8(TEXT) },
  {
    kind: 'Blob',
    make: () => new Blob([TEXT], { type: 'application/x-voucher' }),
    bytes: utf8(TEXT),
    type: /^application\/x-voucher$/,
  },
  {
    kind: 'URLSearchParams',
    make: () => new URLSearchParams({ productCode: 'MTN AIR', amount: '29' }),
    bytes: utf8('productCode=MTN+AIR&amount=29'),
    type: /^application\/x-www-form-urlencoded/,
  },
  { kind: 'FormData', make: form, type: /^multipart\/form-data; ?boundary=/ },
]

export const replayCases: readonly Case[] = [
  {
    name: 'a revoked token costs one refresh, and every GET is answered',
    async run({ auth, control, equal }) {
      const pagamio = auth()
      await pagamio.getToken()
      await control.revokeAll()
      const responses = await Promise.all(Array.from({ length: 10 }, () => pagamio.fetch(PATH)))
      equal([...new Set(responses.map(({ status }) => status))], [200], 'statuses')
      await Promise.all(responses.map((response) => response.json()))
      equal([await control.count('login'), await control.count('refresh')], [1, 1], 'logins and refreshes')
      const sent = await control.log('categories')
      equal(sent.filter(({ status }) => status === 200).length, 10, 'calls answered 200')
      equal(
        sent.every(({ authorization }) => authorization === 'bearer'),
        true,
        'all carried a token',
      )
    },
  },
  ...bodies.map(({ kind, make, bytes, type }) => ({
    name: `a revoked token: a POST with a body of ${kind} is sent again byte for byte`,
    async run(context: CaseContext) {
      const { auth, control, equal, ok } = context
      const pagamio = auth()
      await pagamio.getToken()
      await control.revokeAll()
      const response = await pagamio.fetch(PATH, { method: 'POST', body: make() })
      equal(response.status, 200, 'status')
      const [first, second, ...more] = await control.log('categories')
      equal([first?.status, second?.status, more.length], [401, 200, 0], 'sends')
      equal(second?.bodyHash, first?.bodyHash, 'bytes of the second send')
      equal(second?.contentType, first?.contentType, 'content type of the second send')
      equal(first?.bodyHash, bytes ? await sha256(bytes) : first?.bodyHash, 'bytes of the first send')
      ok(first?.bodyHash !== undefined, 'a body arrived')
      if (type) ok(type.test(first?.contentType ?? ''), `content type ${first?.contentType} is the one of ${kind}`)
      equal(await control.count('refresh'), 1, 'refreshes')
    },
  })),
  {
    name: 'a revoked token: a Request that says no length is sent again byte for byte',
    async run({ auth, baseUrl, control, equal }) {
      const pagamio = auth()
      await pagamio.getToken()
      await control.revokeAll()
      const headers = { 'content-type': 'application/x-voucher' }
      const response = await pagamio.fetch(new Request(`${baseUrl}${PATH}`, { method: 'POST', body: TEXT, headers }))
      equal(response.status, 200, 'status')
      const sent = await control.log('categories')
      equal(
        sent.map(({ method, status, contentType }) => `${method} ${status} ${contentType}`),
        ['POST 401 application/x-voucher', 'POST 200 application/x-voucher'],
        'sends',
      )
      const bytes = await sha256(utf8(TEXT))
      equal(
        sent.map(({ bodyHash }) => bodyHash),
        [bytes, bytes],
        'bytes of both',
      )
    },
  },
  {
    name: 'a revoked token: a ReadableStream is sent once, its 401 is handed on, and the next call has a new token',
    async run({ auth, control, equal }) {
      const pagamio = auth()
      await pagamio.getToken()
      await control.revokeAll()
      const refused = await pagamio.fetch(PATH, { method: 'POST', body: streamOf(TEXT), duplex: 'half' })
      equal(refused.status, 401, 'status of the stream')
      equal((await pagamio.fetch(PATH)).status, 200, 'status of the next call')
      const sent = await control.log('categories')
      equal(
        sent.map(({ method, status }) => `${method} ${status}`),
        ['POST 401', 'GET 200'],
        'what was sent',
      )
      equal(sent[0]?.bodyHash, await sha256(utf8(TEXT)), 'bytes of the stream')
      equal([await control.count('login'), await control.count('refresh')], [1, 1], 'logins and refreshes')
    },
  },
]

function form(): FormData {
  const fields = new FormData()
  fields.append('reference', TEXT)
  fields.append('receipt', new Blob([new Uint8Array([0, 13, 10, 255])], { type: 'image/png' }), 'receipt.png')
  return fields
}

function streamOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(utf8(text))
      controller.close()
    },
  })
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
