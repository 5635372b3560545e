import { createPagamioAuth, createPagamioAuthPool, logEvents, type PagamioAuth } from '@pagamio/auth-core'
import type { Build } from './build.ts'
import { serverShop } from './node-server.ts'
import { createNodeShop } from './node-shop.ts'
import { createSellers } from './sellers.ts'
import { poolOptionsOf } from './shop-options.ts'
import type { Ask } from './upstream-answer.ts'

/** A build without a framework: an instance for our shop and a pool for the merchants', on whatever client asks with them. */
export function nodeBuild(askWith: (auth: PagamioAuth) => Ask): Build {
  return async (options) => {
    const { pagamio, merchants = {}, log, onError } = options
    const auth = createPagamioAuth(pagamio)
    const pool = createPagamioAuthPool(poolOptionsOf(options))
    logEvents(auth, log)
    logEvents(pool, log)
    const sellers = createSellers({ own: askWith(auth), pool, merchants, askWith })
    const close = async () => {
      await Promise.all([auth.close(), pool.close()])
    }
    const server = createNodeShop({ sellers, status: auth.status, onError })
    return serverShop(server, close, { Shop: auth, Merchants: pool })
  }
}
