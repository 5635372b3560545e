import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { type AcquisitionReason, type Emit, ignore } from '../observe/events.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import type { AccessToken } from '../token/access-token.ts'
import { type HeldToken, momentOf, remainingMs } from '../token/held-token.ts'
import { afterRejection, isRejected } from '../token/rejection.ts'
import type { TokenState } from '../token/token-state.ts'
import { type Demand, lacksLife, usableToken } from '../token/usable-token.ts'
import type { CredentialSource, CredentialsOption } from './credentials.ts'
import { Flight, type FlightEnd, type Patience } from './flight.ts'
import type { GetTokenOptions } from './get-token-options.ts'

/** Flies: makes the acquisition and says how it ended. */
export type Pilot = (flight: Flight, reason: AcquisitionReason) => Promise<FlightEnd>

/** A monotonic clock costs as much as all the rest of the hot path: it is read once per wall millisecond or 64 calls. */
const READS_PER_MONOTONIC = 64
/** A flight that is lost twice without a word is a fault, not a Worker's request that ended. */
const MOST_LOST_FLIGHTS = 2
/** One that finds a token too short-lived, or the rejected one, in the store, and one that acquires another. */
const MOST_FLIGHTS_FOR_LIFE = 2
/** The store, and what others give back of the budget, are looked at so often however many callers come. */
const LOOK_AGAIN_MS = 1_000

/** Use it, renew it behind the scenes, or wait: the only state machine, and the single flight. */
export class TokenManager {
  readonly #state: TokenState
  readonly #credentials: CredentialSource
  readonly #clock: Clock
  readonly #pilot: Pilot
  readonly #emit: Emit
  readonly #timeoutMs: number
  readonly #waitUntil: (promise: Promise<unknown>) => void
  #lastWall = Number.NaN
  #reads = 0

  constructor(parts: {
    state: TokenState
    credentials: CredentialSource
    clock: Clock
    pilot: Pilot
    emit: Emit
    timeoutMs: number
    waitUntil: (promise: Promise<unknown>) => void
  }) {
    this.#state = parts.state
    this.#credentials = parts.credentials
    this.#clock = parts.clock
    this.#pilot = parts.pilot
    this.#emit = parts.emit
    this.#timeoutMs = parts.timeoutMs
    this.#waitUntil = parts.waitUntil
  }

