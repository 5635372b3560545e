// A PostgreSQL for tests: of our own, on a free port of loopback, and nothing of it is left behind.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { ServerClock } from '../../../store-redis/test/support/server-clock.ts'

/** A server which tests may stop, restart and break. */
export interface PostgresServer {
  readonly port: number
  /** As its superuser, without a password. */
  readonly url: string
  /** Stops it as a crash would, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port, with all that was committed. */
  restart(settings?: readonly string[]): Promise<void>
  /**
   * Runs a statement over a connection of its own.
   * @default database 'postgres'
   */
  run(text: string, values?: readonly unknown[], database?: string): Promise<readonly Record<string, unknown>[]>
  /** Stops it, and removes its folder. */
  close(): Promise<void>
}

/** Servers that run: none of them outlives this process. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGQUIT')
})

const GET_ONE = 'apt-get update && apt-get install -y postgresql'

/** Debian keeps the programs out of the PATH. */
const programs: string | undefined = [
  ...(process.env.PATH ?? '').split(':'),
  ...(existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []).map(
    (version) => `/usr/lib/postgresql/${version}/bin`,
  ),
].find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')))

/** It refuses to run as root: then the user that Debian's package makes runs it. */
export const user: { readonly uid?: number; readonly gid?: number } | undefined = (() => {
  if (process.getuid?.() !== 0) return {}
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
})()

/**
 * For `describe.skipIf(postgresIsMissing())`: says loudly what is missing and how to get it. With PAGAMIO_REQUIRE_POSTGRES=1
 * it throws instead.
 */
export function postgresIsMissing(): boolean {
  if (programs && user) return false
  const message = `No postgres and initdb on this machine. To run these suites: ${GET_ONE}`
  if (process.env.PAGAMIO_REQUIRE_POSTGRES === '1') throw new Error(message)
  console.warn(`\nSKIPPED, NOT TESTED: ${message}\n`)
  return true
}

/**
 * @param settings further settings, such as `['max_connections=20']`
 * @param clock the machine's, if there is none
 */
export async function startPostgres(settings: readonly string[] = [], clock?: ServerClock): Promise<PostgresServer> {
  if (!programs || !user) throw new Error(`No PostgreSQL: ${GET_ONE}`)
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const initdb = ['-D', folder, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C']
  execFileSync(join(programs, 'initdb'), initdb, { ...user, cwd: folder, stdio: 'ignore' })
  const port = await freePort()
  let child = await launch(folder, port, settings, clock)
  let last = settings

  async function run(text: string, values: readonly unknown[] = [], database = 'postgres') {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  async function kill() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGQUIT')
    await gone
  }
  return {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    run,
    kill,
    async restart(settings = last) {
      await kill()
      last = settings
      child = await launch(folder, port, settings, clock)
    },
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(
  folder: string,
  port: number,
  settings: readonly string[],
  clock: ServerClock | undefined,
): Promise<ChildProcess> {
  const own = [
    ...[`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`],
    // What a power cut would take is nothing that is tested here.
    ...['fsync=off', 'shared_buffers=16MB', ...settings],
  ]
  const child = spawn(join(programs as string, 'postgres'), ['-D', folder, ...own.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: folder,
    env: clock?.env,
    stdio: 'ignore',
  })
  running.add(child)
  child.once('close', () => {
    running.delete(child)
    clock?.tidyUpAfter(child.pid)
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The PostgreSQL server ended at its start (${code}).`)
  })
  ended.catch(() => {})
  await Promise.race([ended, answering(port)])
  return child
}

/** Until somebody takes connections there. */
export async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (answers) return
    await sleep(50)
  }
  throw new Error(`Nobody answers as PostgreSQL on port ${port}.`)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
