import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const START_LIMIT_MS = 20_000

/** Several isolates, and one Worker that has the object they share. */
export interface Workers {
  readonly isolates: readonly string[]
  /** The address of the Worker that has the object. */
  readonly store: string
  /** Of the Worker that has an object of its own. */
  readonly alone: string
  /** Ends the whole runtime, and starts it anew with the same storage, at other addresses. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** @param alone a module that exports its own object and binds it */
export async function startWorkers(
  isolates: number,
  bindings: Readonly<Record<string, string>>,
  alone: string,
): Promise<Workers> {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-workerd-'))
  mkdirSync(join(folder, 'disk'))
  const here = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const modules = { 'store-worker': here('store-worker'), 'app-worker': here('app-worker'), alone }
  for (const [name, file] of Object.entries(modules))
    await build({
      entryPoints: [file],
      outfile: join(folder, `${name}.mjs`),
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      external: ['cloudflare:workers'],
      logLevel: 'error',
    })
  const apps = Array.from({ length: isolates }, (_, n) => `app${n}`)
  writeFileSync(join(folder, 'config.capnp'), configFor(apps, bindings))
  let child: ChildProcess
  let ports: ReadonlyMap<string, number> = new Map()
  async function start() {
    child = spawn(
      executable(),
      [
        'serve',
        '--experimental',
        '--control-fd=3',
        `--directory-path=disk=${folder}/disk`,
        join(folder, 'config.capnp'),
      ],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
    )
    ports = await portsOf(child, 2 + isolates)
  }
  await start()
  const urlOf = (name: string) => `http://127.0.0.1:${ports.get(name)}`
  return {
    get isolates() {
      return apps.map(urlOf)
    },
    get store() {
      return urlOf('store')
    },
    get alone() {
      return urlOf('alone')
    },
    async restart() {
      child.kill('SIGKILL')
      await start()
    },
    async close() {
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

const service = (name: string) => `(name = "${name}", worker = .${name})`
const socket = (name: string) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`
const object = (name: string, className: string, serviceName: string) =>
  `(name = "${name}", durableObjectNamespace = (className = "${className}", serviceName = "${serviceName}"))`
const text = ([name, value]: [string, string]) => `(name = "${name}", text = ${JSON.stringify(value)})`

const configFor = (apps: readonly string[], bindings: Readonly<Record<string, string>>) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "internet", network = (allow = ["local"])), (name = "disk", disk = (writable = true)),
    ${['store', 'alone', ...apps].map(service).join(', ')}
  ],
  sockets = [ ${['store', 'alone', ...apps].map(socket).join(', ')} ],
);
const store :Workerd.Worker = (
  modules = [ (name = "store-worker.mjs", esModule = embed "store-worker.mjs") ],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [
    (className = "PagamioStore", uniqueKey = "pagamio", enableSql = true),
    (className = "Stranger", uniqueKey = "stranger", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ (name = "OBJECTS", durableObjectNamespace = "PagamioStore") ],
);
const alone :Workerd.Worker = (
  modules = [ (name = "alone.mjs", esModule = embed "alone.mjs") ],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [ (className = "PagamioStore", uniqueKey = "alone", enableSql = true) ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    (name = "PAGAMIO", durableObjectNamespace = "PagamioStore"),
    ${Object.entries(bindings).map(text).join(', ')}
  ],
);
${apps
  .map(
    (name) => `const ${name} :Workerd.Worker = (
  modules = [ (name = "app-worker.mjs", esModule = embed "app-worker.mjs") ],
  compatibilityDate = "2026-11-01",
  bindings = [
    ${object('PAGAMIO', 'PagamioStore', 'store')}, ${object('STRANGER', 'Stranger', 'store')},
    ${Object.entries(bindings).map(text).join(', ')}
  ],
);`,
  )
  .join('\n')}
`

/** workerd tells the ports on its control channel, a line for each socket. */
function portsOf(child: ChildProcess, sockets: number): Promise<ReadonlyMap<string, number>> {
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
      const lines = told.split('\n').flatMap((line) => (line.includes('"port"') ? [JSON.parse(line)] : []))
      if (lines.length < sockets) return
      clearTimeout(limit)
      resolve(new Map(lines.map(({ socket, port }) => [socket, port])))
    })
  })
}
