import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listenAddress } from '../../src/proxy/listen-address.ts'
import { callable, ownHosts } from '../../src/proxy/own-hosts.ts'
import { proxied } from './support/proxied.ts'

describe('--listen', () => {
  test.each([
    ['127.0.0.1:8787', { kind: 'tcp', host: '127.0.0.1', port: 8787, loopback: true }],
    ['localhost:0', { kind: 'tcp', host: '127.0.0.1', port: 0, loopback: true }],
    ['[::1]:80', { kind: 'tcp', host: '::1', port: 80, loopback: true }],
    ['0.0.0.0:8787', { kind: 'tcp', host: '0.0.0.0', port: 8787, loopback: false }],
    ['[::]:8787', { kind: 'tcp', host: '::', port: 8787, loopback: false }],
    ['[::ffff:10.0.0.1]:1', { kind: 'tcp', host: '::ffff:10.0.0.1', port: 1, loopback: false }],
    ['unix:/run/pagamio', { kind: 'socket', path: '/run/pagamio' }],
  ])('%s', (given, address) => {
    expect(listenAddress(given)).toEqual(address)
  })

  test.each([
    '',
    '8787',
    ':8787',
    'example.com:80',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '1.2.3:4',
    '1.2.3.4.5:6',
    'unix:',
    '[::1:8',
    '*:80',
  ])('%j is no address', (given) => {
    expect(() => listenAddress(given)).toThrow('--listen should be')
  })

  test('beyond loopback the machine’s own addresses are names of the proxy, and no other', () => {
    const hosts = ownHosts(listenAddress('0.0.0.0:8787'), 8787, ['proxy.internal'])
    expect(hosts).toContain('proxy.internal:8787')
    expect(hosts).toContain('127.0.0.1:8787')
    expect(hosts).not.toContain('0.0.0.0:8787')
    expect(hosts).not.toContain('proxy.internal')
  })

  test.each(['0.0.0.0', '::'])('where it listens at %s, what it says can be called is a name of its own', (host) => {
    const hosts = ownHosts(listenAddress(host === '::' ? '[::]:8787' : `${host}:8787`), 8787, [])
    expect(hosts).toContain(`${callable(host)}:8787`)
  })
})

describe('on a socket', () => {
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'pagamio-socket-'))
    onTestFinished(() => rm(path, { recursive: true, force: true }))
    return path
  }
  const get = (socketPath: string, headers: Readonly<Record<string, string>> = { host: 'localhost' }) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request({ socketPath, path: '/products/categories', headers }, async (response) =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
        .on('error', reject)
        .end()
    })

  test('serves its user, and only its user; nothing is left of it', async () => {
    const path = join(await folder(), 'pagamio')
    const { proxy } = await proxied({ listen: `unix:${path}` })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await get(path)).status).toBe(200)
    await proxy.close()
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  test('by any name, as nobody but its user is there; web pages are refused all the same', async () => {
    const path = join(await folder(), 'pagamio')
    const { simulator } = await proxied({ listen: `unix:${path}` })
    expect((await get(path, { host: 'pagamio.internal' })).status).toBe(200)
    const seen = simulator.count()
    expect((await get(path, { host: 'localhost', origin: 'https://evil.example' })).status).toBe(403)
    expect(simulator.count()).toBe(seen)
  })

  test('takes the place of one that was left behind by a kill', async () => {
    const path = join(await folder(), 'pagamio')
    const { spawn } = await import('node:child_process')
    const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`
    const child = spawn(process.execPath, ['-e', code])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect((await stat(path)).isSocket()).toBe(true)
    await proxied({ listen: `unix:${path}` })
    expect((await get(path)).status).toBe(200)
  })

  test('in a folder that is not there: it says so', async () => {
    const path = join(await folder(), 'missing')
    await expect(proxied({ listen: `unix:${path}/pagamio` })).rejects.toMatchObject({
      message: `${path} is not there.`,
    })
  })

  test('leaves one alone that is in use, and what is no socket', async () => {
    const path = join(await folder(), 'pagamio')
    const server = createServer().listen(path)
    await once(server, 'listening')
    await expect(proxied({ listen: `unix:${path}` })).rejects.toThrow('Somebody listens')
    server.close()
    await writeFile(`${path}.txt`, 'mine')
    await expect(proxied({ listen: `unix:${path}.txt` })).rejects.toThrow('is no socket')
  })
})

test('a port that is taken: what to do', async () => {
  const { port } = await proxied()
  await expect(proxied({ listen: `127.0.0.1:${port}` })).rejects.toMatchObject({
    message: 'It cannot listen there (EADDRINUSE).',
    hint: expect.stringContaining('127.0.0.1:0'),
  })
})
