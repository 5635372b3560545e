import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Answer, Ask, WorkerSetup } from './setup.ts'

export interface Account {
  readonly username: string
  readonly password: string
}

/** One process of a fleet, as its parent sees it. */
export interface Member {
  ask(what: Ask['what'], account: Account, rejected?: string): Promise<Answer>
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
  /** SIGKILL: it gets no chance to tidy up. */
  kill(): Promise<void>
  /** SIGSTOP and SIGCONT: the whole process stands still. */
  pause(): void
  resume(): void
  /** Closes its instances and ends. */
  end(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a process of a fleet (`program`: src/worker.ts, or what a bundler made of it), and waits until it listens. */
export async function startProcess(program: string, setup: WorkerSetup): Promise<Member> {
  const child = fork(program, [JSON.stringify(setup)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const waiting = new Map<number, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  const heard = (id: number) => new Promise<Answer>((resolve) => waiting.set(id, resolve))
  let last = 0
  const gone = once(child, 'exit').then(() => {})
  const ended = gone.then(() => Promise.reject(new Error('A process of the fleet ended at its start.')))
  await Promise.race([heard(0), ended])
  const go = async (how: () => unknown) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    how()
    await gone
  }
  return {
    gone,
    ask(what, { username, password }, rejected) {
      const id = ++last
      const answer = heard(id)
      // A process that is gone answers nothing.
      child.send({ id, what, username, password, rejected } satisfies Ask, () => {})
      return answer
    },
    kill: () => go(() => child.kill('SIGKILL')),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    end: () => go(() => child.send('end')),
  }
}
