import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { CONTROL_PATH, controlApi } from './control/control-api.ts'
import { BASE_PATH } from './environment.ts'
import type { Listener, ListenOptions } from './listener.ts'
import { receive } from './reception.ts'
import type { Server } from './server.ts'
import type { Simulator } from './simulator.ts'

/** Serves over TCP. The Node adapter is loaded only when it is needed: most simulators are called in-process. */
export async function listen(server: Server, simulator: Simulator, options: ListenOptions = {}): Promise<Listener> {
  const { control: asked = false } = options
  const control = asked === false ? undefined : controlApi(simulator, asked === true ? {} : asked)
  const { createAdaptorServer } = await import('@hono/node-server')
  const { RESPONSE_ALREADY_SENT } = await import('@hono/node-server/utils/response')
  const hostname = options.hostname ?? '127.0.0.1'

  const answer = async (request: Request, socket: Socket) => {
    const controlled = control?.answer(request)
    if (controlled) return controlled
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
  const origin = `http://${callable(hostname)}:${portOf(http)}`
  return {
    url: `${origin}${BASE_PATH}`,
    control: control && { url: `${origin}${CONTROL_PATH}`, key: control.key },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

/** What a client of this machine can call, also where it listens on all addresses. */
function callable(hostname: string): string {
  const address = hostname === '0.0.0.0' ? '127.0.0.1' : hostname === '::' ? '::1' : hostname
  return address.includes(':') ? `[${address}]` : address
}

function portOf(http: HttpServer): number {
  return (http.address() as AddressInfo).port
}
