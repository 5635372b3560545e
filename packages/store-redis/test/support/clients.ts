import { Redis as Redis6 } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-v5'
import { createClient as createClient6 } from 'redis'
import { createClient as createClient5 } from 'redis-v5'
import type { IoredisClient, NodeRedisClient } from '../../src/redis-port.ts'

export interface ConnectedClient {
  readonly client: IoredisClient | NodeRedisClient
  close(): void
}

interface Listenable {
  on(event: 'error', listener: () => void): unknown
}

/** What their documentation tells users to do: connect, and listen to errors. */
const ignore = () => {}

export function ioredis(client: IoredisClient & Listenable & { disconnect(): void }): ConnectedClient {
  client.on('error', ignore)
  return { client, close: () => client.disconnect() }
}

// By structure: to compare the clients' own generic types with each other takes the compiler half a minute and 4 GB.
interface Connectable extends NodeRedisClient, Listenable {
  connect(): Promise<unknown>
  destroy(): unknown
}

export async function nodeRedis(client: Connectable): Promise<ConnectedClient> {
  const connected = connecting(client)
  await connected.ready
  return connected
}

/** Not awaited: a store may be used before its client is connected. */
export function connecting(client: Connectable): ConnectedClient & { readonly ready: Promise<unknown> } {
  client.on('error', ignore)
  const ready = client.connect()
  ready.catch(ignore)
  return { client, ready, close: () => void Promise.resolve(client.destroy()).catch(ignore) }
}

export type ClientName = `${'ioredis' | 'node-redis'} ${5 | 6}`

/** The four clients, with nothing configured but where the server is. */
export const clients: Readonly<Record<ClientName, (url: string) => Promise<ConnectedClient>>> = {
  'ioredis 5': async (url) => ioredis(new Redis5(url)),
  'ioredis 6': async (url) => ioredis(new Redis6(url)),
  'node-redis 5': (url) => nodeRedis(createClient5({ url })),
  'node-redis 6': (url) => nodeRedis(createClient6({ url })),
}
