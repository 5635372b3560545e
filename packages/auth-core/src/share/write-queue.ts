import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import { ignore } from '../platform/ignore.ts'

const late = () => new Error('too slow')

/** What is written behind the callers' backs, one after the other. */
export class WriteQueue {
  readonly #clock: Clock
  #last: Promise<unknown> = Promise.resolve()
  #open = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Begins when all that was added before is over, and is nobody's failure. */
  add(work: () => Promise<unknown>): void {
    this.#open++
    this.#last = this.#last
      .then(work)
      .catch(ignore)
      .finally(() => this.#open--)
  }

  /** Resolves when all that has been added is over. */
  get over(): Promise<unknown> {
    return this.#last
  }

  /** Whether all of it is over within so many milliseconds. */
  async isOverWithin(ms: number): Promise<boolean> {
    // Mostly nothing is under way, and a timer costs more than the answer.
    if (this.#open === 0) return true
    const over = this.#last.then(() => true)
    return withDeadline(this.#clock, ms, () => over, late).catch(() => false)
  }
}
