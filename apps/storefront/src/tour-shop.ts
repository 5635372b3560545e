import { setTimeout as pause } from 'node:timers/promises'
import type { PagamioAuthOptions } from '@pagamio/auth-core'
import { createPagamioAuth } from '@pagamio/auth-core'
import type { Simulator } from '@pagamio/simulator'
import type { Build } from './build.ts'
import { createShop } from './builds/hono.ts'

/** The shop as the tour visits it. */
export interface TourShop {
  /** How many come at once. */
  readonly visitors: number
  visit(path: string, init?: RequestInit): Promise<{ readonly status: number }>
  /** Resolves when nobody moves any more without time passing. */
  settled(): Promise<void>
  close(): Promise<void>
}

type Settings = Pick<PagamioAuthOptions, 'credentials' | 'clock'>

/** The Hono build, without a socket anywhere. */
export async function openInProcess(server: Simulator, settings: Settings, visitors = 1_000): Promise<TourShop> {
  const auth = createPagamioAuth({ ...settings, environment: 'sandbox', fetch: server.fetch })
  const shop = createShop(auth)
  const visit: TourShop['visit'] = async (path, init) => shop.request(path, init)
  return { visitors, visit, settled: server.settled, close: auth.close }
}

/** Any build, on ports of this machine. */
export async function openOverHttp(server: Simulator, settings: Settings, build: Build): Promise<TourShop> {
  const { url: baseUrl } = await server.listen()
  const silence = { info() {}, warn() {} }
  const shop = await build({ pagamio: { ...settings, baseUrl }, log: silence })
  const url = await shop.listen(0, '127.0.0.1')
  let answered = 0
  return {
    // More at once than a port has room for in its queue would wait for a second there.
    visitors: 100,
    async visit(path, init) {
      const answer = await fetch(`${url}${path}`, init)
      await answer.arrayBuffer()
      answered++
      return answer
    },
    async settled() {
      const movements = () => server.log.length + answered
      for (let still = 0, before = -1; still < 12; still = movements() === before ? still + 1 : 0) {
        before = movements()
        await pause(4)
        await server.settled()
      }
    },
    async close() {
      await shop.close()
      await server.close()
    },
  }
}
