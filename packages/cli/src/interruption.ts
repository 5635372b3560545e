import { Failure } from './failure.ts'

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
/** Those that mean an end. */
export type EndSignal = keyof typeof SIGNALS

/** A user who has had enough, or a terminal that was closed. */
export interface Interruption {
  /** Its reason is a Failure with the exit code. */
  readonly signal: AbortSignal
  /** Signals end the process at once again. */
  forget(): void
}

/** What a signal means at the moment; by itself it ends the process. */
let heard: ((name: EndSignal) => void) | undefined

/** From now on a signal ends the process with the exit code that is documented for it, unless somebody listens. */
export function endOnSignals(): void {
  for (const name of Object.keys(SIGNALS) as EndSignal[])
    process.on(name, () => (heard ? heard(name) : process.exit(SIGNALS[name])))
}

/** Passes them to another listener, until that is removed. */
export function hearSignals(hear: (name: EndSignal) => void): { forget(): void } {
  heard = hear
  return {
    forget() {
      heard = undefined
    },
  }
}

/**
 * Aborts at the first signal, so that what was begun is put away; a second one ends the process at once. A second
 * SIGHUP does not: a terminal that is closed, and the shell in it, send one each, and nobody means anything by it.
 */
export function interruption(): Interruption {
  const controller = new AbortController()
  const { forget } = hearSignals((name) => {
    if (controller.signal.aborted && name !== 'SIGHUP') process.exit(SIGNALS[name])
    controller.abort(interrupted(SIGNALS[name]))
  })
  return { signal: controller.signal, forget }
}

/** Why a run ends that was interrupted. */
export const interrupted = (exitCode: number): Failure => new Failure('Interrupted.', '', exitCode)
