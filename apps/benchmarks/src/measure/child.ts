import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { environment } from './environment.ts'

const ANSWER_MS = 30_000

/** One of our programs in a process of its own. It answers each message with one message. */
export interface Child<Answer, Greeting = unknown> {
  /** What it said when it was ready. */
  readonly greeting: Greeting
  ask(message: Serializable): Promise<Answer>
  stop(): Promise<void>
}

/**
 * @param program relative to `src`
 * @throws when it ends, or says nothing for 30 s
 */
export async function startChild<Answer, Greeting = unknown>(
  program: string,
  args: readonly string[] = [],
  execArgv: readonly string[] = [],
): Promise<Child<Answer, Greeting>> {
  const path = fileURLToPath(new URL(`../${program}`, import.meta.url))
  const child = fork(path, [...args], { execArgv: [...execArgv], env: environment() })
  const greeting = (await nextMessage(child)) as Greeting
  return {
    greeting,
    async ask(message) {
      const answer = nextMessage(child)
      child.send(message)
      return (await answer) as Answer
    },
    async stop() {
      if (child.connected) child.disconnect()
    },
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_MS)])
  const died = once(child, 'exit', { signal }).then(([code]) =>
    Promise.reject(new Error(`A child ended with ${code}.`)),
  )
  const [message] = await Promise.race([once(child, 'message', { signal }), died])
  over.abort()
  return message
}
