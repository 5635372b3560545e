// One process: gets a token in one of several ways, as their documentation shows it.
import { createPagamioAuth } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { redisStore } from '@pagamio/store-redis'
import { createCache } from 'async-cache-dedupe'
import { BentoCache, bentostore } from 'bentocache'
import { redisDriver } from 'bentocache/drivers/redis'
import { Redis } from 'ioredis'
import pMemoize from 'p-memoize'
import { tokenByMsal } from './msal-node.ts'

const [way = '', baseUrl = '', redisUrl = ''] = process.argv.slice(2)
const client = new Redis(redisUrl)

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
  '@pagamio/store-redis': () =>
    createPagamioAuth({ baseUrl, credentials: demoCredentials, store: redisStore(client) }).getToken(),

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

await client.ping()
process.on('message', async () => {
  // Who is refused is done as well: the server counts it.
  await getToken[way]?.().catch(() => {})
  process.send?.('done')
})
process.send?.('ready')
