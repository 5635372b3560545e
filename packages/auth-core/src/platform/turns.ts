import { type Clock, startTimer } from './clock.ts'

const MOST_IN_A_TURN = 100
/** A timer that is so late has died with a Worker's request. */
const LOST_MS = 1_000

/** Lets many do something without holding up the event loop: so many, then whatever else there is to do, then the next. */
export class Turns {
  readonly #clock: Clock
  readonly #waiting: (() => void)[] = []
  #done = 0
  #dueAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Does it now, or in the order of asking. */
  take(work: () => void): void {
    if (this.#waiting.length === 0 && this.#done++ < MOST_IN_A_TURN) work()
    else {
      this.#waiting.push(work)
      if (this.#clock.monotonic() > this.#dueAt + LOST_MS) this.#nextTurn()
    }
  }

  #nextTurn(): void {
    this.#dueAt = this.#clock.monotonic()
    const turn = () => {
      this.#dueAt = Number.NEGATIVE_INFINITY
      const now = this.#waiting.splice(0, MOST_IN_A_TURN)
      this.#done = now.length
      if (this.#waiting.length > 0) this.#nextTurn()
      for (const work of now) work()
    }
    startTimer(this.#clock, 0, turn, true)
  }
}
