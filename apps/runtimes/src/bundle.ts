import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const built = fileURLToPath(new URL('../../../packages/auth-core/dist/index.js', import.meta.url))
const entries = [
  new URL('./main.ts', import.meta.url),
  new URL('./worker.ts', import.meta.url),
  new URL('./shared-worker.ts', import.meta.url),
]

/**
 * Bundles the cases with what users install: the built auth-core, not its source. Each bundle holds all it needs, and is
 * neutral as to the platform: an import that some runtime lacks fails here.
 */
export async function bundle(outdir: string): Promise<void> {
  if (!existsSync(built)) {
    throw new Error(
      'auth-core is not built, and its source is not what users run: pnpm --filter @pagamio/auth-core build',
    )
  }
  await build({
    entryPoints: entries.map((entry) => fileURLToPath(entry)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    alias: { '@pagamio/auth-core': built },
    external: ['cloudflare:workers'],
    logLevel: 'error',
  })
}
