import { createHash } from 'node:crypto'
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isReplayable, type ReplayableBody, replayableBody } from '../../src/attach/replayable-body.ts'

interface Received {
  readonly sha256: string
  readonly contentType: string | undefined
  readonly text: string
}

const MEBIBYTE = 1024 * 1024
const received: Received[] = []
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  received.push({ sha256, contentType: request.headers['content-type'], text: bytes.toString('latin1') })
  response.writeHead(401).end()
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => server.close(resolve)))

async function send({ body, contentType }: ReplayableBody, headers: Record<string, string> = {}): Promise<Received> {
  const all = { connection: 'close', ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers }
  const { port } = server.address() as AddressInfo
  await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: all, body: body ?? null })).arrayBuffer()
  return received.at(-1) as Received
}

const bytes = () => Uint8Array.from({ length: 300 }, (_, index) => index % 256)

function form(): FormData {
  const data = new FormData()
  data.append('merchantReference', 'é-1')
  data.append('file', new File([bytes()], 'a.bin', { type: 'application/x-thing' }))
  return data
}

const kinds: [string, () => unknown, RegExp | undefined][] = [
  ['a string', () => '{"amount":"10 €"}', /^text\/plain;charset=UTF-8$/i],
  ['an empty string', () => '', /^text\/plain/],
  ['a Uint8Array', bytes, undefined],
  ['part of a Uint8Array', () => bytes().subarray(7, 20), undefined],
  ['a Buffer from the pool', () => Buffer.from('pooled'), undefined],
  ['a DataView', () => new DataView(bytes().buffer, 3, 40), undefined],
  ['a Float64Array', () => new Float64Array([1.5, -2]), undefined],
  ['an ArrayBuffer', () => bytes().buffer, undefined],
  ['a Blob', () => new Blob([bytes()], { type: 'application/x-blob' }), /^application\/x-blob$/],
  ['a File', () => new File([bytes()], 'a.bin'), undefined],
  ['URLSearchParams', () => new URLSearchParams({ a: '1', b: 'é' }), /^application\/x-www-form-urlencoded/],
  ['a FormData with a file', form, /^multipart\/form-data; boundary=/],
  ['no body', () => undefined, undefined],
  ['null', () => null, undefined],
]

