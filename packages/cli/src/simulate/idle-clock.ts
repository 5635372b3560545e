import type { Clock } from '@pagamio/simulator'

/** The platform's, but an answer that is still being delayed keeps nobody from ending the process. */
export const idleClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}
