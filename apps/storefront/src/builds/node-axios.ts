import { createPagamioAuth, logEvents } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import axios from 'axios'
import type { Build } from '../build.ts'
import { askWithAxios } from '../clients/axios.ts'
import { serverShop } from '../node-server.ts'
import { createNodeShop } from '../node-shop.ts'

/** No framework, and axios as the client. */
export const build: Build = async ({ pagamio, log, onError }) => {
  const auth = createPagamioAuth(pagamio)
  logEvents(auth, log)
  const api = axios.create({ baseURL: auth.baseUrl, timeout: 30_000 })
  const detach = attachPagamio(api, auth)
  return serverShop(createNodeShop({ ask: askWithAxios(api), status: auth.status, onError }), async () => {
    detach()
    await auth.close()
  })
}
