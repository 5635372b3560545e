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
  // A visitor hears what the API said, as in every build; ky would ask again after a 429 or a 5xx.
  const api = createPagamioKy(auth, { retry: 0 })
  return serverShop(createNodeShop({ ask: askWithKy(api), status: auth.status, onError }), auth.close)
}
