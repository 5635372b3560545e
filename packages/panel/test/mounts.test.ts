import 'reflect-metadata'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createAdaptorServer } from '@hono/node-server'
import { type INestApplication, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { createPagamioAuthPool, type PagamioAuth } from '@pagamio/auth-core'
import { readIncident, replayIncident } from '@pagamio/auth-core/incident'
import { PagamioModule, PagamioPoolModule } from '@pagamio/nestjs'
import { demoCredentials } from '@pagamio/simulator'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { pagamioPanel } from '../src/hono.ts'
import { createPanel, type InstanceSource, type PanelOptions } from '../src/index.ts'
import { PagamioPanelModule } from '../src/nestjs.ts'
import { panelListener, servePanel } from '../src/node.ts'
import { reading } from './support/raw.ts'
import { poolScene, scene } from './support/scene.ts'

/** An application with the panel at `/api/pagamio`. */
type Mount = (auth: PagamioAuth, options: PanelOptions) => Promise<{ readonly url: string; close(): Promise<unknown> }>

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ended = (server: Server) =>
  new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })

const hono: Mount = async (auth, options) => {
  const app = new Hono().basePath('/api').route('/pagamio', pagamioPanel(auth, options))
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  return { url: await listening(server), close: () => ended(server) }
}

const node: Mount = async (auth, options) => {
  const server = createServer(panelListener(createPanel(auth, options)))
  return { url: await listening(server), close: () => ended(server) }
}

const nest =
  (adapterOf: () => ExpressAdapter | FastifyAdapter): Mount =>
  async (auth, options) => {
    class AppModule {}
    Module({
      imports: [PagamioModule.forRoot({ auth }), PagamioPanelModule.forRoot({ path: '/pagamio/', ...options })],
    })(AppModule)
    const app: INestApplication = await NestFactory.create(AppModule, adapterOf() as never, {
      logger: false,
      abortOnError: false,
    })
    app.setGlobalPrefix('api')
    await app.listen(0, '127.0.0.1')
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1')
    return { url, close: () => app.close() }
  }

