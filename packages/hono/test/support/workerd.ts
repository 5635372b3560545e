import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled, serve } from '../../../../scripts/workerd.ts'

/** What a worker finds in its `env`: a text, or a secret of the Secrets Store, which is asked for with `get()`. */
export type Bindings = Readonly<Record<string, string | { readonly secret: string }>>

export interface Worker {
  readonly url: string
  close(): Promise<void>
}

/** Serves a module on workerd, cold, on a free port of loopback. */
export async function startWorker(module: string, bindings: Bindings): Promise<Worker> {
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-workerd-'))
  await bundled(module, join(folder, 'worker.mjs'), 'neutral')
  writeFileSync(join(folder, 'config.capnp'), configFor(bindings))
  const server = await serve(join(folder, 'config.capnp'), ['main'])
  return {
    url: server.urlOf('main'),
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
