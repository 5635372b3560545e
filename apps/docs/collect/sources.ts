import { globSync } from 'node:fs'

/** The repository's root, from where every path here starts. */
export const root = new URL('../../../', import.meta.url)

const placed: Record<string, string> = {
  'docs/concepts/token-life.md': 'concepts/token-life',
  'docs/concepts/one-flight.md': 'concepts/one-flight',
  'docs/concepts/rejected-token.md': 'concepts/rejected-token',
  'docs/concepts/budget.md': 'concepts/budget',
  'docs/concepts/sharing.md': 'concepts/sharing',
  'docs/concepts/when-parts-fail.md': 'concepts/when-parts-fail',
  'docs/how-it-works.md': 'concepts/how-it-works',
  'docs/failure-modes.md': 'reference/failure-modes',
  'docs/operate/sizing.md': 'operate/sizing',
  'docs/operate/observing.md': 'operate/observing',
  'docs/operate/rotation.md': 'operate/rotation',
  'docs/operate/incidents.md': 'operate/incidents',
  'docs/operate/doctor.md': 'operate/doctor',
  'docs/testing/your-code.md': 'testing/your-code',
  'docs/testing/simulator.md': 'testing/simulator',
  'docs/testing/remote-control.md': 'testing/remote-control',
  'docs/testing/contract-suites.md': 'testing/contract-suites',
  'docs/stores.md': 'operate/stores',
  'docs/store-file.md': 'operate/store-file',
  'docs/store-redis.md': 'operate/store-redis',
  'docs/store-postgres.md': 'operate/store-postgres',
  'docs/store-cas.md': 'operate/store-cas',
  'docs/errors.md': 'operate/errors',
  'docs/vendor-sample.md': 'start/vendor-sample',
  'docs/comparison.md': 'start/comparison',
  'docs/guarantees.md': 'operate/guarantees',
  'docs/where-it-loads.md': 'reference/where-it-loads',
  'docs/bundlers.md': 'reference/bundlers',
  'docs/hono.md': 'start/hono-in-depth',
  'docs/lambda.md': 'start/lambda-in-depth',
  'docs/fetch.md': 'start/fetch-in-depth',
  'docs/nestjs.md': 'start/nestjs-in-depth',
  'docs/nextjs.md': 'start/nextjs-in-depth',
  'docs/extend.md': 'reference/extend',
  'docs/proxy.md': 'reference/proxy',
  'docs/settings.md': 'reference/settings',
  'docs/storage-schema.md': 'reference/storage-schema',
  'docs/trace-format.md': 'reference/trace-format',
  'CONTRIBUTING.md': 'contribute/contributing',
  'SECURITY.md': 'operate/security',
}

/** Which file of the repository stands where on the site. A new page of `docs/` needs a place here: the build says so. */
export function sources(): ReadonlyMap<string, string> {
  const at = new Map(Object.entries(placed))
  for (const readme of globSync('packages/*/README.md', { cwd: root }))
    at.set(readme, `packages/${readme.split('/')[1]}`)
  const homeless = globSync('docs/**/*.md', { cwd: root }).filter((file) => !at.has(file))
  if (homeless.length > 0) throw new Error(`collect/sources.ts gives no place to ${homeless.join(', ')}`)
  return at
}
