import { createPagamioAuth, logEvents } from '@pagamio/auth-core'
import type { Build } from '../build.ts'
import { askWithFetch } from '../clients/fetch.ts'
import { serverShop } from '../node-server.ts'
import { createNodeShop } from '../node-shop.ts'

/** No framework, and the `fetch` of the core. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const auth = createPagamioAuth(pagamio)
  logEvents(auth, log)
  return serverShop(createNodeShop({ ask: askWithFetch(auth.fetch), status: auth.status, onError }), auth.close)
}
