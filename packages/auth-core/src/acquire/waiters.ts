import { PagamioAuthError } from '../errors/errors.ts'
import { type Clock, momentOf } from '../platform/clock.ts'
import type { Demand } from '../token/caller-answer.ts'
import type { FlightEnd } from '../token/transition.ts'
import { SignalListeners } from './signal-listeners.ts'
import { type Verdict, Waiting } from './waiting.ts'
import { type Acquiring, judge } from './waiting-caller.ts'

/** So many callers may wait at once: memory stays bounded while the token endpoint hangs. */
const MOST_CALLERS = 10_000

/**
 * Callers that wait for the acquisition under way, each on a timer and a promise of its own: on Workers these belong to a
 * request. A caller that has left is gone, and nothing of it is kept.
 */
export class Waiters {
  readonly clock: Clock
  readonly #acquiring: Acquiring
  readonly #waiting = new Set<Waiting>()
  #signals: SignalListeners | undefined
  #callers = 0

  constructor(clock: Clock, acquiring: Acquiring) {
    this.clock = clock
    this.#acquiring = acquiring
  }

  get callers(): number {
    return this.#callers
  }

  /** It waits still. */
  has(waiting: Waiting): boolean {
    return this.#waiting.has(waiting)
  }

  /** One more caller of the same kind; false if there are too many, or the waiting is over. */
  join(waiting: Waiting): boolean {
    if (this.#callers >= MOST_CALLERS || !this.#waiting.has(waiting)) return false
    waiting.callers++
    this.#callers++
    return true
  }

  /** Ends the waiting of all. */
  settle(how: FlightEnd): void {
    for (const waiting of [...this.#waiting]) waiting.end(how)
  }

  /** All look again whether they still want to, or have to, wait. */
  wake(): void {
    for (const waiting of [...this.#waiting]) waiting.reconsider()
  }

  /**
   * Waits for the end of the acquisition, or for what is judged of the demand.
   * @throws PagamioAuthError `overloaded`
   */
  wait(signal: AbortSignal | undefined, demand: Demand): Waiting {
    if (this.#callers >= MOST_CALLERS)
      throw new PagamioAuthError('overloaded', `${MOST_CALLERS} callers wait for this token already.`)
    const waiting = new Waiting(this, signal, demand)
    this.#waiting.add(waiting)
    this.#callers++
    if (signal) {
      this.#signals ??= new SignalListeners()
      this.#signals.add(signal, waiting)
    }
    waiting.reconsider()
    return waiting
  }

  /** A caller waits no longer. */
  left(waiting: Waiting): void {
    if (!this.#waiting.delete(waiting)) return
    this.#callers -= waiting.callers
    if (waiting.signal) this.#signals?.delete(waiting.signal, waiting)
  }

  /** What a caller makes of the state now. */
  judge(demand: Demand): Verdict {
    return judge(this.#acquiring, demand, momentOf(this.clock))
  }

  /** Tells the acquisition if the last caller has left; `served`: with a token, so that it may go on in the background. */
  tellIfEmpty(served: boolean): void {
    if (this.#waiting.size === 0) this.#acquiring.dispatch({ type: 'left', served })
  }
}
