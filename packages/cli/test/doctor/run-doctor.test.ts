import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/run.ts'
import { machine, storedToken } from '../support/run.ts'
import { testShell } from '../support/shell.ts'

const MINUTE = 60_000
const BUSY = { timeout: 20_000, interval: 10 }

test('the summary is there before what was sent is waited for', async () => {
  const shop = await machine()
  const api = await hangingRefresh()
  await storedToken({ ...shop, url: api.url }, 26 * MINUTE)
  const shell = testShell({ env: { ...shop.env, PAGAMIO_BASE_URL: api.url } })
  let over = false
  const ended = run(['doctor'], shell).finally(() => {
    over = true
  })
  await expect.poll(shell.out, BUSY).toContain('All is well.')
  expect(over).toBe(false)
  api.hangUp()
  expect(await ended).toBe(0)
})

/** An API that answers the call with a token only when it was asked for another one, which it never gives. */
async function hangingRefresh(): Promise<{ readonly url: string; hangUp(): void }> {
  let asked = () => {}
  const renewing = new Promise<void>((resolve) => {
    asked = resolve
  })
  const server = createServer(async (request, answer) => {
    answer.setHeader('content-type', 'application/json')
    if (request.url === '/auth/token/refresh') return asked()
    if (request.url === '/auth/token') {
      return answer.end('{"accessToken":"a.b.c","refreshToken":"d","expiresIn":1800}')
    }
    if (request.headers.authorization === undefined) return answer.writeHead(401).end('{}')
    await renewing
    answer.end('[]')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const hangUp = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(hangUp)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hangUp }
}

test('interrupted, it says what it waits for, and shows no summary of what it has not seen', async () => {
  const shop = await machine()
  shop.simulator.failNext('login', { kind: 'hang' })
  const shell = testShell({ env: shop.env })
  const ended = run(['doctor'], shell)
  await expect.poll(() => shop.simulator.count('login'), BUSY).toBe(1)
  shell.interrupt()
  expect(shell.err()).toContain('A login was sent: waiting a moment for its token.')
  await shop.simulator.close()
  expect(await ended).toBe(130)
  expect(shell.out()).not.toContain('It does not work')
})

test('as JSON it is one line', async () => {
  const shop = await machine()
  const { out, err, code } = await shop.run(['doctor', '--json'])
  expect({ err, code }).toEqual({ err: '', code: 0 })
  expect(out.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([{ check: 'call', state: 'passed', says: expect.any(String) }]),
  })
})
