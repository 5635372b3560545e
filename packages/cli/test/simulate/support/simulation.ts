import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url))

const PATIENCE = { timeout: 30_000 }

/** `pagamio simulate` as a process of its own, on any free port. */
export interface Simulation {
  readonly out: () => string
  readonly err: () => string
  /** The log, without what is around it, once it has so many lines. */
  log(lines: number): Promise<readonly string[]>
  /** Once it listens. */
  url(): Promise<string>
  /** Nobody reads what it prints any more. */
  closePipes(): void
  /** The exit code. */
  ended(): Promise<number | null>
  stop(signal?: 'SIGINT' | 'SIGTERM'): Promise<number | null>
}

export function simulation(...args: string[]): Simulation {
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env
  const child = spawn(process.execPath, [bin, 'simulate', '--port', '0', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = async () => (await exited)[0] as number | null
  return {
    out: () => out,
    err: () => err,
    async log(lines) {
      const found = () => err.split('\n').filter((line) => /^\d\d:\d\d:\d\d /.test(line))
      await expect.poll(() => found().length, PATIENCE).toBe(lines)
      return found()
    },
    async url() {
      await expect.poll(() => err, PATIENCE).toContain('outcome\n')
      return /PAGAMIO_BASE_URL=(.+)/.exec(out)?.[1] ?? ''
    },
    closePipes() {
      child.stdout.destroy()
      child.stderr.destroy()
    },
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended()
    },
  }
}
