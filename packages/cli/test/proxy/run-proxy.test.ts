import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Machine, machine } from '../support/run.ts'

const body = JSON.stringify({
  productCode: 'VODACOM-AIRTIME',
  amount: 10,
  mobileNumber: '0821234567',
  paymentMethod: 'CASH',
  channelId: 1,
  merchantReference: 'order-1',
})

interface Running {
  readonly child: ChildProcess
  /** What it printed on standard output at start. */
  readonly lines: readonly string[]
  readonly url: string
  /** All of standard error, once it has ended. */
  readonly err: Promise<string>
}

async function serving(
  { start }: Machine,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = start(['proxy', ...args], { env })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  })
  const err = text(child.stderr as NodeJS.ReadableStream)
  const [data] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const lines = String(data).trimEnd().split('\n')
  return { child, lines, url: lines[0] ?? '', err }
}

const ended = async ({ child }: Running, signal: NodeJS.Signals) => {
  const closed = once(child, 'close')
  child.kill(signal)
  return (await closed)[0]
}

describe('pagamio proxy', () => {
  test('prints where it is, logs each request without what is in it, and ends well at Ctrl-C', async () => {
    const shop = await machine()
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    expect(running.lines).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)])
    expect((await fetch(`${running.url}/products/categories?secret=canary`)).status).toBe(200)
    expect((await fetch(`${running.url}/x`, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect(await ended(running, 'SIGINT')).toBe(0)
    const err = await running.err
    expect(err).toMatch(/200 {2}GET {4}\/products\/categories {2}\d+ ms\n/)
    expect(err).toContain('403  GET    /x  refused: foreign_origin')
    for (const secret of ['canary', 'demo', (await shop.run(['token'])).out.trim()]) expect(err).not.toContain(secret)
    expect(shop.simulator.count('login')).toBe(1)
  })

  test('--require-key makes a key for this run; each run has another', async () => {
    const shop = await machine()
    const [one, two] = await Promise.all([
      serving(shop, ['--listen', '127.0.0.1:0', '--require-key']),
      serving(shop, ['--listen', '127.0.0.1:0', '--require-key']),
    ])
    const authorization = (one.lines[1] ?? '').replace('Authorization: ', '')
    expect(authorization).toMatch(/^Bearer [\w-]{32}$/)
    expect(one.lines[1]).not.toBe(two.lines[1])
    expect((await fetch(`${one.url}/products/categories`)).status).toBe(401)
    expect((await fetch(`${one.url}/products/categories`, { headers: { authorization } })).status).toBe(200)
    expect((await fetch(`${two.url}/products/categories`, { headers: { authorization } })).status).toBe(401)
    await ended(one, 'SIGTERM')
    expect(await one.err).not.toContain(authorization.slice(7))
  })

  test('a key of one’s own comes from the environment, where it is long enough', async () => {
    const shop = await machine()
    const key = 'a-key-that-is-long-enough'
    const { url } = await serving(shop, ['--listen', '127.0.0.1:0', '--require-key'], { PAGAMIO_PROXY_KEY: key })
    const answer = await fetch(`${url}/products/categories`, { headers: { authorization: `Bearer ${key}` } })
    expect(answer.status).toBe(200)
    const short = await shop.run(['proxy', '--require-key'], { env: { PAGAMIO_PROXY_KEY: 'short' } })
    expect(short).toMatchObject({ out: '', code: 3 })
    expect(short.err).not.toContain("'short'")
  })

  test.each([
    [['--listen', '0.0.0.0:0']],
    [['--listen', '0.0.0.0:0', '--allow-remote']],
    [['--listen', '[::]:0', '--require-key']],
    [['--listen', '192.0.2.1:0']],
  ])('beyond this machine only with both flags: %j', async (args) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['proxy', ...args])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('--allow-remote --require-key')
    expect(simulator.count()).toBe(0)
  })

  test.each([
    [['--listen', 'nonsense'], '--listen should be'],
    [['--allow', 'products'], '--allow should be'],
    [['--allow', 'get /products'], '--allow should be'],
  ])('%j makes no sense', async (args, saying) => {
    const { run } = await machine()
    expect(await run(['proxy', ...args])).toMatchObject({ out: '', code: 2, err: expect.stringContaining(saying) })
  })

  test('a wrong password ends it at once; an endpoint that is down does not', async () => {
    const shop = await machine()
    expect(await shop.run(['proxy', '--listen', '127.0.0.1:0'], { env: { PAGAMIO_PASSWORD: 'wrong' } })).toMatchObject({
      out: '',
      code: 4,
    })
    shop.simulator.failNext('login', { kind: 'status', status: 429 })
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    const down = await fetch(`${running.url}/products/categories`)
    expect(down.status).toBe(503)
    await ended(running, 'SIGTERM')
    expect(await running.err).toContain('It serves all the same')
  })

  test('says that a purchase was finished whose client had left, and nothing else', async () => {
    const shop = await machine({ latencyMs: 300 })
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    const { host, port } = new URL(running.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`POST /purchase HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    while (shop.simulator.count('purchase') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    socket.destroy()
    expect(await ended(running, 'SIGTERM')).toBe(0)
    const [first, ...lines] = (await running.err).trimEnd().split('\n')
    expect(first).toContain('Ctrl-C ends it.')
    expect(lines.map((line) => line.replace(/^[\d:]{8} {2}/, '').replace(/\d+ ms/, 'n ms')).sort()).toEqual([
      '200  POST   /purchase  n ms  finished, though the client had left',
      'Closing, when what was begun is finished. Ctrl-C again does not wait.',
    ])
    expect(shop.simulator.charges).toHaveLength(1)
  })

  test('ending waits for a purchase that was begun', async () => {
    const shop = await machine({ latencyMs: 500 })
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    const answer = fetch(`${running.url}/purchase`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    while (shop.simulator.count('purchase') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const code = ended(running, 'SIGTERM')
    expect((await answer).status).toBe(200)
    expect(await code).toBe(0)
    expect(shop.simulator.charges).toHaveLength(1)
  })
})
