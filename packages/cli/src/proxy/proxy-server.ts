import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { PagamioAuth } from '@pagamio/auth-core'
import { Forwarder, type ProxyEntry } from './forwarder.ts'
import { type GateRules, type Refusal, refusalOf } from './gate.ts'
import type { ListenAddress } from './listen-address.ts'
import { listenOn } from './listen-on.ts'
import { ownHosts } from './own-hosts.ts'

export interface ProxyOptions {
  readonly auth: PagamioAuth
  readonly address: ListenAddress
  /** What may be reached, in the words of `pagamioProxy`. */
  readonly allow: readonly string[]
  /** Further names that clients may call it by. */
  readonly hosts: readonly string[]
  /** What every request must bring, where something is asked for. */
  readonly key: string | undefined
  readonly log: (entry: ProxyEntry | RefusedEntry) => void
}

/** A request that went nowhere. */
export interface RefusedEntry {
  readonly method: string
  readonly status: number
  readonly refused: string
}

export interface ProxyServer {
  readonly url: string
  /** Takes nothing new, and waits for what was begun, at most 30 s. */
  close(): Promise<void>
}

const CLOSE_MS = 30_000
const MOST_CONNECTIONS = 1_000

/**
 * Opens the proxy.
 * @throws Failure where it cannot listen there
 */
export async function openProxy({ auth, address, allow, hosts, key, log }: ProxyOptions): Promise<ProxyServer> {
  const forwarder = new Forwarder(auth, allow, log)
  const forward = getRequestListener(forwarder.fetch, { overrideGlobalObjects: false })
  let rules: GateRules = { hosts: new Set(), key }

  let closing = false
  const server = createServer((request, response) => {
    // A client that keeps its connection would keep the proxy from ending.
    response.once('close', () => closing && setImmediate(() => server.closeIdleConnections()))
    const refusal = refusalOf(request, rules)
    if (!refusal) return void forward(request, response)
    log({ method: request.method ?? '', status: refusal.status, refused: refusal.error })
    refuse(request, response, refusal)
  })
  server.maxConnections = MOST_CONNECTIONS
  // Without a listener Node would just hang up.
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    log({ method: 'CONNECT', status: 405, refused: 'method_not_allowed' })
    socket.on('error', () => {})
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })

  await listenOn(server, address)
  const { port = 0 } = (address.kind === 'tcp' ? (server.address() as AddressInfo) : {}) as Partial<AddressInfo>
  rules = { hosts: ownHosts(address, port, hosts), key }
  return {
    url: address.kind === 'socket' ? `unix:${address.path}` : `http://${named(address.host)}:${port}`,
    async close() {
      closing = true
      const done = Promise.all([forwarder.settled(), once(server, 'close')])
      server.close()
      server.closeIdleConnections()
      const patience = new AbortController()
      await Promise.race([done, setTimeout(CLOSE_MS, undefined, patience).catch(() => {})])
      patience.abort()
      server.closeAllConnections()
    },
  }
}

const named = (host: string) => (host.includes(':') ? `[${host}]` : host)

function refuse(request: IncomingMessage, response: ServerResponse, { status, error, message }: Refusal): void {
  // What it wanted to send is not read: the connection ends with the answer.
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  })
  response.end(JSON.stringify({ error, message }), () => request.socket.destroySoon())
}
