// Runs in a fresh project: what was compiled of the first snippet of each README, each in a process of its own, pointed at
// the simulator by what `pagamio simulate` prints and by nothing else.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { migration } from '@pagamio/store-postgres'
import { postgresIsMissing, startPostgres } from '../../../../packages/store-postgres/test/support/postgres-server.ts'
import { redisIsMissing, startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'

const LONGEST_MS = 60_000
const { PATH } = process.env
const bare = { PATH, HOME: tmpdir() }

interface Running {
  readonly child: ChildProcess
  /** All that it has printed. */
  said(): string
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  return { child, said: () => said }
}

async function until<Found>(what: () => Found | undefined | false, name: () => string): Promise<Found> {
  for (const end = Date.now() + LONGEST_MS; ; await wait(50)) {
    const found = what()
    if (found) return found
    if (Date.now() > end) throw new Error(`It did not come to: ${name()}`)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

for (const file of readdirSync('snippets').filter((name) => name.endsWith('.ts')))
  assert.match(readFileSync(`snippets/${file}`, 'utf8'), /optionsFromEnv\(\)/, `the first snippet of ${file}`)

// Each process logs in, and there are more of them than logins in a minute.
const simulator = run(['node_modules/@pagamio/cli/dist/main.js', 'simulate', '--port', '0', '--no-limits'], bare)
const exported = await until(
  () => {
    const pairs = Array.from(simulator.said().matchAll(/^export (\w+)=(.*)$/gm), ([, name = '', value]) => [
      name,
      value,
    ])
    return pairs.length === 3 && Object.fromEntries(pairs)
  },
  () => `three variables, in ${simulator.said()}`,
)
/** Answers of the API that are good, tokens left out. */
const served = () => simulator.said().match(/^\S+ +(?:GET|POST) +(?!login|refresh)\S+ .* ok *$/gm)?.length ?? 0

const redis = redisIsMissing('own') ? undefined : await startRedis()
const postgres = postgresIsMissing() ? undefined : await startPostgres()
await postgres?.run(migration())
/** What a snippet needs to be there already. */
const servers: Readonly<Record<string, object | undefined>> = {
  'store-redis.js': redis && { REDIS_URL: redis.url },
  'store-postgres.js': postgres && { DATABASE_URL: postgres.url },
}
try {
  for (const file of readdirSync('built').filter((name) => name.endsWith('.js'))) {
    if (file in servers && !servers[file]) continue
    const before = served()
    const port = await freePort()
    const { child, said } = run([`built/${file}`], {
      ...bare,
      ...exported,
      PORT: String(port),
      ...servers[file],
    })
    const ended = once(child, 'exit')
    if (file === 'nestjs.js') {
      const url = `http://127.0.0.1:${port}/categories`
      await until(() => said().includes('successfully started'), said)
      assert.equal((await fetch(url)).status, 200)
      child.kill('SIGTERM')
      await ended
    } else {
      const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
      const [code] = await ended
      clearTimeout(timer)
      assert.equal(code, 0, `${file} ended with ${code}: ${said()}`)
    }
    await until(
      () => served() > before,
      () => `a call of ${file}, in ${simulator.said()}`,
    )
    console.log(`${file} ran`)
  }
} finally {
  simulator.child.kill()
  await redis?.close()
  await postgres?.close()
}
console.log('all ran')
