import { PagamioAuthError } from '../errors/errors.ts'
import { type Clock, startTimer } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import type { FlightEnd } from '../token/transition.ts'

/** So many callers may wait at once: memory stays bounded while the token endpoint hangs. */
const MOST_CALLERS = 10_000

/** What a waiting caller makes of the state now: it goes on, gives up, or waits until `until` (monotonic) at most. */
export type Verdict =
  | { readonly goOn: 'again'; readonly served: boolean }
  | { readonly giveUp: PagamioAuthError }
  | { readonly until: number }

/** One caller, or several who asked the same in one turn. */
export interface Waiter {
  readonly promise: Promise<FlightEnd>
  callers: number
}

/**
 * Callers that wait for the acquisition under way, each on a timer and a promise of its own: on Workers these belong to a
 * request. A caller that has left is gone, and nothing of it is kept.
 */
export class Waiters {
  readonly #clock: Clock
  readonly #onEmpty: (served: boolean) => void
  readonly #waiting = new Map<Waiter, { end: (how: FlightEnd) => void; reconsider: () => void }>()
  /** One listener for each signal, however many callers came with it. */
  #aborts: Map<AbortSignal, { readonly leavers: Set<() => void>; readonly onAbort: () => void }> | undefined
  #callers = 0

  /** @param onEmpty the last caller has left; `served`: with a token, so that the acquisition may go on behind it */
  constructor(clock: Clock, onEmpty: (served: boolean) => void) {
    this.#clock = clock
    this.#onEmpty = onEmpty
  }

  get callers(): number {
    return this.#callers
  }

  /** It waits still. */
  has(waiter: Waiter): boolean {
    return this.#waiting.has(waiter)
  }

  /** One more caller of the same kind; false if there are too many, or the waiting is over. */
  join(waiter: Waiter): boolean {
    if (this.#callers >= MOST_CALLERS || !this.#waiting.has(waiter)) return false
    waiter.callers++
    this.#callers++
    return true
  }

  /** Ends the waiting of all. */
  settle(how: FlightEnd): void {
    for (const { end } of [...this.#waiting.values()]) end(how)
  }

  /** All look again whether they still want to, or have to, wait. */
  wake(): void {
    for (const { reconsider } of [...this.#waiting.values()]) reconsider()
  }

  /**
   * Waits for the end of an acquisition, or for what `judge` says.
   * @throws PagamioAuthError `overloaded`; what `judge` gives up with; the signal's reason if it aborts
   */
  wait(signal: AbortSignal | undefined, judge: () => Verdict): Waiter {
    if (this.#callers >= MOST_CALLERS) {
      const overloaded = new PagamioAuthError('overloaded', `${MOST_CALLERS} callers wait for this token already.`)
      return { promise: Promise.reject(overloaded), callers: 0 }
    }
    let resolve: (how: FlightEnd) => void = ignore
    let reject: (reason: unknown) => void = ignore
    const promise = new Promise<FlightEnd>((...both) => {
      ;[resolve, reject] = both
    })
    const waiter: Waiter = { promise, callers: 1 }
    let cancelTimer: () => void = ignore
    const leave = () => {
      cancelTimer()
      if (signal) this.#forget(signal, onAbort)
      if (this.#waiting.delete(waiter)) this.#callers -= waiter.callers
    }
    const end = (how: FlightEnd) => {
      leave()
      resolve(how)
    }
    const giveUp = (reason: unknown) => {
      leave()
      reject(reason)
      if (this.#waiting.size === 0) this.#onEmpty(false)
    }
    const onAbort = () => giveUp(signal?.reason)
    const reconsider = () => {
      const verdict = judge()
      // Judging may have ended the acquisition, and with it this waiting; or it has brought us here before.
      if (!this.#waiting.has(waiter)) return
      cancelTimer()
      cancelTimer = ignore
      if ('giveUp' in verdict) return giveUp(verdict.giveUp)
      if ('goOn' in verdict) {
        end(verdict.goOn)
        if (this.#waiting.size === 0) this.#onEmpty(verdict.served)
        return
      }
      cancelTimer = startTimer(this.#clock, verdict.until - this.#clock.monotonic(), reconsider)
    }
    this.#waiting.set(waiter, { end, reconsider })
    this.#callers++
    if (signal) this.#listen(signal, onAbort)
    reconsider()
    return waiter
  }

  #listen(signal: AbortSignal, leave: () => void): void {
    this.#aborts ??= new Map()
    const known = this.#aborts.get(signal)
    if (known) {
      known.leavers.add(leave)
      return
    }
    const leavers = new Set([leave])
    const onAbort = () => {
      for (const one of [...leavers]) one()
    }
    this.#aborts.set(signal, { leavers, onAbort })
    signal.addEventListener('abort', onAbort)
  }

  #forget(signal: AbortSignal, leave: () => void): void {
    const known = this.#aborts?.get(signal)
    if (!known?.leavers.delete(leave) || known.leavers.size > 0) return
    this.#aborts?.delete(signal)
    signal.removeEventListener('abort', known.onAbort)
  }
}
