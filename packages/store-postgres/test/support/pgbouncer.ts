// A PgBouncer for tests, in transaction mode: of our own, on a free port of loopback, and nothing of it is left behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answering, freePort, type PostgresServer, user } from './postgres-server.ts'

export interface PgBouncer {
  readonly port: number
  /** The database behind it, as its superuser. */
  readonly url: string
  close(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const GET_ONE = 'apt-get update && apt-get install -y pgbouncer'

const program: string | undefined = [...(process.env.PATH ?? '').split(':'), '/usr/sbin']
  .map((folder) => join(folder, 'pgbouncer'))
  .find((path) => existsSync(path))

/** For `describe.skipIf`, as for the server: with PAGAMIO_REQUIRE_POSTGRES=1 it throws instead. */
export function pgBouncerIsMissing(): boolean {
  if (program) return false
  const message = `No pgbouncer on this machine. To run these suites: ${GET_ONE}`
  if (process.env.PAGAMIO_REQUIRE_POSTGRES === '1') throw new Error(message)
  console.warn(`\nSKIPPED, NOT TESTED: ${message}\n`)
  return true
}

/** So few, that clients change them with every other statement. */
const CONNECTIONS = 3

export async function startPgBouncer(behind: PostgresServer): Promise<PgBouncer> {
  if (!program || !user) throw new Error(`No PgBouncer: ${GET_ONE}`)
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-pgbouncer-'))
  const port = await freePort()
  const config = join(folder, 'pgbouncer.ini')
  const users = join(folder, 'users.txt')
  writeFileSync(users, '"postgres" ""\n"shop" ""\n')
  writeFileSync(
    config,
    `[databases]
* = host=127.0.0.1 port=${behind.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${CONNECTIONS}
max_client_conn = 500
`,
  )
  // It refuses to run as root, too.
  if (user.uid !== undefined && user.gid !== undefined)
    for (const path of [folder, config, users]) chownSync(path, user.uid, user.gid)
  const child = spawn(program, [config], { ...user, cwd: folder, stdio: 'ignore' })
  running.add(child)
  child.once('close', () => running.delete(child))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`PgBouncer ended at its start (${code}).`)
  })
  ended.catch(() => {})
  await Promise.race([ended, answering(port)])
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
