import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import type { Shop } from './build.ts'

/** A shop that is a server, and something to close after it. */
export function serverShop(server: Server, afterwards: () => Promise<void>, shown: Shop['shown'] = {}): Shop {
  return {
    shown,
    async listen(port, host) {
      server.listen(port, host)
      await once(server, 'listening')
      return `http://${host}:${(server.address() as AddressInfo).port}`
    },
    async close() {
      // Visitors inside are served first: they may need a token.
      if (server.listening) await new Promise((resolve) => server.close(resolve))
      await afterwards()
    },
  }
}
