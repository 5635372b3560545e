import { isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { ignore } from '../observe/events.ts'
import { type Clock, startTimer } from '../platform/clock.ts'
import type { HeldToken } from '../token/held-token.ts'

/**
 * How a flight ended. `again`: it was given up, for new credentials or because nobody waited, so look once more.
 * `lost`: it died without a word of ours.
 */
export type FlightEnd = { readonly held: HeldToken } | { readonly error: PagamioAuthError } | 'again' | 'lost'

/** Late by this much, nobody trusts a flight any more: its owner is gone (a Worker's request that has answered). */
const OVERDUE_MS = 1_000
/** The whole process may have stood still: what was answered meanwhile gets a moment to be read. */
const READING_MS = 750
/** So many callers may wait for one flight: memory stays bounded while the token endpoint hangs. */
const MOST_WAITERS = 10_000

/** How long a caller waits, and what can end its waiting early. Its leaving never ends the flight. */
export interface Patience {
  /** Monotonic milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
  /** Whether this caller can be answered without the flight by now. */
  readonly served: () => boolean
}

/**
 * One acquisition under way, and those who wait for it. Joiners wait on their own timers and on a promise of their own,
 * so that a flight whose owner has died (Workers) can neither hang them nor fail them.
 */
export class Flight {
  /** Never rejects for a reason of ours. */
  promise: Promise<FlightEnd> = Promise.resolve('again')
  /** Callers go before background renewals; once a caller has joined, it is no background flight any more. */
  background: boolean
  /** A call is under way: until its answer the flight is never given up, whoever leaves. */
  #sent = false

  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #reconsider = new Set<() => void>()
  #overdueAt: number
  #suspected = false
  #blocked: { readonly until: number; readonly error: PagamioAuthError } | undefined
  #over = false
  #elsewhere = false

  constructor(clock: Clock, background: boolean) {
    this.#clock = clock
    this.background = background
    this.#overdueAt = clock.monotonic() + OVERDUE_MS
  }

  /** Aborts when no further call may be sent. What was sent before is still waited for, and kept. */
  get stopped(): AbortSignal {
    return this.#stop.signal
  }

  /** Given up: whatever it still brings belongs to nobody. */
  get dropped(): boolean {
    return this.#over
  }

  /** Another flight has taken its place, or the instance was closed: it ends with the call that is under way. */
  stop(): void {
    this.#stop.abort()
  }

  /** Given up, or past what it said itself: the slot may be given to another flight. */
  isLost(): boolean {
    const now = this.#clock.monotonic()
    if (this.#over) return true
    if (now <= this.#overdueAt) return false
    if (this.#suspected) return true
    this.#suspected = true
    this.#overdueAt = now + READING_MS
    return false
  }

  /** Another process acquires, and we wait for its result. */
  get elsewhere(): boolean {
    return this.#elsewhere
  }

  /** Who holds a living token need not wait for another process. */
  fliesElsewhere(elsewhere: boolean): void {
    this.#elsewhere = elsewhere
    if (elsewhere) this.#wake()
  }

  get waiting(): number {
    return this.#reconsider.size
  }

  get sent(): boolean {
    return this.#sent
  }

  /** A call goes out and has so long to be answered. */
  send(ms: number): void {
    this.#blocked = undefined
    this.#sent = true
    this.expectWithin(ms)
  }

  /** The call brought nothing, and the flight waits again: it ends here where nobody waits for it. */
  unsend(): void {
    this.#sent = false
    this.#leaveIfUnwanted()
  }

  #leaveIfUnwanted(): void {
    if (this.waiting === 0 && !this.#sent && !this.background) this.supersede()
  }

  /** The flight's next sign of life comes within so many milliseconds. */
  expectWithin(ms: number): void {
    this.#suspected = false
    this.#overdueAt = this.#clock.monotonic() + ms + OVERDUE_MS
  }

  /** Nothing can be sent for so long: who cannot wait that long is told at once, with this error. */
  blockFor(ms: number, error: PagamioAuthError): void {
    this.expectWithin(ms)
    this.#blocked = { until: this.#clock.monotonic() + ms, error }
    this.#wake()
  }

  unblock(): void {
    this.#blocked = undefined
  }

  /** Ends it for those who wait: they look again, at new credentials or a closed instance. */
  supersede(): void {
    this.#over = true
    this.stop()
    this.#wake()
  }

  #wake(): void {
    for (const reconsider of [...this.#reconsider]) reconsider()
  }

  /** A pause within the flight, over early when it is stopped. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopped.aborted) return resolve()
      const done = () => {
        cancel()
        this.stopped.removeEventListener('abort', done)
        resolve()
      }
      const cancel = startTimer(this.#clock, ms, done, true)
      this.stopped.addEventListener('abort', done)
    })
  }

  /**
   * Waits for the end.
   * @throws PagamioAuthError `timeout`, `overloaded`, or why nothing can be sent within the caller's time;
   *   the signal's reason when the caller's own signal aborts
   */
  join({ deadline, signal, served }: Patience): Promise<FlightEnd> {
    if (this.#over) return Promise.resolve('again')
    if (this.waiting >= MOST_WAITERS) {
      return Promise.reject(new PagamioAuthError('overloaded', `${MOST_WAITERS} callers wait for this token already.`))
    }
    return new Promise((resolve, reject) => {
      let cancelTimer: () => void = ignore
      const leave = () => {
        cancelTimer()
        signal?.removeEventListener('abort', onAbort)
        this.#reconsider.delete(reconsider)
      }
      const end = (how: FlightEnd) => {
        leave()
        resolve(how)
      }
      const giveUp = (reason: unknown) => {
        leave()
        reject(reason)
        this.#leaveIfUnwanted()
      }
      const onAbort = () => giveUp(signal?.reason)
      const reconsider = () => {
        cancelTimer()
        const now = this.#clock.monotonic()
        if (this.#over || served()) return end('again')
        if (this.isLost()) return end('lost')
        if (this.#blocked && this.#blocked.until > deadline) {
          return giveUp(this.#blocked.error.retryingAfter(this.#blocked.until - now))
        }
        if (now >= deadline)
          return giveUp(new PagamioAuthError('timeout', 'No token came within the time this caller had.'))
        cancelTimer = startTimer(this.#clock, Math.min(deadline, this.#overdueAt + 1) - now, reconsider)
      }
      this.#reconsider.add(reconsider)
      signal?.addEventListener('abort', onAbort)
      // Who does not wait at all makes no caller's flight of it, and does not end it by leaving.
      if (deadline > this.#clock.monotonic()) this.background = false
      this.promise.then(end, (foreign) => end(isPagamioAuthError(foreign) ? { error: foreign } : 'lost'))
      reconsider()
    })
  }
}
