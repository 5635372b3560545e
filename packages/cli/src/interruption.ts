import { Failure } from './failure.ts'

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** A user who has had enough, or a terminal that was closed. */
export interface Interruption {
  /** Its reason is a Failure with the exit code. */
  readonly signal: AbortSignal
  /** Signals end the process again, as they do by themselves. */
  forget(): void
}

/**
 * Aborts at the first signal, so that what was begun is put away; a second one ends the process at once. A second
 * SIGHUP does not: a terminal that is closed, and the shell in it, send one each, and nobody means anything by it.
 */
export function interruption(): Interruption {
  const controller = new AbortController()
  const handlers = Object.entries(SIGNALS).map(([name, exitCode]) => ({
    name,
    handle: () => {
      // First, so that whoever reads what is said now can already end it.
      forget(({ name }) => name !== 'SIGHUP')
      controller.abort(interrupted(exitCode))
    },
  }))
  const forget = (which: (handler: { readonly name: string }) => boolean) => {
    for (const { name, handle } of handlers.filter(which)) process.removeListener(name, handle)
  }
  for (const { name, handle } of handlers) process.on(name, handle)
  return { signal: controller.signal, forget: () => forget(() => true) }
}

/** Why a run ends that was interrupted. */
export const interrupted = (exitCode: number): Failure => new Failure('Interrupted.', '', exitCode)
