import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { workerEnv } from './warm-workers.ts'

/** A process of its own, which speaks in lines of JSON. */
export interface Worker {
  readonly child: ChildProcess
  /** What it says next. Rejects when it ends without saying anything more. */
  next(): Promise<unknown>
  /** All that it has said and nobody has heard yet, once it has ended. */
  rest(): Promise<unknown[]>
  send(message: unknown): void
  signal(name: NodeJS.Signals): void
  /** Kills it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>
}

interface Settings {
  /** Shell commands that run before it in the same process. */
  readonly before?: string | undefined
}

/** Starts `test/workers/<name>.ts`. What is left of it when the test ends is killed. */
export function startWorker(name: string, parameters: readonly string[], { before = ':' }: Settings = {}): Worker {
  const file = fileURLToPath(new URL(`../workers/${name}.ts`, import.meta.url))
  const command = ['-c', `${before}; exec "$@"`, 'sh', process.execPath, file, ...parameters]
  const child = spawn('sh', command, { env: workerEnv, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => {})
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  async function kill() {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return {
    child,
    kill,
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    signal: (name) => void child.kill(name),
    async next() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the worker ${name} has ended`)
      return JSON.parse(value)
    },
    async rest() {
      const said: unknown[] = []
      for await (const line of { [Symbol.asyncIterator]: () => lines }) said.push(JSON.parse(line))
      return said
    },
  }
}
