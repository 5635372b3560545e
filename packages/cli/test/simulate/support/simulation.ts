import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { run } from '../../../src/run.ts'
import { machine } from '../../support/run.ts'
import { testShell } from '../../support/shell.ts'

const PATIENCE = { timeout: 30_000 }

/** `pagamio simulate` on any free port. */
export interface Simulation {
  readonly out: () => string
  readonly err: () => string
  /** The log, without what is around it, once it has so many lines. */
  log(lines: number): Promise<readonly string[]>
  /** Once it listens. */
  url(): Promise<string>
  /** The exit code. */
  ended(): Promise<number | null>
  /** Ends it, as Ctrl-C does. */
  stop(): Promise<number | null>
}

/** In this process. */
export const simulation = (...args: string[]): Simulation => simulationWith({}, ...args)

/** The same, with these variables. */
export function simulationWith(env: Readonly<Record<string, string>>, ...args: string[]): Simulation {
  const shell = testShell({ env })
  const ended = run(['simulate', '--port', '0', ...args], shell)
  const stop = () => {
    shell.interrupt()
    return ended
  }
  onTestFinished(() => void stop())
  return { out: shell.out, err: shell.err, ...reading(shell), ended: () => ended, stop }
}

/** As a process of its own, whose pipes can be closed. */
export async function simulationProcess(...args: string[]): Promise<Simulation & { closePipes(): void }> {
  const { start } = await machine()
  const child = start(['simulate', '--port', '0', ...args])
  const exited = once(child, 'close')
  const said = { out: '', err: '' }
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const)
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  const shown = { out: () => said.out, err: () => said.err }
  const ended = async () => (await exited)[0] as number | null
  return {
    ...shown,
    ...reading(shown),
    closePipes() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    ended,
    stop() {
      child.kill('SIGINT')
      return ended()
    },
  }
}

function reading({ out, err }: Pick<Simulation, 'out' | 'err'>): Pick<Simulation, 'log' | 'url'> {
  return {
    async log(lines) {
      const found = () =>
        err()
          .split('\n')
          .filter((line) => /^\d\d:\d\d:\d\d /.test(line))
      await expect.poll(() => found().length, PATIENCE).toBe(lines)
      return found()
    },
    async url() {
      await expect.poll(err, PATIENCE).toContain('outcome\n')
      return /PAGAMIO_BASE_URL=(.+)/.exec(out())?.[1] ?? ''
    },
  }
}
