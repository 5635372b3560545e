import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/run.ts'
import { machine } from '../support/run.ts'
import { testShell } from '../support/shell.ts'
import { proxied } from './support/proxied.ts'

/** What a busy machine may take for what comes at once. */
const BUSY = { timeout: 20_000, interval: 10 }

test('--health answers probes, and nothing else can be had there', async () => {
  const { env, simulator } = await machine()
  const shell = testShell({ env })
  const ended = run(['proxy', '--listen', '127.0.0.1:0', '--health', '127.0.0.1:0'], shell)
  await expect.poll(shell.err, BUSY).toContain('/readyz')
  const at = /Probes at (http:\/\/127\.0\.0\.1:\d+)\/healthz/.exec(shell.err())?.[1] ?? ''
  const status = async (path: string, init?: RequestInit) => (await fetch(`${at}${path}`, init)).status
  expect(await status('/healthz')).toBe(200)
  expect(await status('/readyz')).toBe(200)
  // A probe comes from anywhere, by any name, and buys nothing.
  const before = simulator.count()
  for (const path of ['/products/categories', '/purchase', '/'])
    for (const method of ['GET', 'POST']) expect(await status(path, { method })).toBe(404)
  expect(await status('/readyz', { method: 'POST' })).toBe(404)
  expect(simulator.count()).toBe(before)
  shell.interrupt()
  expect(await ended).toBe(0)
  await expect(fetch(`${at}/healthz`)).rejects.toThrow()
})

test('the proxy answers probes itself, to whoever may use it', async () => {
  const { url, simulator, entries } = await proxied({ allow: ['/products/*'], key: 'of-this-run' })
  const headers = { authorization: 'Bearer of-this-run' }
  const statuses = (init?: RequestInit) =>
    Promise.all(['/healthz', '/readyz'].map(async (path) => (await fetch(`${url}${path}`, init)).status))
  expect(await statuses({ headers })).toEqual([200, 200])
  expect(await statuses({ headers, method: 'HEAD' })).toEqual([200, 200])
  expect(await statuses()).toEqual([401, 401])
  expect(await statuses({ headers, method: 'POST' })).toEqual([404, 404])
  expect(simulator.count()).toBe(0)
  expect(entries.map(({ status }) => status)).toEqual([401, 401, 404, 404])
})

test('it is not ready while no token can be had, and alive all the same', async () => {
  const { env, simulator } = await machine()
  simulator.failNext('login', { kind: 'status', status: 429 })
  const shell = testShell({ env })
  const ended = run(['proxy', '--listen', '127.0.0.1:0', '--health', '127.0.0.1:0'], shell)
  await expect.poll(shell.err, BUSY).toContain('/readyz')
  const at = /Probes at (http:\/\/127\.0\.0\.1:\d+)\/healthz/.exec(shell.err())?.[1] ?? ''
  expect((await fetch(`${at}/readyz`)).status).toBe(503)
  expect((await fetch(`${at}/healthz`)).status).toBe(200)
  shell.interrupt()
  await ended
})

test('probes that begin and do not end hold up no other', async () => {
  const { env } = await machine()
  const shell = testShell({ env })
  const ended = run(['proxy', '--listen', '127.0.0.1:0', '--health', '127.0.0.1:0'], shell)
  await expect.poll(shell.err, BUSY).toContain('/readyz')
  const port = Number(/Probes at http:\/\/127\.0\.0\.1:(\d+)/.exec(shell.err())?.[1])
  const open = Array.from({ length: 60 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await Promise.all(open.map((socket) => once(socket, 'connect')))
  const probe = connect(port, '127.0.0.1')
  probe.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(await text(probe)).toMatch(/^HTTP\/1\.1 200 /)
  for (const socket of open) socket.destroy()
  shell.interrupt()
  await ended
})

test('an address that is none is refused before anything is sent', async () => {
  const { run, simulator } = await machine()
  const { err, code } = await run(['proxy', '--health', 'nonsense'])
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--health should be') })
  expect(simulator.count()).toBe(0)
})

test('a port that is taken ends it, and leaves nothing that serves', async () => {
  const { env, simulator } = await machine()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const shell = testShell({ env })
  const at = `127.0.0.1:${(taken.address() as AddressInfo).port}`
  expect(await run(['proxy', '--listen', '127.0.0.1:0', '--health', at], shell)).toBe(3)
  expect(shell.err()).toContain('It cannot listen there (EADDRINUSE).')
  await expect(fetch(`${shell.out().trim()}/products/categories`)).rejects.toThrow()
  expect(simulator.count('categories')).toBe(0)
})
