// One process of a fleet: it does what its parent asks, and answers.
import {
  type Clock,
  createPagamioAuth,
  isPagamioAuthError,
  type PagamioAuth,
  type SharedTokenStore,
} from '@pagamio/auth-core'
import { storeFromCas } from '@pagamio/store-cas'
import { fileStore } from '@pagamio/store-file'
import { postgresStore } from '@pagamio/store-postgres'
import { redisStore } from '@pagamio/store-redis'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import postgres from 'postgres'
import { casTable } from './cas-table.ts'
import type { Answer, Ask, WorkerSetup } from './setup.ts'

const setup = JSON.parse(process.argv[2] ?? '') as WorkerSetup
const { baseUrl, limits, skewMs = 0, name, key } = setup

interface OpenStore {
  readonly store: SharedTokenStore | undefined
  close(): void
}

/** As an application is that has read its settings from there; a machine that starts many at once may take its time. */
async function connected(read: () => PromiseLike<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await read()
      return
    } catch (error) {
      if (tries === 30) throw error
    }
  }
}

async function openDatabase(url: string, through: 'cas' | 'postgres.js' | undefined): Promise<OpenStore> {
  if (through === 'postgres.js') {
    const sql = postgres(`${url}?max_pipeline=0`, { max: 2, connect_timeout: 2 })
    await connected(() => sql`SELECT 1`)
    const store = postgresStore({ query: (text, values) => sql.unsafe(text, values) })
    return { store, close: () => void sql.end() }
  }
  const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 2_000 })
  pool.on('error', () => {})
  await connected(() => pool.query('SELECT 1'))
  return {
    store: through === 'cas' ? storeFromCas(casTable(pool)) : postgresStore(pool),
    close: () => void pool.end(),
  }
}

async function openStore(): Promise<OpenStore> {
  if (setup.store === undefined) return { store: undefined, close: () => {} }
  if ('folder' in setup.store) return { store: fileStore({ folder: setup.store.folder }), close: () => {} }
  if ('database' in setup.store) return openDatabase(setup.store.database, setup.store.through)
  // A pool of processes must not print about a server that a test has stopped.
  const client = new Redis(setup.store.url, { maxRetriesPerRequest: 1 }).on('error', () => {})
  const subscriber = setup.store.told && client.duplicate().on('error', () => {})
  return {
    store: redisStore(client, { prefix: setup.store.prefix, subscriber }),
    close() {
      client.disconnect()
      subscriber?.disconnect()
    },
  }
}

/** A wall clock that is wrong, where that is what a test is about. */
const skewed: Clock = {
  now: () => Date.now() + skewMs,
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
}
const clock = skewMs === 0 ? undefined : skewed

/** By its name, which the API logs. */
const fetchAs =
  (userAgent: string): typeof fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('user-agent', userAgent)
    return fetch(input, { ...init, headers })
  }
const named = name === undefined ? undefined : fetchAs(name)

const { store, close } = await openStore()
const instances = new Map<string, PagamioAuth>()
let storeFailures = 0

function instance(username: string, password: string): PagamioAuth {
  const known = instances.get(username)
  if (known) return known
  const credentials = { username, password }
  const auth = createPagamioAuth({ baseUrl, credentials, store, key, limits, clock, fetch: named, timeoutMs: 40_000 })
  auth.subscribe(({ type }) => {
    if (type === 'store_failed') storeFailures++
  })
  instances.set(username, auth)
  return auth
}

/** Once, at its turn. The API refuses it, which counts like any other answer. */
async function buy(auth: PagamioAuth): Promise<number> {
  const permit = await auth.pace('purchase')
  const { status } = await auth.fetch('/purchase', { method: 'POST', body: '{}' })
  permit.settle(status === 429 ? 'limited' : 'answered')
  return status
}

async function answer({ what, username, password, rejected }: Ask): Promise<Omit<Answer, 'id'>> {
  const auth = instance(username, password)
  try {
    if (what === 'fetch') return { status: (await auth.fetch('/products/categories')).status }
    if (what === 'buy') return { status: await buy(auth) }
    if (what === 'status') return { store: auth.status().store?.state, storeFailures }
    const token = await auth.getToken(rejected === undefined ? undefined : { rejected })
    return { token: token.value, leftMs: token.expiresAt - skewed.now() }
  } catch (error) {
    return { code: isPagamioAuthError(error) ? error.code : String(error) }
  }
}

process.on('message', async (ask: Ask | 'end') => {
  if (ask === 'end') {
    await Promise.all(Array.from(instances.values(), (auth) => auth.close()))
    close()
    process.disconnect()
  } else process.send?.({ id: ask.id, ...(await answer(ask)), at: performance.timeOrigin + performance.now() })
})
process.send?.({ id: 0 })