  readonly getToken = (options?: GetTokenOptions): Promise<AccessToken> => {
    const { held, rejection, closed } = this.#state
    if (options === undefined && held !== undefined && held.set.generation !== rejection.generation && !closed) {
      const wall = this.#clock.now()
      if (wall < held.freshUntil.wall && this.#monotonicFresh(wall, held)) return held.settled
    }
    return this.#answer(options ?? {})
  }

  /** New credentials: a refusal is lifted, and who waits for the old login waits for the new one. */
  replaceCredentials(option: CredentialsOption): void {
    this.#credentials.replace(option)
    const state = this.#state
    state.trouble = undefined
    state.turnedAway = undefined
    // Another merchant's token must not pay for this one; the same merchant's lives on, but its refresh token belongs
    // to a password that may have been changed for a reason.
    if (state.held?.username !== this.#credentials.username) state.held = undefined
    else if (state.held) state.held = { ...state.held, set: { ...state.held.set, refreshToken: undefined } }
    this.#endFlight()
  }

  /** No new flights; waits for what was sent, at most `ms`. */
  async close(ms: number): Promise<void> {
    const { flight } = this.#state
    this.#state.closed = true
    if (flight) {
      const landed = flight.promise.catch(ignore)
      const patience = withDeadline(
        this.#clock,
        ms,
        () => landed,
        () => new Error('too slow'),
      )
      // What waits for its turn ends at once, but it may hold a lease to give back.
      if (flight.sent) flight.stop()
      else this.#endFlight()
      await patience.catch(ignore)
    }
    this.#state.held = undefined
  }

  #monotonicFresh(wall: number, held: HeldToken): boolean {
    if (wall === this.#lastWall && ++this.#reads < READS_PER_MONOTONIC) return true
    const fresh = this.#clock.monotonic() < held.freshUntil.mono
    // A stale reading must not be trusted for the rest of the millisecond.
    this.#lastWall = fresh ? wall : Number.NaN
    this.#reads = 0
    return fresh
  }

  async #answer(options: GetTokenOptions): Promise<AccessToken> {
    const { rejected, signal, timeoutMs = this.#timeoutMs, minTtlMs = 0 } = options
    signal?.throwIfAborted()
    for (const [name, ms] of Object.entries({ timeoutMs, minTtlMs }))
      if (!(typeof ms === 'number' && ms >= 0))
        throw invalidOption(name, 'should be a number of milliseconds, 0 or more')
    const refusedValue = typeof rejected === 'object' ? rejected.value : rejected
    if (refusedValue !== undefined) this.#judge(refusedValue)
    const demand: Demand = { refusedValue, minTtlMs }
    const patience: Patience = {
      deadline: this.#clock.monotonic() + timeoutMs,
      signal,
      served: () => this.#state.flight?.elsewhere === true && this.#usable(demand) !== undefined,
    }
    for (let lost = 0, flights = 0; ; ) {
      if (this.#state.closed) throw new PagamioAuthError('closed', 'This instance was closed.')
      const usable = this.#usable(demand)
      if (usable) return usable.token
      try {
        const refusal = this.#credentials.refusalNow()
        if (refusal) throw refusal
        this.#turnAway(patience)
        const flight = this.#flightFor(this.#reason(refusedValue), timeoutMs === 0)
        const end = await flight.join(patience).catch((error) => this.#sentAway(error))
        if (end === 'again') continue
        if (end !== 'lost') {
          if ('error' in end) throw end.error
          if (++flights < MOST_FLIGHTS_FOR_LIFE) {
            if (lacksLife(end.held, demand, momentOf(this.#clock))) continue
            if (end.held.set.accessToken === refusedValue) {
              this.#judge(refusedValue)
              continue
            }
          }
          // One from the store may be due already: then a renewal goes behind it.
          this.#usable({ refusedValue: undefined, minTtlMs: 0 })
          return end.held.token
        }
        if (this.#state.flight === flight) this.#state.flight = undefined
        if (++lost >= MOST_LOST_FLIGHTS) throw new PagamioAuthError('endpoint_unavailable', 'The acquisition was lost.')
      } catch (error) {
        const living = isPagamioAuthError(error) ? this.#living(refusedValue) : undefined
        if (living) return living.token
        throw this.#knownReason(error)
      }
    }
  }

  /** A 401 is judged against the token that was used, not the one that is held now. */
  #judge(refusedValue: string): void {
    const { held, rejection } = this.#state
    if (held?.set.accessToken !== refusedValue) return
    const now = this.#clock.monotonic()
    const memory = afterRejection(rejection, held, now)
    if (memory === rejection) return
    this.#state.rejection = memory
    const suppressedForMs = Math.max(0, memory.suppressedUntil - now)
    this.#emit({ type: 'token_rejected', generation: held.set.generation, suppressedForMs })
  }

  /** The held token where this caller need not wait; in the first window a flight goes behind it. */
  #usable(demand: Demand): HeldToken | undefined {
    const usable = usableToken(this.#state, demand, momentOf(this.#clock))
    if (usable?.renew && !this.#credentials.refusalNow()) this.#flightFor('renew_ahead', true)
    return usable?.held
  }

  /** @throws what those who came just before heard, where this caller cannot wait as long either */
  #turnAway({ deadline }: Patience): void {
    const { flight, turnedAway } = this.#state
    const now = this.#clock.monotonic()
    if (!turnedAway || now >= turnedAway.lookAgainAt || turnedAway.until <= deadline) return
    if (flight && !flight.isLost()) return
    throw turnedAway.error.retryingAfter(turnedAway.until - now)
  }

  #sentAway(error: unknown): never {
    const now = this.#clock.monotonic()
    if (isPagamioAuthError(error) && error.retryAfterMs !== undefined)
      this.#state.turnedAway = { error, until: now + error.retryAfterMs, lookAgainAt: now + LOOK_AGAIN_MS }
    throw error
  }

  /** The held token as the last resort, when a flight brought nothing. */
  #living(refusedValue: string | undefined): HeldToken | undefined {
    const { held } = this.#state
    if (!held || held.set.accessToken === refusedValue) return undefined
    return remainingMs(held.set.lifetimeMs, held.askedAt, momentOf(this.#clock)) > 0 ? held : undefined
  }

  /** Between two tries a caller whose time is over hears what went wrong, rather than that it is over. */
  #knownReason(error: unknown): unknown {
    const { trouble } = this.#state
    const leftMs = trouble ? trouble.until - this.#clock.monotonic() : 0
    const late = isPagamioAuthError(error) && error.code === 'timeout'
    return late && trouble && leftMs > 0 ? trouble.error.retryingAfter(leftMs) : error
  }

  #reason(refusedValue: string | undefined): AcquisitionReason {
    const { held, rejection } = this.#state
    if (!held) return 'first'
    return refusedValue !== undefined || isRejected(rejection, held.set) ? 'rejected' : 'must_renew'
  }

  /** The flight under way, or a new one: one per slot, and one that is past its own deadline is replaced. */
  #flightFor(reason: AcquisitionReason, background: boolean): Flight {
    const current = this.#state.flight
    if (current && !current.isLost()) return current
    current?.stop()
    const flight = new Flight(this.#clock, background)
    this.#state.flight = flight
    flight.promise = this.#pilot(flight, reason).finally(() => {
      if (this.#state.flight === flight) this.#state.flight = undefined
    })
    const watched = flight.promise.catch(ignore)
    try {
      this.#waitUntil(watched)
    } catch {}
    return flight
  }

  #endFlight(): void {
    const { flight } = this.#state
    this.#state.flight = undefined
    flight?.supersede()
  }
}
