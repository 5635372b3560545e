import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stripVTControlCharacters as plain } from 'node:util'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { python } from './support/python.ts'
import { machine } from './support/run.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const COLOUR = /\u001b\[\d+m/
/** As much of a line as is taken away before something else is shown. */
const WIPED = '\r\u001b[K'

describe.runIf(python !== undefined)('at a terminal', () => {
  test('login asks for what is missing, and never shows the password', async () => {
    const { atTerminal, run, url, simulator } = await machine({ credentials: 'none' })
    const { out, code } = await atTerminal(
      ['login', '--base-url', url],
      [`${demoCredentials.username}\r`, `${demoCredentials.password}\r`],
    )
    expect(plain(out)).toContain('Pagamio accepts it')
    expect(out).not.toContain(demoCredentials.password)
    expect(code).toBe(0)
    expect((await run(['token'])).code).toBe(0)
    expect(simulator.count()).toBe(1)
  })

  test('leaving a question leaves nothing behind', async () => {
    const { atTerminal, run, url, simulator } = await machine({ credentials: 'none' })
    const { code } = await atTerminal(['login', '--base-url', url], ['demo\r', '\u0003'])
    expect(code).toBe(130)
    expect((await run(['profiles', '--json'])).out).toBe('[]\n')
    expect(simulator.count()).toBe(0)
  })

  test('JSON is indented, and what is said is in colour unless NO_COLOR is set', async () => {
    const { atTerminal } = await machine()
    expect(plain((await atTerminal(['api', '/products/categories'])).out)).toMatch(
      /(^|\r)\[\r\n {2}\{\r\n {4}"id": 1001,/,
    )
    expect((await atTerminal(['status'])).out).toMatch(COLOUR)
    expect((await atTerminal(['status'], [], { env: { NO_COLOR: '1' } })).out).not.toMatch(COLOUR)
    expect((await atTerminal(['api', '/nowhere'], [], { env: { NO_COLOR: '1' } })).out).not.toMatch(COLOUR)
  })

  test.each([
    ['text', 'text/plain', '\x1b]0;owned\x07\x1b[2J\x1b[31mfake prompt$ \x9b31m\x7f\r\n\ttab'],
    ['JSON', 'application/json', '{"message":"\u009b31mfake prompt\u009d0;title\u009c"}'],
    ['what is no JSON', 'application/json', 'fake prompt \x1b[2J'],
  ])('%s of a server is shown, not obeyed; in a pipe it is what came', async (_, type, body) => {
    const server = createServer((request, response) => {
      if (request.url === '/auth/token') return response.end('{"accessToken":"the.real.token","expiresIn":1800}')
      response.writeHead(400, 'No \x9b31m', { 'content-type': type, 'x-note': 'a\x9b31m' }).end(body)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const env = { PAGAMIO_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, NO_COLOR: '1' }
    const { atTerminal, run } = await machine()
    const { out } = await atTerminal(['api', '--include', '/x'], [], { env })
    // Its own line is the spinner's.
    const plainly = out
      .split('\u001b[K')
      .map((line) => line.replace(/\r([⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*)?$/u, ''))
      .join('')
    expect(plainly).toContain('fake prompt')
    expect(plainly).toContain('\\u009b31m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(plainly).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/)
    expect((await run(['api', '/x'], { env })).out).toBe(body)
  })

  test('what takes long shows that it does, and takes it away again', async () => {
    const { atTerminal } = await machine({ latencyMs: 600 })
    const { out } = await atTerminal(['token'])
    expect(out).toContain('⠋ waiting for a token')
    expect(out.split(WIPED).at(-1)).toMatch(/^[\w.-]+\r\n$/)
  })
})

describe('in a pipe', () => {
  test('there are no colours, and no spinner', async () => {
    const { run } = await machine({ latencyMs: 300 })
    for (const args of [['status'], ['token'], ['api', '/nowhere'], ['--help'], ['token', '--nope']]) {
      const { out, err } = await run(args, { env: { TERM: 'xterm-256color' } })
      expect(out + err).not.toContain('\u001b')
    }
  })
})
