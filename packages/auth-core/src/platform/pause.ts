import { type Clock, startTimer } from './clock.ts'
import { ignore } from './ignore.ts'

/** Resolves after so many milliseconds, or as soon as the signal aborts. It keeps no process alive. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let cancel: () => void = ignore
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    cancel = startTimer(clock, ms, done, true)
    signal.addEventListener('abort', done)
  })
}
