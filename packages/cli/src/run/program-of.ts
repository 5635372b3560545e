import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Failure } from '../failure.ts'

/** A program that runs. */
export interface Program {
  /** As shells count: 128 and the number of the signal that ended it. */
  readonly exitCode: Promise<number>
  kill(signal: NodeJS.Signals): void
}

/** What shells say of one that is not there, and of one that cannot be run. */
const NOT_FOUND = 127
const NOT_RUNNABLE = 126

/** Starts a program with the streams of this one. Its `exitCode` rejects with a Failure where it cannot be started. */
export function programOf([file, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Program {
  const child: ChildProcess = spawn(file, args, { env, stdio: 'inherit' })
  return {
    exitCode: new Promise((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(error)))
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
    }),
    kill: (signal) => void child.kill(signal),
  }
}

function notStarted({ code }: NodeJS.ErrnoException): Failure {
  const found = code !== 'ENOENT'
  return new Failure(
    found ? `That program cannot be run (${code}).` : 'There is no such program.',
    'It comes behind --, as in `pagamio run -- python app.py`.',
    found ? NOT_RUNNABLE : NOT_FOUND,
  )
}
