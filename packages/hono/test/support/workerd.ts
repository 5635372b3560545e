import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const START_LIMIT_MS = 20_000

/** Serves a module on workerd, on a free port of loopback, with `SETUP` in its environment. */
export async function startWorker(setup: object): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-workerd-'))
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  })
  writeFileSync(join(folder, 'config.capnp'), configFor(setup))
  const child = spawn(executable(), ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  return {
    url: `http://127.0.0.1:${await portOf(child)}`,
    close: async () => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** In the package for this platform: with install scripts switched off, the launcher of the wrapper is empty. */
function executable(): string {
  const manifest = createRequire(import.meta.url).resolve('workerd/package.json')
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

const configFor = (setup: object) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "internet", network = (allow = ["local"])), (name = "main", worker = .app) ],
  sockets = [ (name = "main", address = "127.0.0.1:0", http = (), service = "main") ],
);
const app :Workerd.Worker = (
  modules = [ (name = "worker.mjs", esModule = embed "worker.mjs") ],
  compatibilityDate = "2026-11-01",
  bindings = [ (name = "SETUP", json = ${JSON.stringify(JSON.stringify(setup))}) ],
);
`

/** workerd tells the port on its control channel. */
function portOf(child: ChildProcess): Promise<number> {
  let told = ''
  let complaints = ''
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`workerd did not start. ${complaints}`)), START_LIMIT_MS)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}. ${complaints}`)))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    const control = child.stdio[3] as Readable
    control.setEncoding('utf8').on('data', (text: string) => {
      told += text
      const port = /"port":(\d+)/.exec(told)?.[1]
      if (port === undefined) return
      clearTimeout(limit)
      resolve(Number(port))
    })
  })
}
