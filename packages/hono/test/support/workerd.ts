import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { build } from 'esbuild'

const START_LIMIT_MS = 20_000

/** What a worker finds in its `env`: a text, or a secret of the Secrets Store, which is asked for with `get()`. */
export type Bindings = Readonly<Record<string, string | { readonly secret: string }>>

export interface Worker {
  readonly url: string
  close(): Promise<void>
}

/** Serves a module on workerd, cold, on a free port of loopback. */
export async function startWorker(module: string, bindings: Bindings): Promise<Worker> {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-workerd-'))
  await build({
    entryPoints: [module],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['cloudflare:workers'],
    logLevel: 'error',
  })
  writeFileSync(join(folder, 'config.capnp'), configFor(bindings))
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

const configFor = (bindings: Bindings) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "internet", network = (allow = ["local"])), (name = "main", worker = .app) ],
  sockets = [ (name = "main", address = "127.0.0.1:0", http = (), service = "main") ],
  extensions = [ (modules = [ (name = "secrets-store", internal = true, esModule = ${quoted(SECRETS_STORE)}) ]) ],
);
const app :Workerd.Worker = (
  modules = [ (name = "worker.mjs", esModule = embed "worker.mjs") ],
  compatibilityDate = "2026-11-01",
  bindings = [ ${Object.entries(bindings).map(bindingFor).join(', ')} ],
);
`

/** As the real one looks from inside. */
const SECRETS_STORE = 'export default ({ secret }) => ({ get: async () => secret })'

const bindingFor = ([name, value]: [string, Bindings[string]]): string =>
  typeof value === 'string'
    ? `(name = ${quoted(name)}, text = ${quoted(value)})`
    : `(name = ${quoted(name)}, wrapped = (moduleName = "secrets-store", innerBindings = [ ${bindingFor(['secret', value.secret])} ]))`

const quoted = (text: string) => JSON.stringify(text)

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
