import { type Clock, startTimer } from './clock.ts'
import { ignore } from './ignore.ts'

/**
 * Work that somebody awaits: it keeps the process alive, for `ms` at most. Everything underneath has timers that keep
 * none alive.
 */
export function awaited<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const timer = startTimer(clock, ms, ignore)
  return work.finally(() => clock.clearTimeout(timer))
}
