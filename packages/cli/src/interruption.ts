import { Failure } from './failure.ts'

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/** Aborts at the first Ctrl-C, so that what was begun is put away; the second one ends the process at once. */
export function interruption(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const handlers = Object.entries(SIGNALS).map(([name, exitCode]) => {
    const stop = () => controller.abort(new Failure('Interrupted.', '', exitCode))
    process.once(name, stop)
    return () => void process.removeListener(name, stop)
  })
  return {
    signal: controller.signal,
    forget: () => {
      for (const remove of handlers) remove()
    },
  }
}
