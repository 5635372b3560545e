import { migration } from '@pagamio/store-postgres'
import { casTableSql } from '../../../fleet/src/cas-table.ts'
import type { StartFleet } from './fleet.ts'
import { isolates } from './isolates.ts'
import { folder, postgres, redis, type SharedPlace } from './places.ts'
import { processes } from './processes.ts'

const places: Readonly<Record<string, () => Promise<SharedPlace>>> = {
  '@pagamio/store-file': folder,
  '@pagamio/store-redis': redis,
  '@pagamio/store-postgres': postgres(migration()),
  '@pagamio/store-cas': postgres(casTableSql),
  bentocache: redis,
  'async-cache-dedupe': redis,
  'p-memoize': redis,
  'msal-node': redis,
}

/** Each way of sharing, by its name. */
export const ways: Readonly<Record<string, StartFleet>> = {
  '@pagamio/store-cloudflare': isolates,
  ...Object.fromEntries(Object.entries(places).map(([way, open]) => [way, processes(way, open)])),
}
