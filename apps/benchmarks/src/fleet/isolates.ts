import { demoCredentials } from '@pagamio/simulator'
import { startWorkers } from '../../../../packages/store-cloudflare/test/support/workerd.ts'
import type { StartFleet } from './fleet.ts'

/**
 * Isolates of workerd and the Durable Object that they share: in one process, on one thread. They are asked over HTTP, as
 * their visitors do it.
 */
export const isolates: StartFleet = async (baseUrl, members) => {
  const workers = await startWorkers(members, {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_STORE_KEY: Buffer.alloc(32).toString('base64'),
  })
  const visit = (path: string) =>
    Promise.all(workers.isolates.map(async (url) => (await fetch(`${url}${path}`)).arrayBuffer()))
  // All have an instance before any begins, and no token.
  await visit('/shop/store')
  let counted = 0
  return {
    async all(what) {
      await visit(what === 'token' ? '/shop/token' : '/shop/categories')
    },
    async operations() {
      const asked = (await (await fetch(`${workers.store}/asked`)).json()) as Record<string, number>
      const before = counted
      counted = Object.values(asked).reduce((sum, count) => sum + count, 0)
      return counted - before
    },
    close: workers.close,
  }
}
