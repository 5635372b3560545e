import { type Clock, startTimer } from './clock.ts'
import { ignore } from './events.ts'

/**
 * Runs `work` for at most `ms`: past that its signal aborts and the promise rejects with `late()`, whether or not the
 * work listens to the signal. What the work does afterwards is nobody's unhandled rejection.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const controller = new AbortController()
  let cancel: () => void = ignore
  const deadline = new Promise<never>((_, reject) => {
    cancel = startTimer(
      clock,
      ms,
      () => {
        reject(late())
        controller.abort()
      },
      true,
    )
  })
  try {
    const working = work(controller.signal)
    working.catch(ignore)
    return await Promise.race([working, deadline])
  } finally {
    cancel()
  }
}
