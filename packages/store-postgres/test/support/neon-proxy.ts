// The WebSocket that Neon's driver speaks PostgreSQL's protocol through, in front of a server on loopback.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createWebSocketStream, WebSocketServer } from 'ws'

export interface NeonProxy {
  /** Host and port, as `neonConfig.wsProxy` wants them. */
  readonly host: string
  close(): Promise<void>
}

export async function neonProxy(port: number): Promise<NeonProxy> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    const inner = createWebSocketStream(socket)
    const outer = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as { port: number }).port}`,
    async close() {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
