import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import { fileStore } from '@pagamio/store-file'
import { inject, onTestFinished } from 'vitest'
import { run } from '../../src/run.ts'
import { python } from './python.ts'
import { testShell } from './shell.ts'

/** See bundle.ts. */
export const bin: string = inject('bin')

const terminal = fileURLToPath(new URL('./terminal.py', import.meta.url))

export interface Run {
  readonly out: string
  readonly err: string
  readonly code: number | null
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** What is piped in; without it standard input is empty. */
  readonly input?: string | undefined
}

/** A user's machine: a home of its own, the simulator in place of Pagamio, and the tool. */
export interface Machine {
  readonly home: string
  readonly simulator: Simulator
  readonly url: string
  readonly env: Readonly<Record<string, string>>
  /** A run of the tool in this process, on pipes of its own: all that is not about processes. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>
  /** The same as a process of its own. */
  spawn(args: readonly string[], options?: RunOptions): Promise<Run>
  /** The same, to be looked at while it runs. */
  start(args: readonly string[], options?: RunOptions): ChildProcess
  /** The same at a terminal; `answers` are typed one by one when it waits. All that is shown comes as `out`. Needs python3. */
  atTerminal(args: readonly string[], answers?: readonly string[], options?: RunOptions): Promise<Run>
}

export async function machine(options: SimulatorOptions & { readonly credentials?: 'none' } = {}): Promise<Machine> {
  const { credentials, ...simulated } = options
  const simulator = createSimulator(simulated)
  const { url } = await simulator.listen()
  const home = await mkdtemp(join(tmpdir(), 'pagamio-cli-'))
  const children = new Map<ChildProcess, Promise<unknown>>()
  const begun = (child: ChildProcess) => {
    children.set(child, new Promise((resolve) => child.once('close', resolve)))
    return child
  }
  onTestFinished(async () => {
    for (const child of children.keys()) child.kill('SIGKILL')
    await Promise.all(children.values())
    await simulator.close()
    await rm(home, { recursive: true, force: true })
  })
  const { username, password } = demoCredentials
  const known = { PAGAMIO_USERNAME: username, PAGAMIO_PASSWORD: password, PAGAMIO_BASE_URL: url }
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CONFIG_HOME: join(home, 'config'),
    PAGAMIO_STORE_FOLDER: join(home, 'tokens'),
    PAGAMIO_CONFIG_FOLDER: join(home, 'config'),
    NODE_COMPILE_CACHE: join(dirname(bin), 'compiled'),
    ...(credentials === 'none' ? {} : known),
  }
  const start = (args: readonly string[], { env: more = {} }: RunOptions = {}) =>
    begun(spawn(process.execPath, [bin, ...args], { env: { ...env, ...more } }))
  const ended = async (child: ChildProcess): Promise<Run> => {
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
    const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
    return { out, err, code: await closed }
  }
  return {
    home,
    simulator,
    url,
    env,
    start,
    async run(args, { env: more = {}, input } = {}) {
      const shell = testShell({ env: { ...env, ...more }, input })
      const code = await run(args, shell)
      return { out: shell.out(), err: shell.err(), code }
    },
    spawn(args, how = {}) {
      const child = start(args, how)
      child.stdin?.on('error', () => {})
      child.stdin?.end(how.input ?? '')
      return ended(child)
    },
    atTerminal(args, answers = [], { env: more = {} } = {}) {
      const typed = answers.map((answer) => JSON.stringify(answer).slice(1, -1)).join('|')
      const shown = { TERM: 'xterm-256color', COLUMNS: '100' }
      return ended(
        begun(
          spawn(python ?? 'python3', [terminal, typed, process.execPath, bin, ...args], {
            env: { ...env, ...shown, ...more },
          }),
        ),
      )
    },
  }
}

/** Has a token of that age in the machine's store, from another program of the same user. Its life at the server is whole. */
export async function storedToken({ home, url }: Machine, ageMs: number): Promise<string> {
  const clock = { now: () => Date.now() - ageMs, monotonic: () => Number(process.hrtime.bigint()) / 1e6 }
  const store = fileStore({ folder: `${home}/tokens`, clock })
  const auth = createPagamioAuth({ baseUrl: url, credentials: demoCredentials, store, budget: createBudget() })
  const { value } = await auth.getToken()
  await auth.close()
  return value
}

const textOf = async (stream: NodeJS.ReadableStream | null) => (stream ? text(stream) : '')
