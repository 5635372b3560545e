// A Redis or Valkey for tests: the one at REDIS_URL, or one of our own that leaves nothing behind.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerClock } from './server-clock.ts'

/** A server of our own, which tests may stop, pause and break. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly pid: number
  /** Stops it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port; `args` as for {@link startRedis}, or those it had. */
  restart(args?: readonly string[]): Promise<void>
  /** Holds it (SIGSTOP): connections stay, answers do not come. */
  pause(): void
  resume(): void
  /** Stops it, also when paused, and removes its folder. */
  close(): Promise<void>
}

/** Where tests that need no server of their own find one: they use keys that begin with `prefix`, and let them expire. */
export interface SharedRedis {
  readonly url: string
  readonly prefix: string
  close(): Promise<void>
}

/** Servers that run: none of them outlives this process. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const CONFIG = 'redis.conf'
const GET_ONE = 'apt-get update && apt-get install -y redis-server'

/** The server's program on the PATH. */
const redisProgram: string | undefined = ['redis-server', 'valkey-server'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

/**
 * For `describe.skipIf(redisIsMissing(…))`: says loudly what is missing and how to get it. With PAGAMIO_REQUIRE_REDIS=1 it
 * throws instead.
 * @param need `any` is content with the server at REDIS_URL; `own` needs a program to start, because the tests break it
 */
export function redisIsMissing(need: 'any' | 'own' = 'any'): boolean {
  if (redisProgram || (need === 'any' && process.env.REDIS_URL)) return false
  const message = `No redis-server or valkey-server on the PATH${need === 'any' ? ', and no REDIS_URL' : ''}. To run these suites: ${GET_ONE}`
  if (process.env.PAGAMIO_REQUIRE_REDIS === '1') throw new Error(message)
  console.warn(`\nSKIPPED, NOT TESTED: ${message}\n`)
  return true
}

/** The server at REDIS_URL where there is one, else one of our own. */
export async function sharedRedis(): Promise<SharedRedis> {
  const prefix = `pagamio-test-${randomUUID()}:`
  const url = process.env.REDIS_URL
  if (url) return { url, prefix, close: async () => {} }
  const server = await startRedis()
  return { url: server.url, prefix, close: () => server.close() }
}

/**
 * Starts a server on a free port of the loopback interface, with a folder of its own and without persistence.
 * @param args further arguments, such as `['--maxmemory', '10mb']`
 * @param config lines for a configuration file, which a Sentinel has to have
 * @param clock the machine's, if there is none
 */
export async function startRedis(
  args: readonly string[] = [],
  config?: readonly string[],
  clock?: ServerClock,
): Promise<RedisServer> {
  if (!redisProgram) throw new Error(`No redis-server on the PATH: ${GET_ONE}`)
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-redis-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  try {
    if (config) writeFileSync(join(folder, CONFIG), config.join('\n'))
    // Somebody may take the port between our look and the server's start.
    for (let attempt = 1; ; attempt++) {
      const port = await freePort()
      const child = await launch(port, folder, args, clock).catch((error) => {
        if (attempt === 5) throw error
        return undefined
      })
      if (child) return handle(child, port, folder, args, clock)
    }
  } catch (error) {
    removeFolder()
    throw error
  }
}

function handle(
  first: ChildProcess,
  port: number,
  folder: string,
  firstArgs: readonly string[],
  clock: ServerClock | undefined,
): RedisServer {
  let child = first
  let args = firstArgs
  const alive = () => child.exitCode === null && child.signalCode === null
  async function kill(): Promise<void> {
    if (!alive()) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid as number
    },
    kill,
    async restart(newArgs = args) {
      await kill()
      args = newArgs
      child = await launch(port, folder, args, clock)
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(
  port: number,
  folder: string,
  args: readonly string[],
  clock: ServerClock | undefined,
): Promise<ChildProcess> {
  const file = existsSync(join(folder, CONFIG)) ? [join(folder, CONFIG)] : []
  const own = [...file, '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const child = spawn(redisProgram as string, [...own, '--daemonize', 'no', ...args], {
    env: clock?.env,
    stdio: 'ignore',
  })
  running.add(child)
  child.once('close', () => {
    running.delete(child)
    clock?.tidyUpAfter(child.pid)
  })
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The Redis server ended at its start (${code}).`)))
  })
  ended.catch(() => {})
  try {
    await Promise.race([ended, answering(port)])
    return child
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Until it answers at all: where a password is required, the answer to PING is an error, and good enough. */
async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await pings(port)) return
    await sleep(25)
  }
  throw new Error('The Redis server does not answer.')
}

function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const end = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('data', (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())))
    socket.once('error', () => end(false))
    socket.setTimeout(1_000, () => end(false))
  })
}

/** Low enough for the second port of a node in a cluster, which is 10,000 higher. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.close()
    await once(server, 'close')
    if (port <= 55_535) return port
  }
  throw new Error('No free port below 55,536.')
}
