/** Taken at load, so that a test runner's fake timers do not stop the turns that {@link Activity.settled} waits for. */
const nextTurn: (callback: () => void) => unknown = globalThis.setImmediate ?? globalThis.setTimeout

/** Turns without work before the simulator counts as settled: the caller's own follow-up request gets a chance to arrive. */
const IDLE_TURNS = 3

/** Which requests are being worked on, as against those that only wait for the clock. */
export interface Activity {
  enter(): void
  leave(): void
  /** Waits for `resume` to be called; meanwhile the request does not count as being worked on. */
  park(wait: (resume: () => void) => void): Promise<void>
  settled(): Promise<void>
}

export function createActivity(): Activity {
  let working = 0
  return {
    enter() {
      working++
    },
    leave() {
      working--
    },
    park(wait) {
      working--
      return new Promise((resolve) =>
        wait(() => {
          working++
          resolve()
        }),
      )
    },
    async settled() {
      for (let idle = 0; idle < IDLE_TURNS; idle = working === 0 ? idle + 1 : 0) await turn()
    },
  }
}

/** One turn of the event loop: promises alone never let work off the main thread report back. */
function turn(): Promise<void> {
  return new Promise((resolve) => void nextTurn(resolve))
}
