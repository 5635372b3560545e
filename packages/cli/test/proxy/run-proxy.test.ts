import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/run.ts'
import { type Machine, machine } from '../support/run.ts'
import { testShell } from '../support/shell.ts'

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

const body = JSON.stringify({
  productCode: 'AIR-VOD-001',
  amount: 10,
  mobileNumber: '+27821234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'order-1',
})

interface Running {
  /** What it printed on standard output at start. */
  readonly lines: readonly string[]
  readonly url: string
  /** Ends it as Ctrl-C does; the exit code. */
  end(): Promise<number>
  /** All of standard error. */
  readonly err: () => string
}

/** In this process. */
async function serving(
  { env }: Machine,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const shell = testShell({ env: { ...env, ...more } })
  const code = run(['proxy', ...args], shell)
  const end = () => {
    shell.interrupt()
    return code
  }
  onTestFinished(async () => void (await end()))
  await expect.poll(shell.err, BUSY).toContain('Ctrl-C ends it.')
  const lines = shell.out().trimEnd().split('\n')
  return { lines, url: lines[0] ?? '', end, err: shell.err }
}

/** The lines of the log, without what differs each time. */
const logged = (err: string) =>
  err
    .trimEnd()
    .split('\n')
    .filter((line) => /^\d\d:/.test(line))
    .map((line) => line.replace(/^[\d:]{8} {2}/, '').replace(/\d+ ms/, 'n ms'))

