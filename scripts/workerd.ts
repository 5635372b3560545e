// Runs a worker's own test on workerd, from source: the bundle needs nothing of Node's, and nothing that is not in it.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

// That package has what bundles for Workers, and what runs them.
const neighbour = createRequire(new URL('../packages/hono/package.json', import.meta.url))
const { build } = neighbour('esbuild') as {
  build(options: object): Promise<{ metafile: { outputs: Record<string, { imports: { path: string }[] }> } }>
}

/** What a bundle for a platform still imports from outside. */
export async function bundled(entry: string, outfile: string, platform: 'neutral' | 'browser'): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    metafile: true,
    format: 'esm',
    platform,
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  })
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
}

/**
 * Bundles a module whose default export has a `test()`, and runs that.
 * @returns what the bundle imports, and what workerd says, which is where it says that the test has passed
 */
export async function testOnWorkerd(entry: string): Promise<{ imports: string[]; says: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'on-workerd-'))
  try {
    const imports = await bundled(entry, join(folder, 'worker.mjs'), 'neutral')
    writeFileSync(join(folder, 'config.capnp'), CONFIG)
    const { stderr } = await promisify(execFile)(workerd(), ['test', join(folder, 'config.capnp')])
    return { imports, says: stderr }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [ (name = "main", worker = .app) ]);
const app :Workerd.Worker = (
  modules = [ (name = "worker.mjs", esModule = embed "worker.mjs") ],
  compatibilityDate = "2026-11-01",
);
`

/** In the package for this platform: with install scripts switched off, the launcher of the wrapper is empty. */
function workerd(): string {
  const manifest = neighbour.resolve('workerd/package.json')
  const { optionalDependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'))
  for (const name of Object.keys(optionalDependencies)) {
    try {
      return join(dirname(createRequire(manifest).resolve(`${name}/package.json`)), 'bin/workerd')
    } catch {
      // Of another platform.
    }
  }
  throw new Error('workerd is not installed for this platform.')
}