describe('replayableBody', () => {
  it.each(kinds)('sends %s twice with the same bytes and content type', async (_, make, contentType) => {
    const body = await replayableBody(make())
    expect(body.replayable).toBe(true)
    const first = await send(body)
    const second = await send(body)
    expect(second).toEqual(first)
    if (contentType === undefined) expect(first.contentType).toBeUndefined()
    else expect(first.contentType).toMatch(contentType)
  })

  it.each(kinds.filter(([name]) => !name.includes('FormData')))('sends %s just as fetch would', async (_, make) => {
    const plain = await send({ body: make() as string, contentType: undefined, replayable: true })
    expect(await send(await replayableBody(make()))).toEqual(plain)
  })

  it('keeps fields, files and boundary of a FormData', async () => {
    const { text, contentType } = await send(await replayableBody(form()))
    expect(text).toContain(contentType?.split('boundary=')[1])
    expect(text).toContain('name="merchantReference"')
    expect(text).toContain('filename="a.bin"')
    expect(text).toContain('application/x-thing')
  })

  it("does not add a type of its own to the caller's", async () => {
    const { contentType } = await send(
      { ...(await replayableBody(form())), contentType: undefined },
      { 'content-type': 'x/y' },
    )
    expect(contentType).toBe('x/y')
  })

  it.each([
    ['a Uint8Array', bytes(), (body: Uint8Array) => body.fill(0)],
    ['an ArrayBuffer', bytes().buffer, (body: ArrayBuffer) => new Uint8Array(body).fill(0)],
    ['a transferred ArrayBuffer', bytes().buffer, (body: ArrayBuffer) => structuredClone(body, { transfer: [body] })],
    ['a DataView', new DataView(bytes().buffer), (body: DataView) => body.setUint8(0, 99)],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(8)), (body: Uint8Array) => body.fill(7)],
    ['URLSearchParams', new URLSearchParams('a=1'), (body: URLSearchParams) => body.append('a', '2')],
  ] as [string, unknown, (body: unknown) => void][])('does not see later changes of %s', async (_, given, change) => {
    const body = await replayableBody(given)
    const before = await send(body)
    change(given)
    expect(await send(body)).toEqual(before)
  })

  it('copies no more than the view shows', () => {
    const { body } = replayableBody(new Uint8Array(new ArrayBuffer(1024), 8, 4)) as ReplayableBody
    expect((body as Uint8Array).buffer.byteLength).toBe(4)
  })

  it('answers at once for everything but what has to be read: a Blob, a FormData', () => {
    for (const [name, make] of kinds)
      expect(replayableBody(make()) instanceof Promise).toBe(/FormData|Blob|File/.test(name))
  })

  it('copies a Blob up to 1 MiB with its type, and passes a longer one through, once', async () => {
    const longest = new Blob([new Uint8Array(MEBIBYTE)], { type: 'application/x-blob' })
    const { body, replayable } = await replayableBody(longest)
    expect([replayable, (body as Blob).size, (body as Blob).type]).toEqual([true, MEBIBYTE, 'application/x-blob'])
    expect(body).not.toBe(longest)
    const longer = new Blob([longest, 'x'])
    expect(replayableBody(longer)).toEqual({ body: longer, contentType: undefined, replayable: false })
    expect([isReplayable(longest), isReplayable(longer)]).toEqual([true, false])
  })

  it('leaves it to fetch to complain of a file that cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pagamio-body-'))
    const file = join(folder, 'body')
    writeFileSync(file, 'one')
    const blob = await openAsBlob(file)
    rmSync(folder, { recursive: true })
    expect(await replayableBody(blob)).toEqual({ body: blob, contentType: undefined, replayable: false })
  })

  it.each([
    ['a stream', new ReadableStream()],
    ['a generator', (async function* () {})()],
    ['a Set', new Set([1])],
    ['shared memory itself', new SharedArrayBuffer(8)],
    ['a String object', Object('text')],
    ['a number', 7],
    ['a plain object', { a: 1 }],
  ])('passes %s through untouched, once', (_, given) => {
    expect(replayableBody(given)).toEqual({ body: given, contentType: undefined, replayable: false })
    expect((replayableBody(given) as ReplayableBody).body).toBe(given)
  })
})

describe('isReplayable', () => {
  it.each(kinds)('says yes to %s, as replayableBody does', async (_, make) => {
    expect(isReplayable(make())).toBe(true)
  })

  it.each([
    ['a stream', new ReadableStream()],
    ['a generator', (async function* () {})()],
    ['shared memory itself', new SharedArrayBuffer(8)],
    ['a plain object', { a: 1 }],
  ])('says no to %s', (_, given) => {
    expect(isReplayable(given)).toBe(false)
  })

  it.each([
    ['without a body', undefined, undefined, true],
    ['that says its length', 'text', '4', true],
    ['that says a length of 1 MiB', 'text', `${MEBIBYTE}`, true],
    ['that says a longer one', 'text', `${MEBIBYTE + 1}`, false],
    ['that says none', 'text', undefined, false],
    ['that says nonsense', 'text', 'short', false],
  ])('decides on a Request %s, and leaves it usable', async (_, body, length, expected) => {
    const headers: Record<string, string> = length === undefined ? {} : { 'content-length': length }
    const request = new Request('http://127.0.0.1/', { method: 'POST', headers, body: body ?? null })
    expect(isReplayable(request)).toBe(expected)
    expect(await request.clone().text()).toBe(body ?? '')
    expect(await request.text()).toBe(body ?? '')
  })
})
