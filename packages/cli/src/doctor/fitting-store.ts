import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Fit {
  /** Any of these tells that the project runs what the store needs. */
  readonly having: readonly string[]
  readonly store: string
  readonly who: string
}

/** The first that fits: what decides nearest to the program comes first. */
const fits: readonly Fit[] = [
  { having: ['wrangler', '@cloudflare/workers-types'], store: '@pagamio/store-cloudflare', who: 'Isolates of Workers' },
  { having: ['ioredis', 'redis', '@upstash/redis'], store: '@pagamio/store-redis', who: 'Several machines' },
  {
    having: ['pg', 'postgres', '@neondatabase/serverless', '@prisma/adapter-pg'],
    store: '@pagamio/store-postgres',
    who: 'Several machines',
  },
  { having: ['@aws-sdk/client-dynamodb'], store: '@pagamio/store-cas', who: 'Several machines' },
]

/** Which store would serve more than this machine, going by what a project has installed; nothing where nothing tells. */
export function fittingStore(names: readonly string[]): string | undefined {
  for (const { having, store, who } of fits) {
    const found = having.find((name) => names.includes(name))
    if (found === undefined) continue
    const has = names.includes(store) ? 'which it has too' : `since it has ${found}`
    return `${who} of the project in this folder share through ${store}, ${has}.`
  }
  return undefined
}

/** What the project in a folder depends on; nothing where there is none, or none that can be read. */
export async function dependenciesIn(folder: string): Promise<readonly string[]> {
  try {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return Object.keys({ ...dependencies, ...devDependencies })
  } catch {
    return []
  }
}
