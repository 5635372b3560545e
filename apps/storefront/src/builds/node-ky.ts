import { createPagamioAuth, logEvents } from '@pagamio/auth-core'
import { createPagamioKy } from '@pagamio/ky'
import type { Build } from '../build.ts'
import { askWithKy } from '../clients/ky.ts'
import { serverShop } from '../node-server.ts'
import { createNodeShop } from '../node-shop.ts'

/** No framework, and ky as the client. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const auth = createPagamioAuth(pagamio)
  logEvents(auth, log)
  // ky would repeat what failed, and follow a redirect with a purchase's body, wherever it leads.
  const api = createPagamioKy(auth, { retry: 0, redirect: 'manual' })
  return serverShop(createNodeShop({ ask: askWithKy(api), status: auth.status, onError }), auth.close)
}
