// Bundles Workers, and runs them on workerd, from source: a bundle needs nothing of Node's, and nothing that is not in it.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveWorkerd, type WorkerdServer, workerdProgram } from './workerd-server.ts'

// That package has what bundles for Workers, and what runs them.
const home = new URL('../packages/hono/package.json', import.meta.url)
const { build } = createRequire(home)('esbuild') as {
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
    // The runtime has it.
    external: ['cloudflare:workers'],
    logLevel: 'silent',
  })
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
}

/** Serves a configuration of workerd, and waits until all its sockets listen. */
export const serve = (config: string, sockets: readonly string[], flags?: readonly string[]): Promise<WorkerdServer> =>
  serveWorkerd(workerdProgram(home), config, sockets, flags)

/**
 * Bundles a module whose default export has a `test()`, and runs that.
 * @returns what the bundle imports, and what workerd says, which is where it says that the test has passed
 */
export async function testOnWorkerd(entry: string): Promise<{ imports: string[]; says: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'on-workerd-'))
  try {
    const imports = await bundled(entry, join(folder, 'worker.mjs'), 'neutral')
    writeFileSync(join(folder, 'config.capnp'), CONFIG)
    const { stderr } = await promisify(execFile)(workerdProgram(home), ['test', join(folder, 'config.capnp')])
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
