import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Snippet, snippetsOf } from '../../../scripts/snippets.ts'
import { migration } from '../src/index.ts'
import { type PostgresServer, postgresIsMissing, startPostgres } from './support/postgres-server.ts'
import { writeSnippets } from './support/write-snippets.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const readme = snippetsOf(home, ['README.md', '../../docs/store-postgres.md'])

describe.skipIf(postgresIsMissing())('the snippets', () => {
  const simulator = createSimulator()
  let server: PostgresServer
  beforeAll(async () => {
    writeSnippets(readme)
    server = await startPostgres()
    await server.run(migration())
  })
  afterAll(async () => {
    readme.remove()
    await simulator.close()
    await server?.close()
  })

  test('run against the simulator, pg and TypeORM, and make one login together', async () => {
    const { url } = await simulator.listen()
    const env = {
      PAGAMIO_USERNAME: demoCredentials.username,
      PAGAMIO_PASSWORD: demoCredentials.password,
      PAGAMIO_BASE_URL: url,
      DATABASE_URL: server.url,
    }
    const [first, nest, mappers, pooled, told] = readme.snippets as [Snippet, Snippet, Snippet, Snippet, Snippet]
    expect(await readme.run(first, env)).toBe('200\n')
    expect(await readme.run(mappers, env)).toBe('all answer\n')
    expect(await readme.run(pooled, env)).toBe('ready\n')
    expect(await readme.run(told, env)).toBe('both answer\n')
    // Node alone cannot read the decorators of the Nest module's sources.
    const entry = `${home}/test/.snippets/${nest.name}.ts`
    const outDir = `${home}/test/.snippets/built`
    await build({
      configFile: false,
      logLevel: 'error',
      build: { ssr: entry, outDir, target: 'node22' },
      ssr: { noExternal: [/^@pagamio/] },
    })
    const { stdout } = await promisify(execFile)(process.execPath, [`${outDir}/${nest.name}.js`], {
      env: { PATH: process.env.PATH, ...env },
      timeout: 30_000,
    })
    expect(stdout).toBe('200\n')
    expect(simulator.count('login', 'ok')).toBe(1)
  })
})