const seen = async ({ simulator }: Machine, endpoint: 'purchase') => {
  while (simulator.count(endpoint) === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('pagamio proxy', () => {
  test('prints where it is, logs each request without what is in it, and ends well at Ctrl-C', async () => {
    const shop = await machine()
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    expect(running.lines).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)])
    expect((await fetch(`${running.url}/products/categories?secret=canary`)).status).toBe(200)
    expect((await fetch(`${running.url}/x`, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect(await running.end()).toBe(0)
    const err = running.err()
    expect(logged(err)).toEqual(['200  GET    /products/categories  n ms', '403  GET    /x  refused: foreign_origin'])
    for (const secret of ['canary', 'demo', (await shop.run(['token'])).out.trim()]) expect(err).not.toContain(secret)
    expect(shop.simulator.count('login')).toBe(1)
  })

  test('the log says whose an answer is: the API’s, or its own, and why', async () => {
    const shop = await machine()
    const running = await serving(shop, ['--listen', '127.0.0.1:0', '--allow', '/products/*', '--allow', '/purchase'])
    const get = (path: string, method = 'GET') => fetch(`${running.url}${path}`, { method })
    const { simulator } = shop
    for (const status of [404, 502, 503]) {
      simulator.failNext('categories', { kind: 'status', status })
      expect((await get('/products/categories')).status).toBe(status)
    }
    expect((await get('/nowhere')).status).toBe(404)
    simulator.failNext('purchase', { kind: 'lose-answer' })
    expect((await get('/purchase', 'POST')).status).toBe(502)
    // Also with the token that replaces it.
    for (const _try of [1, 2]) simulator.failNext('categories', { kind: 'status', status: 401 })
    expect((await get('/products/categories')).status).toBe(502)
    simulator.revokeAll()
    for (const endpoint of ['refresh', 'login'] as const) simulator.failNext(endpoint, { kind: 'status', status: 429 })
    await get('/products/categories')
    await running.end()
    expect(logged(running.err())).toEqual([
      '404  GET    /products/categories  n ms',
      '502  GET    /products/categories  n ms',
      '503  GET    /products/categories  n ms',
      '404  GET    /nowhere  n ms  own answer: not_forwarded',
      '502  POST   /purchase  n ms  own answer: no_answer',
      '502  GET    /products/categories  n ms  own answer: upstream_unauthorized',
      '502  GET    /products/categories  n ms  own answer: upstream_unauthorized',
    ])
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
    await one.end()
    expect(one.err()).not.toContain(authorization.slice(7))
  })

  test.each([[['--require-key']], [[]]])(
    'a key of one’s own comes from the environment, with the flag or without: %j',
    async (flags) => {
      const shop = await machine()
      const key = 'a-key-that-is-long-enough'
      const { url, err, end, lines } = await serving(shop, ['--listen', '127.0.0.1:0', ...flags], {
        PAGAMIO_PROXY_KEY: key,
      })
      expect((await fetch(`${url}/products/categories`)).status).toBe(401)
      expect(shop.simulator.count('categories')).toBe(0)
      const answer = await fetch(`${url}/products/categories`, { headers: { authorization: `Bearer ${key}` } })
      expect(answer.status).toBe(200)
      await end()
      // What it prints is kept in the log of a platform.
      expect(lines).toEqual([url])
      expect(err()).not.toContain(key)
    },
  )

  test.each(['short', '', 'two words of sixteen'])(
    'a key of %j is none, and nothing is open without one',
    async (key) => {
      const { run, simulator } = await machine()
      for (const flags of [['--require-key'], []]) {
        const refused = await run(['proxy', '--listen', '127.0.0.1:0', ...flags], { env: { PAGAMIO_PROXY_KEY: key } })
        expect(refused).toMatchObject({ out: '', code: 3 })
        expect(refused.err).toContain('PAGAMIO_PROXY_KEY should be')
        if (key) expect(refused.err).not.toContain(key)
      }
      expect(simulator.count()).toBe(0)
    },
  )

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

  test('beyond this machine it prints an address that can be called', async () => {
    const shop = await machine()
    const { url, lines } = await serving(shop, ['--listen', '0.0.0.0:0', '--allow-remote', '--require-key'])
    expect(url).not.toContain('0.0.0.0')
    const authorization = (lines[1] ?? '').replace('Authorization: ', '')
    expect((await fetch(`${url}/products/categories`, { headers: { authorization } })).status).toBe(200)
  })

  test.each([
    [['--listen', 'nonsense'], '--listen should be'],
    [['--allow', 'products'], '--allow should be'],
    [['--allow', 'get /products'], '--allow should be'],
    [['--forward-header', 'x shop'], '--forward-header should be'],
  ])('%j makes no sense', async (args, saying) => {
    const { run, simulator } = await machine()
    expect(await run(['proxy', ...args])).toMatchObject({ out: '', code: 2, err: expect.stringContaining(saying) })
    expect(simulator.count()).toBe(0)
  })

  test.each([
    ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'x-method-override', 'X-Rewrite-Url', 'x-original-url'],
    ...['X-Client-Ip', 'X-Forwarded-Host', 'forwarded', 'True-Client-IP', 'X-Host', 'authorization', 'cookie', 'host'],
    ...['transfer-encoding', 'content-length', 'proxy-authorization', 'x-envoy-original-path', 'expect'],
  ])('--forward-header %s: never', async (name) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['proxy', '--listen', '127.0.0.1:0', '--forward-header', name])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('is never forwarded')
    expect(simulator.count()).toBe(0)
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
    await running.end()
    expect(running.err()).toContain('It serves all the same')
    expect(logged(running.err())).toEqual(['503  GET    /products/categories  n ms  own answer: rate_limited'])
  })

  test('says that a purchase was finished whose client had left, and nothing else', async () => {
    const shop = await machine({ latencyMs: 300 })
    const running = await serving(shop, ['--listen', '127.0.0.1:0'])
    const { host, port } = new URL(running.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`POST /purchase HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await seen(shop, 'purchase')
    socket.destroy()
    expect(await running.end()).toBe(0)
    const [first, ...lines] = running.err().trimEnd().split('\n')
    expect(first).toContain('Ctrl-C ends it.')
    expect(lines.map((line) => line.replace(/^[\d:]{8} {2}/, '').replace(/\d+ ms/, 'n ms')).sort()).toEqual([
      '200  POST   /purchase  n ms  finished, though the client had left',
      'Closing, when what was begun is finished. Ctrl-C again does not wait.',
    ])
    expect(shop.simulator.charges).toHaveLength(1)
  })
})
