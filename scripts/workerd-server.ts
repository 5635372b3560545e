// Serves Workers on workerd, for tests. It needs nothing of this repository's folders, so that fresh projects have it too.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** A busy machine is slow: nothing here depends on how long it takes. */
const START_LIMIT_MS = 50_000

export interface WorkerdServer {
  /** Where a socket of the configuration listens. */
  urlOf(socket: string): string
  /** Ends it as a crash would, and waits until it is gone. */
  close(): Promise<void>
}

/**
 * The executable, which is in the package for this platform: with install scripts switched off, the launcher of the wrapper
 * is empty.
 * @param home a file in the folder that has workerd among its dependencies
 */
export function workerdProgram(home: string | URL): string {
  const manifest = createRequire(home).resolve('workerd/package.json')
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

/**
 * Serves a configuration, and waits until all sockets listen.
 * @param sockets their names there; they ask for port 0, and get a free one
 */
export async function serveWorkerd(
  program: string,
  config: string,
  sockets: readonly string[],
  flags: readonly string[] = [],
): Promise<WorkerdServer> {
  const child = spawn(program, ['serve', '--control-fd=3', ...flags, config], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  // It does not outlive who started it.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() =>
    process.off('exit', kill),
  )
  const ports = await portsOf(child, sockets.length).catch((error) => {
    kill()
    throw error
  })
  return {
    urlOf: (socket) => `http://127.0.0.1:${ports.get(socket)}`,
    async close() {
      kill()
      await ended
    },
  }
}

/** workerd tells the ports on its control channel, a line for each socket. */
function portsOf(child: ChildProcess, sockets: number): Promise<ReadonlyMap<string, number>> {
  let told = ''
  let complaints = ''
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`workerd did not start. ${complaints}`)), START_LIMIT_MS)
    child.once('close', () => clearTimeout(limit))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}. ${complaints}`)))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    const control = child.stdio[3] as Readable
    control.setEncoding('utf8').on('data', (text: string) => {
      told += text
      // The last line may be half of one.
      const lines = told
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
      const ports = lines.flatMap(({ socket, port }) => (port === undefined ? [] : [[socket, port] as const]))
      if (ports.length < sockets) return
      clearTimeout(limit)
      resolve(new Map(ports))
    })
  })
}
