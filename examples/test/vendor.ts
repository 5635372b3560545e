import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { onTestFinished } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
export const fileOf = (name: string) => `${folder}${name}`

export type Env = Readonly<Record<string, string>>
const inherited: Env = { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' }

/** The API by its newest pages, and the environment that leads to it. */
export async function openVendor() {
  const simulator = createSimulator({ strict: true })
  onTestFinished(simulator.close)
  const { url } = await simulator.listen()
  const { username, password } = demoCredentials
  const env: Env = { PAGAMIO_USERNAME: username, PAGAMIO_PASSWORD: password, PAGAMIO_BASE_URL: url }
  return { simulator, env }
}

/** Runs somebody's program to its end; rejects unless it ends well. */
export async function run(command: string, args: readonly string[], env: Env): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { env: { ...inherited, ...env }, timeout: 50_000 })
  return stdout
}

/** Runs one until the test is over. */
export function start(args: readonly string[], env: Env) {
  const child = spawn(process.execPath, args, { env: { ...inherited, ...env } })
  const ended = once(child, 'exit')
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (err += text))
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  return {
    /** What it has printed to standard output and standard error. */
    printed: () => ({ out, err }),
    /** Ends it as a process manager does. */
    async end() {
      child.kill()
      await ended
    },
    /** Resolves once this is so. */
    async until(condition: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await condition())) {
        if (child.exitCode !== null) throw new Error(`It has ended.\n${out}${err}`)
        await pause(20)
      }
    },
  }
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  server.close()
  await once(server, 'close')
  return String(port)
}
