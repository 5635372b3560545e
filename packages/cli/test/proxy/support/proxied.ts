import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createBudget, createPagamioAuth, memoryStore, type PagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'
import { allowedBy } from '../../../src/proxy/allowed.ts'
import { ForwardedHeaders, headerNames } from '../../../src/proxy/forwarded-headers.ts'
import { listenAddress } from '../../../src/proxy/listen-address.ts'
import { openProxy, type ProxyOptions, type ProxyServer } from '../../../src/proxy/proxy-server.ts'

type Entry = Parameters<ProxyOptions['log']>[0]

export interface Proxied {
  readonly proxy: ProxyServer
  readonly url: string
  readonly port: number
  readonly auth: PagamioAuth
  /** What the proxy has said. */
  readonly entries: readonly Entry[]
}

export interface ProxiedOptions
  extends Partial<Omit<ProxyOptions, 'auth' | 'address' | 'log' | 'allowed' | 'headers'>> {
  readonly allow?: readonly string[]
  readonly forwardHeaders?: readonly string[]
  readonly listen?: string
}

/** The proxy in front of any API, closed when the test is over. */
export async function proxyTo(baseUrl: string, options: ProxiedOptions = {}): Promise<Proxied> {
  const {
    listen = '127.0.0.1:0',
    allow = ['/*'],
    forwardHeaders = [],
    hosts = [],
    key,
    closeMs,
    mostConnections,
  } = options
  const auth = createPagamioAuth({
    baseUrl,
    credentials: demoCredentials,
    store: memoryStore(),
    budget: createBudget(),
  })
  const entries: Entry[] = []
  const log = (entry: Entry) => void entries.push(entry)
  const address = listenAddress(listen)
  const proxy = await openProxy({
    auth,
    address,
    allowed: allowedBy(allow),
    headers: new ForwardedHeaders(headerNames(forwardHeaders)),
    hosts,
    key,
    log,
    closeMs,
    mostConnections,
  })
  onTestFinished(async () => {
    await proxy.close()
    await auth.close()
  })
  return { proxy, url: proxy.url, port: Number(URL.parse(proxy.url)?.port), auth, entries }
}

/** The same in front of the simulator. */
export async function proxied(
  options: ProxiedOptions & { readonly simulator?: SimulatorOptions } = {},
): Promise<Proxied & { readonly simulator: Simulator }> {
  const simulator = createSimulator(options.simulator)
  const { url } = await simulator.listen()
  onTestFinished(() => simulator.close())
  return { ...(await proxyTo(url, options)), simulator }
}

/** An API that hands out one token, and shows what it was sent. */
export async function api(
  answer: RequestListener,
): Promise<{ readonly url: string; readonly seen: (IncomingMessage & { body?: string })[] }> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    if (request.url !== '/auth/token') {
      seen.push(request)
      return answer(request, response)
    }
    response.setHeader('content-type', 'application/json')
    response.end('{"accessToken":"the.real.token","expiresIn":1800}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Sends these bytes and no others; what comes back until the connection ends. */
export async function raw(port: number, bytes: string): Promise<{ status: number; answer: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(5_000, () => socket.destroy())
  socket.on('error', () => {})
  socket.write(bytes, 'latin1')
  const answer = await text(socket).catch(() => '')
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), answer }
}
