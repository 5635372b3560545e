import { constants } from 'node:os'
import { type EndSignal, hearSignals, type Interruption, interrupted } from '../interruption.ts'
import type { Program } from './program-of.ts'

/** Those that mean something else, to a program that knows them. */
const OTHERS = ['SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
type Signal = EndSignal | (typeof OTHERS)[number]

/** A terminal sends these to all that runs in it. */
const FROM_TERMINAL: readonly Signal[] = ['SIGINT', 'SIGQUIT']

export interface HandedOn extends Interruption {
  /** The exit code of a program that gets the signals until then. */
  until(program: Program): Promise<number>
}

/** Signals as the wish to end while there is no program, and as the program's own while there is. */
export function handedOn(terminal: boolean): HandedOn {
  const controller = new AbortController()
  let program: Program | undefined
  const handle = (name: Signal) => {
    if (program) return terminal && FROM_TERMINAL.includes(name) ? undefined : program.kill(name)
    const exitCode = 128 + constants.signals[name]
    if (controller.signal.aborted) process.exit(exitCode)
    controller.abort(interrupted(exitCode))
  }
  const { forget } = hearSignals(handle)
  for (const name of OTHERS) process.on(name, handle)
  return {
    signal: controller.signal,
    forget() {
      forget()
      for (const name of OTHERS) process.removeListener(name, handle)
    },
    async until(running) {
      program = running
      try {
        return await running.exitCode
      } finally {
        program = undefined
      }
    },
  }
}
