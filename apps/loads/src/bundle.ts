import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * A program of this folder as JavaScript, for a fresh project: our sources are in it, and whatever has a package's name is
 * the project's own.
 */
export async function bundle(name: string): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { [name]: fileURLToPath(new URL(`contract/${name}.ts`, import.meta.url)) },
    bundle: true,
    splitting: true,
    write: false,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    outdir: '/',
    outExtension: { '.js': '.mjs' },
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  })
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(1), text]))
}
