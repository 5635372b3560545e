import type { Project } from './project.ts'

/** How a project runs in more than one process, and what tells of it. */
interface Deployment {
  /** Files in its folder, or packages. */
  readonly signs: readonly string[]
  readonly runs: string
  /** The store for it, whatever client there is. */
  readonly store?: string
  /** The store for it, where there is no client of another. */
  readonly otherwise?: string
}

/** The first that fits. */
const deployments: readonly Deployment[] = [
  {
    signs: ['wrangler.jsonc', 'wrangler.json', 'wrangler.toml', 'wrangler', '@cloudflare/workers-types'],
    runs: 'runs in isolates of Workers',
    store: '@pagamio/store-cloudflare',
  },
  {
    signs: ['serverless.yml', 'serverless.ts', 'samconfig.toml', 'vercel.json', 'netlify.toml'],
    runs: 'runs in functions, many at once',
  },
  {
    signs: ['fly.toml', 'render.yaml', 'Procfile', 'app.yaml', 'Chart.yaml', 'kustomization.yaml'],
    runs: 'may run on several machines',
  },
  {
    signs: ['ecosystem.config.js', 'ecosystem.config.cjs', 'ecosystem.config.mjs', 'ecosystem.config.json', 'pm2'],
    runs: 'runs in several processes of PM2',
    otherwise: '@pagamio/store-file',
  },
]

/** Which store goes with a client that a project has already. */
const clients: readonly { readonly packages: readonly string[]; readonly store: string }[] = [
  { packages: ['ioredis', 'redis', '@upstash/redis'], store: '@pagamio/store-redis' },
  { packages: ['pg', 'postgres', '@neondatabase/serverless', '@prisma/adapter-pg'], store: '@pagamio/store-postgres' },
  { packages: ['@aws-sdk/client-dynamodb'], store: '@pagamio/store-cas' },
]

const adds: Readonly<Record<string, string>> = {
  'pnpm-lock.yaml': 'pnpm add',
  'yarn.lock': 'yarn add',
  'bun.lock': 'bun add',
  'bun.lockb': 'bun add',
}

/** One recommendation. */
export interface Fit {
  readonly says: string
  /** The command that installs it; nothing where it is installed. */
  readonly todo?: string | undefined
  /** It runs in more than one process and shares nothing, as far as its folder tells. */
  readonly missing: boolean
}

/** Which store would serve all processes of a project, going by what it has and how it runs; nothing where nothing tells. */
export function fittingStore({ packages, files }: Project): Fit | undefined {
  const has = (name: string) => files.includes(name) || packages.includes(name)
  const deployment = deployments.find(({ signs }) => signs.some(has))
  const sign = deployment?.signs.find(has)
  const client = clients.find(({ packages: names }) => names.some((name) => packages.includes(name)))
  const from = client?.packages.find((name) => packages.includes(name))
  const runs = deployment ? `${deployment.runs} (${sign})` : 'can run on several machines'
  const project = `The project in this folder ${runs}`

  // Somebody has chosen already. Files serve one machine.
  const serves = (name: string) => name !== FILES || deployment?.otherwise === FILES
  const chosen = packages.find((name) => name.startsWith('@pagamio/store-') && serves(name))
  if (chosen !== undefined) return { says: `${project}: it shares through ${chosen}, which it has.`, missing: false }

  const store = deployment?.store ?? client?.store ?? deployment?.otherwise
  const missing = deployment !== undefined && packages.some((name) => name.startsWith('@pagamio/'))
  if (store !== undefined) {
    const since = store === client?.store ? `, since it has ${from}` : ''
    const add = adds[files.find((name) => Object.hasOwn(adds, name)) ?? ''] ?? 'npm install'
    return { says: `${project}: it shares through ${store}${since}.`, todo: `${add} ${store}`, missing }
  }
  return deployment && { says: `${project}, and has no client of a store.`, todo: WITHOUT, missing }
}

const FILES = '@pagamio/store-file'
const WITHOUT =
  'Divide the limits by the number of processes: limits: { share: 4 }. Redis or PostgreSQL would share tokens too.'
