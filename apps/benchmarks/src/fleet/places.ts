import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../../../packages/store-postgres/test/support/postgres-server.ts'
import { startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'

/** A fresh place that processes share: a folder, or a server of its own. */
export interface SharedPlace {
  readonly at: string
  close(): Promise<void>
}

export const redis = async (): Promise<SharedPlace> => {
  const server = await startRedis()
  return { at: server.url, close: server.close }
}

export const postgres = (sql: string) => async (): Promise<SharedPlace> => {
  const server = await startPostgres(['max_connections=300'])
  await server.run(sql)
  return { at: server.url, close: server.close }
}

export async function folder(): Promise<SharedPlace> {
  const at = mkdtempSync(join(tmpdir(), 'pagamio-benchmark-'))
  return { at, close: async () => rmSync(at, { recursive: true, force: true }) }
}
