import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migration } from '@pagamio/store-postgres'
import { startPostgres } from '../../../../packages/store-postgres/test/support/postgres-server.ts'
import { startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'
import { casTableSql } from '../../../fleet/src/cas-table.ts'

/** A fresh place that processes share: a folder, or a server of its own. */
export interface SharedPlace {
  readonly at: string
  close(): Promise<void>
}

const redis = async (): Promise<SharedPlace> => {
  const server = await startRedis()
  return { at: server.url, close: server.close }
}

const postgres = (sql: string) => async (): Promise<SharedPlace> => {
  const server = await startPostgres(['max_connections=300'])
  await server.run(sql)
  return { at: server.url, close: server.close }
}

async function folder(): Promise<SharedPlace> {
  const at = mkdtempSync(join(tmpdir(), 'pagamio-benchmark-'))
  return { at, close: async () => rmSync(at, { recursive: true, force: true }) }
}

/** Each way of sharing, and where it does so. */
export const ways: Readonly<Record<string, () => Promise<SharedPlace>>> = {
  '@pagamio/store-file': folder,
  '@pagamio/store-redis': redis,
  '@pagamio/store-postgres': postgres(migration()),
  '@pagamio/store-cas': postgres(casTableSql),
  bentocache: redis,
  'async-cache-dedupe': redis,
  'p-memoize': redis,
  'msal-node': redis,
}
