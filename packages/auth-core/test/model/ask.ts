import type { ManualClock } from '../../src/testing/index.ts'

/** One promise that a caller was given, and by when it has to settle. */
export interface Ask {
  readonly what: string
  readonly controller: AbortController | undefined
  /** Several waits, one after the other, each with a time of its own. */
  readonly inSteps: boolean
  /** Monotonic milliseconds. */
  deadline: number
  settled: boolean
}

/** A timer shorter than a millisecond takes one. */
const SLACK_MS = 2

/** The promises under way: each settles in its time, or is a violation. */
export class Asks {
  readonly #pending = new Set<Ask>()
  readonly #clock: ManualClock
  readonly #violate: (rule: string) => void

  constructor(clock: ManualClock, violate: (rule: string) => void) {
    this.#clock = clock
    this.#violate = violate
  }

  get pending(): readonly Ask[] {
    return [...this.#pending]
  }

  watch<T>(
    ask: { what: string; withinMs: number; controller?: AbortController | undefined; inSteps?: boolean },
    promise: Promise<T>,
    then: { resolved?: (value: T) => void; rejected?: (error: unknown) => void },
  ): void {
    const { what, withinMs, controller, inSteps = false } = ask
    const entry: Ask = { what, controller, inSteps, deadline: this.#clock.monotonic() + withinMs, settled: false }
    this.#pending.add(entry)
    const settle = () => {
      entry.settled = true
      this.#pending.delete(entry)
      this.#judge(entry)
    }
    promise.then(
      (value) => {
        settle()
        then.resolved?.(value)
      },
      (error) => {
        settle()
        then.rejected?.(error)
      },
    )
  }

  /** Time that passed in one jump cannot have been used: what fell due in it may settle now. */
  forgiveJump(ms: number): void {
    const now = this.#clock.monotonic()
    for (const ask of this.#pending) ask.deadline = ask.inSteps ? ask.deadline + ms : Math.max(ask.deadline, now)
  }

  check(): void {
    for (const ask of this.#pending) this.#judge(ask)
  }

  #judge({ what, deadline }: Ask): void {
    const lateMs = this.#clock.monotonic() - deadline
    if (lateMs > SLACK_MS) this.#violate(`7: ${what} is ${lateMs} ms late`)
  }
}
