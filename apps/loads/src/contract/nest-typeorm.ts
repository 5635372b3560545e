// Runs in a fresh project: the application of the README over TypeORM and a real PostgreSQL, ten of them in each of two
// processes, all at once. Each sends one request.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { postgresIsMissing, startPostgres } from '../../../../packages/store-postgres/test/support/postgres-server.ts'

const PROCESSES = 2
const EACH = 10
const LONGEST_MS = 120_000

if (postgresIsMissing()) process.exit(0)
const server = await startPostgres()
const simulator = createSimulator({ latencyMs: 200 })
try {
  const migration = "require('@pagamio/store-postgres').migration()"
  await server.run(execFileSync(process.execPath, ['-p', migration], { encoding: 'utf8' }))
  const env = {
    PATH: process.env.PATH,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    PAGAMIO_BASE_URL: (await simulator.listen()).url,
    DATABASE_URL: server.url,
  }
  const numbers = Array.from({ length: EACH }, (_, n) => n)
  // Another query is another module: each of them is the application as it stands.
  const all = `await Promise.all(${JSON.stringify(numbers)}.map((n) => import('./shop.mts?' + n)))`
  const run = () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', all], { env, timeout: LONGEST_MS })
  const printed = await Promise.all(Array.from({ length: PROCESSES }, run))
  assert.deepEqual(
    printed.map(({ stdout }) => stdout),
    Array(PROCESSES).fill('200\n'.repeat(EACH)),
  )
  assert.deepEqual([simulator.count('login'), simulator.count('refresh')], [1, 0])
  assert.equal(simulator.count('categories', 'ok'), PROCESSES * EACH)
  console.log(`one login for ${PROCESSES * EACH} requests`)
} finally {
  await simulator.close()
  await server.close()
}
