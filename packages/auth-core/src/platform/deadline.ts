import { type Clock, startTimer } from './clock.ts'

/** A timer that is so late fires in a process that stood still: what came meanwhile has not been read yet. */
const STOPPED_MS = 50
const READING_MS = 500

/**
 * Runs `work` for at most `ms`: past that its signal aborts and the promise rejects with `late()`, whether or not the
 * work listens to the signal. What the work does afterwards is nobody's unhandled rejection. After a stop of the whole
 * process (a suspended container, a laptop's sleep, a long start) it first gets a moment to read what was answered.
 */
export function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController()
    const end = () => {
      const reason = late()
      // Not by listening to the signal: that costs more than all the rest of a call at a store that answers.
      reject(reason)
      controller.abort(reason)
    }
    const dueAt = clock.monotonic() + ms
    const due = () => {
      if (clock.monotonic() < dueAt + STOPPED_MS) end()
      else timer = startTimer(clock, READING_MS, end, true)
    }
    let timer = startTimer(clock, ms, due, true)
    const working = async () => {
      try {
        resolve(await work(controller.signal))
      } catch (error) {
        reject(error)
      }
      clock.clearTimeout(timer)
    }
    working()
  })
}