describe.each<[string, Mount]>([
  ['Hono', hono],
  ['node:http', node],
  ['NestJS on Express', nest(() => new ExpressAdapter())],
  ['NestJS on Fastify', nest(() => new FastifyAdapter())],
])('in %s', (_, mount) => {
  async function mounted(options: PanelOptions = {}) {
    const { auth, simulator, clock } = scene()
    const { url, close } = await mount(auth, { play: { simulator, clock }, ...options })
    onTestFinished(async () => void (await close()))
    return { auth, simulator, base: `${url}/api/pagamio`, close }
  }
  const headers = { 'pagamio-panel': 'page' }

  test('the page, its stream and its buttons', async () => {
    const { auth, simulator, base } = await mounted()
    const page = await fetch(base)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('<div id="panel">')
    const stream = reading(await fetch(`${base}/events`, { headers }))
    await stream.until('status', ({ status }) => status.state === 'empty')
    await auth.getToken()
    await stream.until('status', ({ status }) => status.state === 'fresh')
    const pressed = await fetch(`${base}/play`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'revoke' }),
    })
    expect(await pressed.json()).toEqual({ done: 'Revoked: the next call is answered 401.' })
    await auth.fetch('/products/categories')
    expect(simulator.count('refresh')).toBe(1)
    await stream.leave()
  })

  test('what was recorded, as a file that replays', async () => {
    const { auth, base } = await mounted()
    await auth.getToken()
    const saved = await fetch(`${base}/incident`, { headers })
    expect(saved.headers.get('content-disposition')).toBe('attachment; filename="incident.json"')
    const steps = replayIncident(readIncident(await saved.text()))
    expect(steps.at(-1)?.state.held).toBeDefined()
    expect(steps.flatMap(({ differences }) => differences)).toEqual([])
    expect((await fetch(`${base}/incident`)).status).toBe(403)
  })

  test('whoever comes through a proxy, under another name or from another page gets nothing (failure mode 160)', async () => {
    const { base } = await mounted()
    const status = (more: Record<string, string>, path = '') =>
      new Promise((resolve) => {
        const asked = request(`${base}${path}`, { headers: { ...headers, ...more } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        asked.end()
      })
    for (const path of ['', '/events'])
      for (const more of [
        { 'x-forwarded-for': '127.0.0.1' },
        { host: 'rebound.example' },
        { origin: 'https://evil.example' },
      ] as Record<string, string>[])
        expect(await status(more, path)).toBe(403)
  })

  test('authorize sees the request', async () => {
    const authorize = vi.fn((request: Request) => request.headers.get('authorization') === 'Bearer admin')
    const { base } = await mounted({ authorize })
    expect((await fetch(base)).status).toBe(403)
    expect((await fetch(base, { headers: { authorization: 'Bearer admin' } })).status).toBe(200)
    expect(new URL(authorize.mock.lastCall?.[0].url ?? '').pathname).toBe('/api/pagamio')
  })

  test('who does not read holds nobody up, and costs nothing (failure mode 161)', async () => {
    const { auth } = scene()
    let asked = 0
    const huge: InstanceSource = {
      subscribe: auth.subscribe,
      status: () => {
        asked++
        return { ...auth.status(), environment: 'x'.repeat(8_000_000) }
      },
    }
    const { url, close } = await mount({ ...auth, ...huge }, {})
    onTestFinished(async () => void (await close()))
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    socket.pause()
    socket.write(`GET /api/pagamio/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nPagamio-Panel: page\r\n\r\n`)
    await expect.poll(() => asked).toBeGreaterThan(0)
    // A viewer who reads is told ten times in that time.
    for (let n = 0; n < 40; n++) {
      auth.setCredentials(demoCredentials)
      await auth.getToken()
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    expect(asked).toBeLessThanOrEqual(3)
  })

  test('an application that ends is not held up by who still looks', async () => {
    const { base, close } = await mounted()
    const stream = reading(await fetch(`${base}/events`, { headers }))
    await stream.until('status')
    await close()
  })
})

describe('NestJS', () => {
  test('without an instance or a pool it does not start', async () => {
    class AppModule {}
    Module({ imports: [PagamioPanelModule.forRoot()] })(AppModule)
    await expect(NestFactory.create(AppModule, { logger: false, abortOnError: false })).rejects.toThrow(
      'nothing to show',
    )
  })

  test('instance and pool are both shown', async () => {
    const { auth } = scene()
    const { pool } = poolScene(2)
    class AppModule {}
    Module({
      imports: [PagamioModule.forRoot({ auth }), PagamioPoolModule.forRoot({ pool }), PagamioPanelModule.forRoot()],
    })(AppModule)
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false })
    onTestFinished(() => app.close())
    await app.listen(0, '127.0.0.1')
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1')
    const stream = reading(await fetch(`${url}/pagamio/events`, { headers: { 'pagamio-panel': 'page' } }))
    expect((await stream.until('hello')).sources).toEqual([
      { label: 'Tokens', kind: 'one', recorded: true },
      { label: 'Merchants', kind: 'pool', recorded: true },
    ])
    await stream.leave()
  })
})

test('over HTTP/2 the authority is the Host: this machine is let in, a rebound name is not', async () => {
  const server = createHttp2Server(panelListener(createPanel(scene().auth)) as never)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    session.destroy()
    server.close()
  })
  const statusOf = async (authority: string) => {
    const asked = session.request({ ':path': '/incident', ':authority': authority, 'pagamio-panel': 'page' })
    const [answered] = await once(asked, 'response')
    asked.close()
    return answered[':status']
  }
  expect(await statusOf('localhost:3000')).toBe(200)
  expect(await statusOf('evil.example')).toBe(403)
})

describe('with a server of its own', () => {
  test('a key of this start in the fragment, on this machine alone, and nothing else there', async () => {
    const { auth } = scene()
    const one = await servePanel(auth)
    onTestFinished(() => one.close())
    const [base = '', key = ''] = one.url.split('#')
    expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect(key.length).toBeGreaterThan(30)
    expect((await fetch(base)).status).toBe(200)
    expect((await fetch(`${base}events`, { headers: { 'pagamio-panel': 'page' } })).status).toBe(403)
    const stream = reading(await fetch(`${base}events`, { headers: { 'pagamio-panel': key } }))
    await stream.until('status')
    expect((await fetch(`${base}favicon.ico`)).status).toBe(404)
    await one.close()
    const other = await servePanel(auth, { port: Number(new URL(base).port) })
    onTestFinished(() => other.close())
    expect(other.url).not.toBe(one.url)
    await expect(servePanel(auth, { port: Number(new URL(base).port) })).rejects.toThrow('EADDRINUSE')
  })

  test.each(['//', '///', 'http://[', '/\\\\'])('what is no target does not end it: %s', async (target) => {
    const { url, close } = await servePanel(scene().auth)
    onTestFinished(close)
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[04] /)
  })
})

test('a pool of its own can be given', () => {
  const pool = createPagamioAuthPool({ environment: 'sandbox', credentialsFor: () => demoCredentials })
  createPanel(pool).close()
})
