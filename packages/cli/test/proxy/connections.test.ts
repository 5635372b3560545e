import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { api, proxied, proxyTo, raw } from './support/proxied.ts'

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

const buying = (port: number, more: readonly string[] = []) =>
  ['POST /purchase HTTP/1.1', `Host: 127.0.0.1:${port}`, ...more, 'Content-Length: 2', '', '{}'].join('\r\n')

describe('after the last request of a connection', () => {
  test.each([
    ['a refusal, which says so', 'Origin: https://evil.example', ''],
    ['a refusal of one without a body', 'Origin: null', 'GET'],
  ])('%s: nothing that came along with it is carried out', async (_, header, method) => {
    const { url, seen } = await api((_, response) => response.end('{}'))
    const { port, entries } = await proxyTo(url)
    const refused = method ? `GET /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${header}\r\n\r\n` : buying(port, [header])
    const { answer } = await raw(port, refused + buying(port))
    expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 403'])
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(entries).toMatchObject([{ status: 403 }])
    expect(seen).toEqual([])
  })

  test.each(['Connection: close', 'Connection: keep-alive, close', 'Connection: Close'])(
    'one with %s is answered, and what comes after it is not begun',
    async (header) => {
      const { url, seen } = await api((request, response) => void request.resume().on('end', () => response.end('{}')))
      const { port } = await proxyTo(url)
      const { answer } = await raw(port, buying(port, [header, 'X-Request-Id: first']) + buying(port))
      expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200'])
      expect(seen.map(({ headers }) => headers['x-request-id'])).toEqual(['first'])
    },
  )

  test('one of HTTP/1.0 is the last', async () => {
    const { url, seen } = await api((_, response) => response.end('{}'))
    const { port } = await proxyTo(url)
    const { answer } = await raw(port, `GET /x HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n${buying(port)}`)
    expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200'])
    expect(seen.map((request) => request.url)).toEqual(['/x'])
  })
})

// failure mode 115
describe('connections that begin and do not end', () => {
  const open = (port: number, bytes: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    if (bytes) socket.write(bytes)
    return socket
  }
  const beginnings: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['half a head', 'GET /ok HTTP/1.1\r\nHost: x\r\n'],
    ['half a body', 'POST /purchase HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 500\r\n\r\n{"amount":'],
  ]
  const gone = (sockets: readonly Socket[]) => sockets.filter(({ closed }) => closed).length

  test.each(beginnings)('%s, as many as may be open: the one that waits longest gives way', async (_, bytes) => {
    const { port, simulator } = await proxied({ mostConnections: 20 })
    const sockets = Array.from({ length: 20 }, () => open(port, bytes.replace('PORT', String(port))))
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    const { status } = await raw(
      port,
      `GET /products/categories HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    )
    expect(status).toBe(200)
    await expect.poll(() => gone(sockets), BUSY).toBe(1)
    expect(simulator.charges).toEqual([])
  })

  test('a whole request that is under way gives way to none', async () => {
    const { url, seen } = await api((_, response) => void answered.then(() => response.end('{}')))
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { port } = await proxyTo(url, { mostConnections: 2 })
    const first = open(port, buying(port, ['Connection: close']))
    const got = text(first)
    await expect.poll(() => seen.length, BUSY).toBe(1)
    const others = [open(port, ''), open(port, ''), open(port, '')]
    await expect.poll(() => gone(others), BUSY).toBe(2)
    answer()
    expect(await got).toMatch(/^HTTP\/1\.1 200 /)
    expect(seen).toHaveLength(1)
  })
})
