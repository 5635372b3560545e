import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { PagamioAuth } from '@pagamio/auth-core'
import { dispatcherTo } from '../network.ts'
import type { Allowed } from './allowed.ts'
import { Connections } from './connections.ts'
import type { ForwardedHeaders } from './forwarded-headers.ts'
import { Forwarder } from './forwarder.ts'
import { CLOSING, type GateRules, METHOD_NOT_ALLOWED, type Refusal, refusalOf } from './gate.ts'
import { answerProbe } from './health.ts'
import type { ListenAddress } from './listen-address.ts'
import { listenOn } from './listen-on.ts'
import { callable, ownHosts } from './own-hosts.ts'
import { type ProxyEntry, pathOf } from './proxy-entry.ts'

export interface ProxyOptions {
  readonly auth: PagamioAuth
  /**
   * Which proxy leads to the API.
   * @default none
   */
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly address: ListenAddress
  /** What may be reached. */
  readonly allowed: Allowed
  /** Which headers go to the API. */
  readonly headers: ForwardedHeaders
  /** Further names that clients may call it by. */
  readonly hosts: readonly string[]
  /** What every request must bring, where something is asked for. */
  readonly key: string | undefined
  /** Hears of each request once, when it is over. */
  readonly log: (entry: ProxyEntry) => void
  /**
   * How long closing waits for what was begun.
   * @default 30_000
   */
  readonly closeMs?: number | undefined
  /**
   * Above that many, one without a whole request gives way to each new one.
   * @default 1_000
   */
  readonly mostConnections?: number | undefined
}

export interface ProxyServer {
  readonly url: string
  /** Takes nothing new, waits for what was begun, and ends what is still not over. */
  close(): Promise<void>
}

const CLOSE_MS = 30_000
const MOST_CONNECTIONS = 1_000
/** Heads come at once, bodies of 10 MiB soon; a client that takes longer is gone. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000 }

/**
 * Opens the proxy.
 * @throws Failure where it cannot listen there
 */
export async function openProxy(options: ProxyOptions): Promise<ProxyServer> {
  const {
    auth,
    env = {},
    address,
    allowed,
    headers,
    hosts,
    key,
    log,
    closeMs = CLOSE_MS,
    mostConnections = MOST_CONNECTIONS,
  } = options
  const forwarder = new Forwarder({
    auth,
    upstream: await dispatcherTo(auth.baseUrl, env),
    allowed,
    headers,
    log,
  })
  let rules: GateRules = { hosts: new Set(), key }

  let closing = false
  const server = createServer(TIMES, (request, response) => {
    const refusal = closing ? CLOSING : refusalOf(request, rules)
    // A refusal says that the connection ends with it: what came along behind it would be carried out unseen.
    if (!connections.begin(request, response, refusal ? true : undefined)) return
    // A client that keeps its connection would keep the proxy from ending.
    response.once('close', () => closing && setImmediate(() => server.closeIdleConnections()))
    if (!refusal) {
      if (!answerProbe(request, response, auth)) forwarder.forward(request, response)
      return
    }
    log(entryOf(request, refusal))
    refuse(request, response, refusal)
  })
  const connections = new Connections(server, mostConnections)
  // Without a listener Node would just hang up.
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    log(entryOf(request, METHOD_NOT_ALLOWED))
    socket.on('error', () => {})
    const headers = Object.entries(headersOf(METHOD_NOT_ALLOWED)).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 405 Method Not Allowed\r\n${headers.join('')}\r\n${bodyOf(METHOD_NOT_ALLOWED)}`)
  })

  await listenOn(server, address)
  const { address: host = '', port = 0 } = (
    address.kind === 'tcp' ? (server.address() as AddressInfo) : {}
  ) as Partial<AddressInfo>
  rules = { hosts: ownHosts(address, port, hosts), key }
  return {
    url: address.kind === 'socket' ? `unix:${address.path}` : `http://${callable(host)}:${port}`,
    async close() {
      closing = true
      const done = Promise.all([forwarder.settled(), once(server, 'close')])
      server.close()
      server.closeIdleConnections()
      const patience = new AbortController()
      await Promise.race([done, setTimeout(closeMs, undefined, patience).catch(() => {})])
      patience.abort()
      server.closeAllConnections()
      await forwarder.abandon()
    },
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  // What it wanted to send is not read: the connection ends with the answer.
  response.writeHead(refusal.status, headersOf(refusal))
  response.end(bodyOf(refusal), () => request.socket.destroySoon())
}

const bodyOf = ({ error, message }: Refusal): string => JSON.stringify({ error, message })

const headersOf = (refusal: Refusal) => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(bodyOf(refusal))),
  connection: 'close',
  ...refusal.headers,
})

const entryOf = ({ method = '', url }: IncomingMessage, { status, error }: Refusal): ProxyEntry => ({
  method,
  path: pathOf(url),
  status,
  ms: 0,
  refused: error,
  clientLeft: false,
  brokenOff: false,
})
