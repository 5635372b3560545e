import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

// Its neighbour has what bundles for Workers, and what runs them.
const neighbour = createRequire(new URL('../../../hono/package.json', import.meta.url))
const { build } = neighbour('esbuild') as {
  build(options: object): Promise<{ metafile: { outputs: Record<string, { imports: { path: string }[] }> } }>
}

const folder = mkdtempSync(join(tmpdir(), 'simulator-workerd-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a bundle for no platform needs nothing else, and answers on workerd', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  })
  expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([])
  writeFileSync(join(folder, 'config.capnp'), CONFIG)
  // Says on the standard error that the test has passed.
  const { stderr } = await promisify(execFile)(workerd(), ['test', join(folder, 'config.capnp')])
  expect(stderr).toMatch(/\[ PASS \]/)
})

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
