import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { BASE_PATH } from './environment.ts'
import { receive } from './reception.ts'
import type { Server } from './server.ts'

export interface ListenOptions {
  /** @default 0 (any free one) */
  port?: number | undefined
  /** @default '127.0.0.1' */
  hostname?: string | undefined
}

export interface Listener {
  /** The base URL, down to `/api/v1`. */
  readonly url: string
  /** Stops listening and ends all connections, also those that hang. */
  close(): Promise<void>
}

/** Serves over TCP. The Node adapter is loaded only here, so that the rest runs where there is no `node:http`. */
export async function listen(server: Server, options: ListenOptions = {}): Promise<Listener> {
  const { createAdaptorServer } = await import('@hono/node-server')
  const { RESPONSE_ALREADY_SENT } = await import('@hono/node-server/utils/response')
  const hostname = options.hostname ?? '127.0.0.1'

  const answer = async (request: Request, socket: Socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown'
    const response = await receive(server, request, { address, carries: 'encoded', signal: request.signal })
    if (response) return response
    socket.resetAndDestroy()
    return RESPONSE_ALREADY_SENT
  }
  const http = createAdaptorServer({
    fetch: (request, env) => answer(request, (env as HttpBindings).incoming.socket),
    // The adapter would otherwise put classes of its own in place of the process's Request and Response.
    overrideGlobalObjects: false,
  }) as HttpServer
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, hostname, resolve)
  })
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${portOf(http)}${BASE_PATH}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

function portOf(http: HttpServer): number {
  return (http.address() as AddressInfo).port
}
