import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be slow, lead to another one, or swallow everything: connections stand, and nothing comes through. */
export interface TcpProxy {
  readonly url: string
  hold(): void
  release(): void
  /** Every answer comes so much later from now on. */
  delayAnswers(ms: number): void
  /** Cuts every connection; new ones lead to this port. */
  leadTo(port: number): void
  close(): Promise<void>
}

export async function tcpProxy(first: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let held = false
  let port = first
  let answersAfterMs = 0
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1')
    inner.pipe(outer)
    outer.on('data', (data) => {
      if (answersAfterMs === 0) inner.write(data)
      else setTimeout(() => inner.write(data), answersAfterMs)
    })
    outer.on('end', () => inner.end())
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      if (held) socket.pause()
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        inner.destroy()
        outer.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    hold() {
      held = true
      for (const socket of sockets) socket.pause()
    },
    release() {
      held = false
      for (const socket of sockets) socket.resume()
    },
    delayAnswers(ms) {
      answersAfterMs = ms
    },
    leadTo(other) {
      port = other
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
