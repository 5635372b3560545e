import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Simulator } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'
import { key } from './certificates.ts'

/** The simulator on a port of this machine, with the test's clock in its `Date` headers, and TLS where a certificate is given. */
export async function serve(
  simulator: Simulator,
  { now, certificate }: { now: () => number; certificate?: string | undefined },
): Promise<{ url: string; stop: () => Promise<void> }> {
  const answer = async (request: Request) => {
    const { method } = request
    const sent = method === 'GET' ? undefined : await request.arrayBuffer()
    const init = { method, headers: request.headers, ...(sent ? { body: sent } : {}) }
    const { status, headers, body } = await simulator.fetch(request.url, init)
    const dated = new Headers(headers)
    dated.set('date', new Date(now()).toUTCString())
    return new Response(body, { status, headers: dated })
  }
  const secure = certificate === undefined ? undefined : { cert: certificate, key }
  const server = createAdaptorServer({
    // A reset by the simulator, passed on.
    fetch: (request, env) =>
      answer(request).catch(() => {
        ;(env as HttpBindings).incoming.socket.destroy()
        return RESPONSE_ALREADY_SENT
      }),
    overrideGlobalObjects: false,
    ...(secure ? { createServer: createTlsServer, serverOptions: secure } : { createServer: createPlainServer }),
  }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(stop)
  const { port } = server.address() as AddressInfo
  return { url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/api/v1`, stop }
}

/** A port of this machine where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createPlainServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
