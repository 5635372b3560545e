import { type Clock, startTimer } from './clock.ts'

/** Resolves after so many milliseconds, or as soon as the signal aborts. It keeps no process alive. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clock.clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = startTimer(clock, ms, done, true)
    signal.addEventListener('abort', done)
  })
}
