import type { PagamioAuthError } from '../errors/errors.ts'
import { type Clock, startTimer, type TimerHandle } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import type { Demand } from '../token/caller-answer.ts'
import type { FlightEnd } from '../token/transition.ts'

/** What a waiting caller makes of the state now: it goes on, gives up, or waits until `until` (monotonic) at most. */
export type Verdict =
  | { readonly goOn: 'again'; readonly served: boolean }
  | { readonly giveUp: PagamioAuthError }
  | { readonly until: number }

/** All callers that wait for the same acquisition. */
interface Crowd {
  readonly clock: Clock
  judge(demand: Demand): Verdict
  has(one: Waiting): boolean
  left(one: Waiting): void
  tellIfEmpty(served: boolean): void
}

/** The waiting of one caller, or of several that asked the same in one turn. */
export class Waiting {
  /** How the acquisition ended. Rejects with what is judged, or with the signal's reason. */
  readonly promise: Promise<FlightEnd>
  readonly signal: AbortSignal | undefined
  callers = 1
  readonly #crowd: Crowd
  readonly #demand: Demand
  #resolve: (how: FlightEnd) => void = ignore
  #reject: (reason: unknown) => void = ignore
  #timer: TimerHandle

  constructor(crowd: Crowd, signal: AbortSignal | undefined, demand: Demand) {
    this.#crowd = crowd
    this.signal = signal
    this.#demand = demand
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  end(how: FlightEnd): void {
    this.#leave()
    this.#resolve(how)
  }

  aborted(): void {
    this.#giveUp(this.signal?.reason)
  }

  reconsider(): void {
    const crowd = this.#crowd
    const verdict = crowd.judge(this.#demand)
    // Judging may have ended the acquisition, and with it this waiting; or it has brought us here before.
    if (!crowd.has(this)) return
    if ('giveUp' in verdict) this.#giveUp(verdict.giveUp)
    else if ('goOn' in verdict) {
      this.end(verdict.goOn)
      crowd.tellIfEmpty(verdict.served)
    } else {
      const { clock } = crowd
      clock.clearTimeout(this.#timer)
      this.#timer = startTimer(clock, verdict.until - clock.monotonic(), () => this.reconsider())
    }
  }

  #giveUp(reason: unknown): void {
    this.#leave()
    this.#reject(reason)
    this.#crowd.tellIfEmpty(false)
  }

  #leave(): void {
    this.#crowd.clock.clearTimeout(this.#timer)
    this.#crowd.left(this)
  }
}
