import { createPagamioAuthPool } from '@pagamio/auth-core'
import { pagamio } from '@pagamio/hono'
import type { AppSettings, AppUnderTest } from '@pagamio/simulator/testing'
import { build, createShop, createShopOn } from '../../src/builds/hono.ts'
import { describeContract, openRecord, overHttp } from '../support/contract.ts'

describeContract('Hono on Node', overHttp(build))

describeContract('Hono in-process, as on Workers', (settings: AppSettings): AppUnderTest => {
  const { onError, logs } = openRecord()
  const shop = createShop((c) => c.env as AppSettings, onError)
  const underWay = new Set<Promise<unknown>>()

  /** Workers keep an application alive for its answers, and for what it asks them to wait for. */
  function waitUntil<Value>(promise: Promise<Value>): Promise<Value> {
    const settled = promise.catch(() => {}).finally(() => underWay.delete(settled))
    underWay.add(settled)
    return promise
  }

  return {
    // The options are a new object with every request.
    fetch: (request) =>
      waitUntil(
        Promise.resolve(shop.fetch(request, { ...settings }, { waitUntil, passThroughOnException() {}, props: {} })),
      ),
    logs,
    async close() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
})

describeContract('Hono, one merchant of a pool', ({ credentials, ...shared }: AppSettings): AppUnderTest => {
  const { onError, logs } = openRecord()
  const pool = createPagamioAuthPool({ ...shared, key: Buffer.alloc(32, 7), credentialsFor: () => credentials })
  const shop = createShopOn(pagamio(pool, { merchant: () => 'shop' }), onError)
  const visits = new Set<Promise<unknown>>()
  return {
    fetch(request) {
      const visit = Promise.resolve(shop.fetch(request)).finally(() => visits.delete(visit))
      visits.add(visit)
      return visit
    },
    logs,
    async close() {
      await Promise.all(visits)
      await pool.close()
    },
  }
})
