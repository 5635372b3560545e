import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { afterEach, expect, test } from 'vitest'
import { QUICKER, quickClock } from '../support/quick-clock.ts'

// A real process that stands still for minutes, on a clock of which a minute lasts three seconds (failure mode 163).

const MINUTE = 60_000 / QUICKER
const program = fileURLToPath(new URL('../support/frozen-program.ts', import.meta.url))
const toEnd: (() => unknown)[] = []
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end()
})

interface Frozen {
  readonly child: ChildProcess
  readonly simulator: Simulator
  readonly tokens: readonly string[]
  readonly heard: readonly string[]
  /** A request comes. */
  ask(): void
}

async function frozenProcess(): Promise<Frozen> {
  const epoch = Date.now()
  // Its last twenty seconds are those in which callers wait for a renewal.
  const simulator = createSimulator({ clock: quickClock(epoch), lifetimes: { accessMs: 100_000 }, limits: false })
  const { url, close } = await simulator.listen()
  toEnd.push(close)
  const setup = JSON.stringify({ baseUrl: url, credentials: demoCredentials, epoch })
  const child = fork(program, [setup], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  toEnd.push(() => child.kill('SIGKILL'))
  const tokens: string[] = []
  const heard: string[] = []
  child.on('message', (message: { token?: string; heard?: string }) => {
    if (message.token) tokens.push(message.token)
    if (message.heard) heard.push(message.heard)
  })
  await expect.poll(() => heard, { timeout: 20_000 }).toContain('started')
  return { child, simulator, tokens, heard, ask: () => void child.send('a request') }
}

const until = (what: () => number, many: number) => expect.poll(what, { timeout: 30_000, interval: 10 }).toBe(many)

test('a process that freezes for minutes between requests makes one call when it is asked again', async () => {
  const { child, simulator, tokens, heard, ask } = await frozenProcess()
  ask()
  await until(() => tokens.length, 1)
  child.kill('SIGSTOP')
  await wait(3 * MINUTE)
  child.kill('SIGCONT')
  ask()
  await until(() => tokens.length, 2)
  expect({ login: simulator.count('login'), refresh: simulator.count('refresh') }).toEqual({ login: 1, refresh: 1 })
  expect(heard).not.toContain('acquisition_failed')
})

test('one that freezes for minutes while a refresh is under way sends it once more, and tells of no failure', async () => {
  const { child, simulator, tokens, heard, ask } = await frozenProcess()
  ask()
  await until(() => tokens.length, 1)
  simulator.failNext('refresh', { kind: 'hang' })
  await wait(85_000 / QUICKER)
  ask()
  await until(() => simulator.count('refresh'), 1)
  child.kill('SIGSTOP')
  await wait(3 * MINUTE)
  child.kill('SIGCONT')
  ask()
  await until(() => tokens.length, 2)
  expect(tokens[1]).not.toBe(tokens[0])
  expect({ login: simulator.count('login'), refresh: simulator.count('refresh') }).toEqual({ login: 1, refresh: 2 })
  // Of the request that was frozen itself, the time is over.
  expect(heard).toContain('timeout')
  expect(heard).not.toContain('acquisition_failed')
})
