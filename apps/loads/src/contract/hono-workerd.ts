// Runs in a fresh project: the Worker of the README and its wrangler.jsonc, in two isolates of workerd over one object.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { build } from 'esbuild'
import { serveWorkerd, workerdProgram } from '../../../../scripts/workerd-server.ts'

const REQUESTS = 20

interface WranglerConfig {
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] }
  readonly migrations: readonly { readonly new_sqlite_classes: readonly string[] }[]
}

const { durable_objects, migrations } = JSON.parse(
  readFileSync('wrangler.jsonc', 'utf8').replace(/^\s*\/\/.*$/gm, ''),
) as WranglerConfig
const [{ name, class_name: className }] = durable_objects.bindings as [WranglerConfig['durable_objects']['bindings'][0]]
assert.deepEqual(
  migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes),
  [className],
)

// As wrangler bundles it.
await build({
  entryPoints: ['worker.ts'],
  outfile: 'worker.mjs',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['workerd', 'worker', 'browser'],
  external: ['cloudflare:*', 'node:*'],
  logLevel: 'error',
})

const simulator = createSimulator({ latencyMs: 200 })
const { url } = await simulator.listen()
const secrets = {
  PAGAMIO_USERNAME: demoCredentials.username,
  PAGAMIO_PASSWORD: demoCredentials.password,
  PAGAMIO_BASE_URL: url,
  PAGAMIO_STORE_KEY: Buffer.alloc(32, 7).toString('base64'),
}
const isolates = ['first', 'second']

const isolate = (isolateName: string) => {
  const has = isolateName === isolates[0]
  const object = has ? `"${className}"` : `(className = "${className}", serviceName = "${isolates[0]}")`
  const texts = Object.entries(secrets).map(([name, value]) => `(name = "${name}", text = "${value}")`)
  return `const ${isolateName} :Workerd.Worker = (
  modules = [ (name = "worker.mjs", esModule = embed "worker.mjs") ],
  compatibilityDate = "2026-11-01",
  ${has ? `durableObjectNamespaces = [ (className = "${className}", uniqueKey = "shop", enableSql = true) ],` : ''}
  ${has ? 'durableObjectStorage = (localDisk = "disk"),' : ''}
  bindings = [ (name = "${name}", durableObjectNamespace = ${object}), ${texts.join(', ')} ],
);`
}
const service = (name: string) => `(name = "${name}", worker = .${name})`
const socket = (name: string) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`
mkdirSync('disk')
writeFileSync(
  'config.capnp',
  `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "internet", network = (allow = ["local"])), (name = "disk", disk = (writable = true)),
    ${isolates.map(service).join(', ')}
  ],
  sockets = [ ${isolates.map(socket).join(', ')} ],
);
${isolates.map(isolate).join('\n')}
`,
)

const program = workerdProgram(`${process.cwd()}/package.json`)
const server = await serveWorkerd(program, 'config.capnp', isolates, ['--experimental', '--directory-path=disk=disk'])
try {
  const visits = Array.from({ length: REQUESTS }, (_, n) => server.urlOf(isolates[n % isolates.length] ?? ''))
  const answers = await Promise.all(visits.map((url) => fetch(`${url}/categories`)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(REQUESTS).fill(200),
  )
  assert.deepEqual([simulator.count('login'), simulator.count('refresh')], [1, 0])
  assert.equal(simulator.count('categories', 'ok'), REQUESTS)
  console.log(`one login for ${REQUESTS} requests`)
} finally {
  await server.close()
  await simulator.close()
}
