import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundled, serve } from '../../../../scripts/workerd.ts'

type Bindings = Readonly<Record<string, string>>

/** What runs, on a disk that outlives it. */
interface Runtime {
  urlOf(socket: string): string
  /** Ends the whole runtime, and starts it anew with the same disk, at other addresses. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Several isolates, and one Worker that has the object they share. */
export interface Workers extends Omit<Runtime, 'urlOf'> {
  readonly isolates: readonly string[]
  /** The address of the Worker that has the object. */
  readonly store: string
}

export async function startWorkers(isolates: number, bindings: Bindings): Promise<Workers> {
  const here = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const apps = Array.from({ length: isolates }, (_, n) => `app${n}`)
  const { urlOf, restart, close } = await start(
    { 'store-worker': here('store-worker'), 'app-worker': here('app-worker') },
    ['store', ...apps],
    `
const store :Workerd.Worker = (
  ${moduleOf('store-worker')},
  durableObjectNamespaces = [ ${namespace('PagamioStore')}, ${namespace('Stranger')} ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ (name = "OBJECTS", durableObjectNamespace = "PagamioStore") ],
);
${apps
  .map(
    (name) => `const ${name} :Workerd.Worker = (
  ${moduleOf('app-worker')},
  bindings = [ ${[object('PAGAMIO', 'PagamioStore'), object('STRANGER', 'Stranger'), ...texts(bindings)].join(', ')} ],
);`,
  )
  .join('\n')}`,
  )
  return {
    get isolates() {
      return apps.map(urlOf)
    },
    get store() {
      return urlOf('store')
    },
    restart,
    close,
  }
}

/** A Worker that exports its own object, and has it bound as PAGAMIO. */
export const startWorker = (module: string, bindings: Bindings): Promise<Runtime> =>
  start(
    { alone: module },
    ['alone'],
    `
const alone :Workerd.Worker = (
  ${moduleOf('alone')},
  durableObjectNamespaces = [ ${namespace('PagamioStore')} ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ ${['(name = "PAGAMIO", durableObjectNamespace = "PagamioStore")', ...texts(bindings)].join(', ')} ],
);`,
  )

async function start(
  modules: Readonly<Record<string, string>>,
  services: readonly string[],
  workers: string,
): Promise<Runtime> {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-workerd-'))
  const disk = join(folder, 'disk')
  const config = join(folder, 'config.capnp')
  mkdirSync(disk)
  for (const [name, file] of Object.entries(modules)) await bundled(file, join(folder, `${name}.mjs`), 'neutral')
  writeFileSync(config, configFor(services, workers))
  const run = () => serve(config, services, ['--experimental', `--directory-path=disk=${disk}`])
  let server = await run()
  return {
    urlOf: (socket) => server.urlOf(socket),
    async restart() {
      await server.close()
      server = await run()
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const configFor = (services: readonly string[], workers: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "internet", network = (allow = ["local"])), (name = "disk", disk = (writable = true)),
    ${services.map((name) => `(name = "${name}", worker = .${name})`).join(', ')}
  ],
  sockets = [
    ${services.map((name) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`).join(', ')}
  ],
);
${workers}
`

const moduleOf = (name: string) =>
  `modules = [ (name = "${name}.mjs", esModule = embed "${name}.mjs") ], compatibilityDate = "2026-11-01"`
const namespace = (className: string) => `(className = "${className}", uniqueKey = "${className}", enableSql = true)`
const object = (name: string, className: string) =>
  `(name = "${name}", durableObjectNamespace = (className = "${className}", serviceName = "store"))`
const texts = (bindings: Bindings) =>
  Object.entries(bindings).map(([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)})`)
