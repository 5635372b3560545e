import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import type { Build } from '../build.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Node runs TypeScript, but no decorators: a build that has them, or imports sources that do, is bundled first. */
export async function importBundled(name: string): Promise<{ build: Build }> {
  // The primary of a cluster has done it for its workers.
  if (cluster.isPrimary) await bundle(name)
  return import(new URL(`../../dist/${name}.mjs`, import.meta.url).href)
}

async function bundle(name: string): Promise<void> {
  const { build } = await import('tsdown')
  await build({
    cwd: root,
    config: false,
    logLevel: 'error',
    entry: { [name]: `src/builds/${name}.ts` },
    deps: { alwaysBundle: [/^@pagamio\/nestjs/] },
    dts: false,
    clean: false,
  })
}
