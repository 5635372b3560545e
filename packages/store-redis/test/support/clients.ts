import { Redis as Redis6 } from 'ioredis'
import { Redis as Redis5 } from 'ioredis-v5'
import { createClient as createClient6 } from 'redis'
import { createClient as createClient5 } from 'redis-v5'
import type { RedisStoreClient } from '../../src/index.ts'

export interface ConnectedClient {
  readonly client: RedisStoreClient
  close(): void
}

/** What their documentation tells users to do: connect, and listen to errors. */
const ignore = () => {}

function ioredis(client: Redis5 | Redis6): ConnectedClient {
  client.on('error', ignore)
  return { client, close: () => client.disconnect() }
}

async function nodeRedis(
  client: ReturnType<typeof createClient5> | ReturnType<typeof createClient6>,
): Promise<ConnectedClient> {
  client.on('error', ignore)
  await client.connect()
  return { client, close: () => client.destroy() }
}

export type ClientName = `${'ioredis' | 'node-redis'} ${5 | 6}`

/** The four clients, with nothing configured but where the server is. */
export const clients: Readonly<Record<ClientName, (url: string) => Promise<ConnectedClient>>> = {
  'ioredis 5': async (url) => ioredis(new Redis5(url)),
  'ioredis 6': async (url) => ioredis(new Redis6(url)),
  'node-redis 5': (url) => nodeRedis(createClient5({ url })),
  'node-redis 6': (url) => nodeRedis(createClient6({ url })),
}
