import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PagamioAuth } from '@pagamio/auth-core'
import { Connections } from './connections.ts'
import type { ListenAddress } from './listen-address.ts'
import { listenOn } from './listen-on.ts'
import { callable } from './own-hosts.ts'

export interface HealthServer {
  readonly url: string
  close(): void
}

/** Probes ask once in a few seconds. */
const TIMES = { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 }
const MOST_CONNECTIONS = 50

/**
 * For probes: `/healthz` answers while the process works, `/readyz` while a request would get a token. Nothing can be
 * bought there and nothing is told but these two words, so that other machines may look.
 * @throws Failure where it cannot listen there
 */
export async function openHealth(address: ListenAddress, auth: Pick<PagamioAuth, 'status'>): Promise<HealthServer> {
  const server: Server = createServer(TIMES, (request, response) => {
    if (!connections.begin(request, response, true)) return
    if (!answerProbe(request, response, auth)) say(response, 404)
  })
  const connections = new Connections(server, MOST_CONNECTIONS)
  await listenOn(server, address)
  const where = address.kind === 'tcp' ? (server.address() as AddressInfo) : undefined
  return {
    url: address.kind === 'socket' ? `unix:${address.path}` : `http://${callable(where?.address ?? '')}:${where?.port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Answers what is a probe, without a call; the API has no such paths. Whether it was one. */
export function answerProbe(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  auth: Pick<PagamioAuth, 'status'>,
): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (url === '/healthz') say(response, 200)
  else if (url === '/readyz') say(response, isReady(auth) ? 200 : 503)
  else return false
  return true
}

function say(response: ServerResponse, status: 200 | 404 | 503): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' })
  response.end(SAYINGS[status])
}

/** Whether a request would get a token: one is there, or nothing keeps one from being acquired. */
function isReady(auth: Pick<PagamioAuth, 'status'>): boolean {
  const { usable, health, nextAcquisitionInMs } = auth.status()
  return usable || (health !== 'down' && nextAcquisitionInMs === 0)
}

const SAYINGS = { 200: 'ok\n', 404: 'only /healthz and /readyz\n', 503: 'no token\n' }
