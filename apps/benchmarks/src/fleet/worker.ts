// One process: gets a token in one of several ways, as their documentation shows it.
import { tracingChannel } from 'node:diagnostics_channel'
import { createPagamioAuth, type SharedTokenStore } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { storeFromCas } from '@pagamio/store-cas'
import { fileStore } from '@pagamio/store-file'
import { postgresStore } from '@pagamio/store-postgres'
import { redisStore } from '@pagamio/store-redis'
import { createCache } from 'async-cache-dedupe'
import { BentoCache, bentostore } from 'bentocache'
import { redisDriver } from 'bentocache/drivers/redis'
import { Redis } from 'ioredis'
import pMemoize from 'p-memoize'
import { Pool } from 'pg'
import { casTable } from '../../../fleet/src/cas-table.ts'
import { tokenByMsal } from './msal-node.ts'

const [way = '', baseUrl = '', place = ''] = process.argv.slice(2)
const client = new Redis(place, { lazyConnect: true })

/** What was asked of the store's server. */
let operations = 0
tracingChannel('ioredis:command').start.subscribe(() => void operations++)
const pool = new Pool({ connectionString: place, max: 3 })
const counted = {
  query: (text: string, values?: string[]) => {
    operations++
    return pool.query(text, values)
  },
}

const stores: Record<string, () => SharedTokenStore> = {
  '@pagamio/store-file': () => fileStore({ folder: place }),
  '@pagamio/store-redis': () => redisStore(client),
  '@pagamio/store-postgres': () => postgresStore(counted),
  '@pagamio/store-cas': () => storeFromCas(casTable(counted as unknown as Pick<Pool, 'query'>)),
}
const store = stores[way]?.()
const auth = store && createPagamioAuth({ baseUrl, credentials: demoCredentials, store, key: new Uint8Array(32) })

function request(): Promise<Response> {
  return fetch(`${baseUrl}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(demoCredentials),
  })
}

/** What everybody writes first. */
async function login(): Promise<string> {
  const response = await request()
  if (!response.ok) return `refused: ${response.status}`
  const { data } = (await response.json()) as { data: { token: string } }
  return data.token
}

const getToken: Record<string, () => Promise<unknown>> = {
  bentocache: () =>
    new BentoCache({
      default: 'token',
      stores: { token: bentostore().useL2Layer(redisDriver({ connection: client })) },
    }).getOrSet({ key: 'token', ttl: '25m', factory: login }),

  'async-cache-dedupe': () => {
    const cache = createCache({ ttl: 1_500, storage: { type: 'redis', options: { client } } }) as unknown as {
      define(name: string, how: () => Promise<string>): void
      token(): Promise<string>
    }
    cache.define('token', login)
    return cache.token()
  },

  'p-memoize': () => {
    const cache = {
      has: async (key: string) => (await client.exists(key)) === 1,
      get: async (key: string) => (await client.get(key)) ?? undefined,
      set: async (key: string, value: string) => void (await client.set(key, value, 'PX', 1_500_000)),
      delete: async (key: string) => void (await client.del(key)),
    }
    return pMemoize(login, { cache: cache as never, cacheKey: () => 'token' })()
  },

  'msal-node': () => tokenByMsal(request, client),
}

const warm: Record<string, () => Promise<unknown>> = {
  '@pagamio/store-file': async () => {},
  '@pagamio/store-postgres': () => counted.query('SELECT 1'),
  '@pagamio/store-cas': () => counted.query('SELECT 1'),
}
await (warm[way] ?? (() => client.ping()))()
operations = 0

process.on('message', async (what: 'token' | 'renewal' | 'count') => {
  if (what === 'count') {
    process.send?.(operations)
    operations = 0
    return
  }
  // A member that is refused is done as well: the server counts it.
  if (what === 'token') await (auth?.getToken() ?? getToken[way]?.())?.catch(() => {})
  else await auth?.fetch('/products/categories').catch(() => {})
  process.send?.('done')
})
process.send?.('ready')
