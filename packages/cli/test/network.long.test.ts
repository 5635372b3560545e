import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { certificates } from './doctor/support/certificates.ts'
import { serve } from './doctor/support/front.ts'
import { machine } from './support/run.ts'

/** A proxy that leads every tunnel to one server of this machine, and remembers where it should have led. */
async function tunnels(port: number) {
  const asked: { readonly to: string | undefined; readonly login: string | undefined }[] = []
  const plain: (string | undefined)[] = []
  const server = createServer((request, response) => {
    plain.push(request.url)
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket: Socket) => {
    asked.push({ to: request.url, login: request.headers['proxy-authorization'] })
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    for (const end of [socket, onward]) end.on('error', () => end.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, plain, port: (server.address() as AddressInfo).port }
}

/** The simulator as https://elsewhere.example, which no name server knows, behind a proxy that wants a login. */
async function elsewhere() {
  const shop = await machine()
  const api = await serve(shop.simulator, { now: Date.now, certificate: certificates.elsewhere })
  const proxy = await tunnels(Number(new URL(api.url).port))
  await writeFile(`${shop.home}/ca.pem`, certificates.root)
  const env = {
    NODE_EXTRA_CA_CERTS: `${shop.home}/ca.pem`,
    PAGAMIO_BASE_URL: 'https://elsewhere.example/api/v1',
    HTTPS_PROXY: `http://user:secret@127.0.0.1:${proxy.port}`,
  }
  return { ...shop, env, proxy, shopEnv: shop.env }
}

const THERE = { to: 'elsewhere.example:443', login: `Basic ${Buffer.from('user:secret').toString('base64')}` }

describe('a proxy that the environment names', () => {
  test('leads login and calls in a tunnel: token, api and doctor', async () => {
    const { spawn, simulator, env, proxy } = await elsewhere()
    for (const args of [['token'], ['api', '/products/categories'], ['doctor']]) {
      const { out, err, code } = await spawn(args, { env })
      expect({ err, code }, out).toEqual({ err: '', code: 0 })
    }
    expect(new Set(proxy.asked.map(({ to, login }) => `${to} ${login}`))).toEqual(
      new Set([`${THERE.to} ${THERE.login}`]),
    )
    expect(proxy.plain).toEqual([])
    expect(simulator.count('login')).toBe(1)
    expect(simulator.count('categories', 'ok')).toBe(2)
  })

  test('leads what pagamio proxy forwards, too', async () => {
    const { start, simulator, env, proxy } = await elsewhere()
    const child = start(['proxy', '--listen', '127.0.0.1:0'], { env })
    const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data')
    const answer = await fetch(`${String(line).trim()}/products/categories`)
    expect(answer.status).toBe(200)
    expect(simulator.count('categories', 'ok')).toBe(1)
    expect(proxy.asked.every(({ to }) => to === THERE.to)).toBe(true)
    child.kill('SIGINT')
    expect((await once(child, 'close'))[0]).toBe(0)
  })

  test('is left alone for what NO_PROXY names, and for this machine', async () => {
    const { spawn, env, proxy, simulator, url } = await elsewhere()
    expect((await spawn(['token'], { env: { ...env, NO_PROXY: '.example' } })).code).toBe(5)
    expect((await spawn(['token'], { env: { ...env, PAGAMIO_BASE_URL: url } })).code).toBe(0)
    expect(proxy).toMatchObject({ asked: [], plain: [] })
    expect(simulator.count('login')).toBe(1)
  })

  test('that is none is said so, without what is in it', async () => {
    const { spawn, env } = await elsewhere()
    const { err, code } = await spawn(['token'], { env: { ...env, HTTPS_PROXY: 'socks5://user:secret@127.0.0.1:1' } })
    expect(code).toBe(3)
    expect(err).toContain('HTTPS_PROXY names no proxy')
    expect(err).not.toContain('secret')
  })
})

describe('plain http beyond this machine', () => {
  /** Of this machine, and no loopback by its name. */
  const named = (url: string) => url.replace('127.0.0.1', '0.0.0.0')

  test('goes to the one host that --insecure-host names, and nowhere else', async () => {
    const { run, url, simulator } = await machine()
    const env = { PAGAMIO_BASE_URL: named(url) }
    for (const flags of [[], ['--insecure-host', '0.0.0.1'], ['--insecure-host', '0.0.0']]) {
      const { out, err, code } = await run(['token', ...flags], { env })
      expect({ out, code }).toEqual({ out: '', code: 3 })
      expect(err).toContain('--insecure-host <name>')
    }
    expect(simulator.count()).toBe(0)
    for (const [command = '', ...rest] of [['token'], ['api', '/products/categories'], ['status'], ['doctor']])
      expect((await run([command, '--insecure-host', '0.0.0.0', ...rest], { env })).code).toBe(0)
    expect(simulator.count('login')).toBe(1)
  })

  test('login keeps a profile for it, which needs the flag again', async () => {
    const { run, url, simulator } = await machine({ credentials: 'none' })
    const login = ['login', '--username', 'demo', '--base-url', named(url), '--storage', 'file', '--password-stdin']
    expect((await run([...login, '--insecure-host', '0.0.0.0'], { input: 'demo-password' })).code).toBe(0)
    expect((await run(['token'])).code).toBe(3)
    expect((await run(['token', '--insecure-host', '0.0.0.0'])).code).toBe(0)
    expect(simulator.count('login')).toBe(1)
  })
})
