import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { errorOf, type Failure, failure } from '../errors/failure.ts'
import { type Clock, momentOf } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import { AccessToken } from '../token/access-token.ts'
import { backsOff } from '../token/backoff.ts'
import { callerAnswer, type Demand, lacksLife } from '../token/caller-answer.ts'
import type { AcquisitionReason } from '../token/endpoint.ts'
import type { CallerFacts } from '../token/event-facts.ts'
import { freshUntil, type HeldToken, leftMs } from '../token/held-token.ts'
import { isLate } from '../token/lateness.ts'
import { Profile } from '../token/profile.ts'
import { isRejected } from '../token/rejection.ts'
import { renewalManner } from '../token/renewal-windows.ts'
import type { State } from '../token/state.ts'
import type { TokenSet } from '../token/token-set.ts'
import type { FlightEnd } from '../token/transition.ts'
import type { Acquirer } from './acquirer.ts'
import type { GetTokenOptions } from './get-token-options.ts'
import type { Verdict, Waiter } from './waiters.ts'

/** A monotonic clock costs as much as all the rest of the hot path: it is read once per wall millisecond or 64 calls. */
const READS_PER_MONOTONIC = 64
/** An acquisition that is lost twice without a word is a fault, not a Worker's request that ended. */
const MOST_LOST = 2
/** One that finds a token too short-lived, or the rejected one, in the store, and one that acquires another. */
const MOST_FLIGHTS = 2
/** A token whose end has moved by more than this is shown anew. */
const SAME_END_MS = 1_000

/** A token that nobody needs to think about, while the state is the same and neither clock has passed the moment. */
interface Fresh {
  readonly state: State
  readonly settled: Promise<AccessToken>
  readonly wall: number
  readonly mono: number
}

/** Gives tokens to callers: at once, or when the acquisition that they wait for is over. */
export class TokenProvider {
  readonly #acquirer: Acquirer
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #authorization: (accessToken: string) => string
  readonly #emit: (event: CallerFacts) => void
  #fresh: Fresh | undefined
  #lastWall = Number.NaN
  #reads = 0
  #shown: { readonly set: TokenSet; readonly token: AccessToken } | undefined
  /** Callers who ask for nothing special in the same turn wait together. */
  #joint: { readonly promise: Promise<AccessToken>; readonly waiter: Waiter } | undefined
  /** Made once for each failure, so that all its callers get the same error. */
  #errors: WeakMap<Failure, PagamioAuthError> | undefined

  constructor(parts: {
    acquirer: Acquirer
    clock: Clock
    timeoutMs: number
    authorization: (accessToken: string) => string
    emit: (event: CallerFacts) => void
  }) {
    this.#acquirer = parts.acquirer
    this.#clock = parts.clock
    this.#timeoutMs = parts.timeoutMs
    this.#authorization = parts.authorization
    this.#emit = parts.emit
  }

  readonly getToken = (options?: GetTokenOptions): Promise<AccessToken> => {
    if (options !== undefined) return this.#demanding(options)
    const fresh = this.#fresh
    if (fresh !== undefined && fresh.state === this.#acquirer.state) {
      const wall = this.#clock.now()
      if (wall < fresh.wall && this.#monotonicFresh(wall, fresh)) return fresh.settled
    }
    return this.#jointly()
  }

  /** Forgets what was shown last: its instance was closed. */
  forget(): void {
    this.#fresh = undefined
    this.#shown = undefined
  }

  /** The token as callers see it: the same object for the same set. */
  tokenOf({ set, askedAt }: HeldToken): AccessToken {
    const expiresAt = askedAt.wall + set.lifetimeMs
    const shown = this.#shown
    const same = shown?.set.accessToken === set.accessToken && shown.set.generation === set.generation
    if (same && Math.abs(shown.token.expiresAt - expiresAt) < SAME_END_MS) return shown.token
    const { accessToken, generation } = set
    const profile = new Profile(set.profile)
    const token = new AccessToken(accessToken, expiresAt, generation, this.#authorization(accessToken), profile)
    this.#shown = { set, token }
    return token
  }

  #monotonicFresh(wall: number, { mono }: Fresh): boolean {
    if (wall === this.#lastWall && ++this.#reads < READS_PER_MONOTONIC) return true
    const fresh = this.#clock.monotonic() < mono
    // A stale reading must not be trusted for the rest of the millisecond.
    this.#lastWall = fresh ? wall : Number.NaN
    this.#reads = 0
    return fresh
  }

  #jointly(): Promise<AccessToken> {
    const joint = this.#joint
    if (joint && this.#acquirer.waiters.join(joint.waiter)) {
      this.#emit({ type: 'caller_waits', reason: this.#reason(undefined) })
      return joint.promise
    }
    let waiter: Waiter | undefined
    const promise = this.#answer({}, (joined) => {
      waiter ??= joined
    })
    if (waiter) {
      const mine = { promise, waiter }
      this.#joint = mine
      // Only in this turn: on Workers the next one may belong to another request.
      Promise.resolve().then(() => {
        if (this.#joint === mine) this.#joint = undefined
      })
    }
    return promise
  }

  #demanding(options: GetTokenOptions): Promise<AccessToken> {
    const { rejected } = own(options)
    if (rejected === undefined) return this.#answer(options)
    return this.#instead(options, typeof rejected === 'object' ? rejected.value : rejected)
  }

  /** A caller whose request was answered 401 gets another token, or none. */
  async #instead(options: GetTokenOptions, rejected: string): Promise<AccessToken> {
    let renewed = false
    try {
      const token = await this.#answer(options)
      renewed = token.value !== rejected
      return token
    } finally {
      this.#emit({ type: 'request_rejected', renewed })
    }
  }

  async #answer(options: GetTokenOptions, onWaiting?: (waiter: Waiter) => void): Promise<AccessToken> {
    const { rejected, signal, timeoutMs = this.#timeoutMs, minTtlMs = 0 } = own(options)
    signal?.throwIfAborted()
    requireMs('timeoutMs', timeoutMs)
    requireMs('minTtlMs', minTtlMs)
    const acquirer = this.#acquirer
    const refusedValue = typeof rejected === 'object' ? rejected.value : rejected
    if (refusedValue !== undefined) acquirer.dispatch({ type: 'rejected', value: refusedValue })
    const since = this.#clock.monotonic()
    const demand: Demand = { refusedValue, minTtlMs, since, deadline: since + timeoutMs }
    const settleBy = this.#settleBy(demand)
    for (let lost = 0, flights = 0; ; ) {
      const answer = callerAnswer(acquirer.state, demand, momentOf(this.#clock))
      if ('use' in answer) return this.#use(answer.use, answer.renew)
      if ('failure' in answer) throw this.#error(answer.failure, answer.retryAfterMs)
      try {
        const reason = this.#reason(refusedValue)
        this.#emit({ type: 'caller_waits', reason })
        acquirer.dispatch({ type: 'asked', until: timeoutMs > 0 ? demand.deadline : undefined, reason })
        const waiter = acquirer.waiters.wait(signal, () => this.#judge(demand))
        if (acquirer.waiters.has(waiter)) acquirer.watch()
        onWaiting?.(waiter)
        const end = await waiter.promise
        if (end === 'again') continue
        if (end === 'lost') {
          if (++lost >= MOST_LOST) throw new PagamioAuthError('endpoint_unavailable', 'The acquisition was lost.')
          continue
        }
        if (settleBy !== undefined) await acquirer.settled(settleBy)
        if ('failure' in end) throw this.#error(end.failure)
        if (++flights < MOST_FLIGHTS && this.#wantsAnother(end, demand)) continue
        return this.#use(end.held, renewable(acquirer.state, momentOf(this.#clock)))
      } catch (error) {
        const living = isPagamioAuthError(error) ? this.#living(refusedValue) : undefined
        if (living) return this.tokenOf(living)
        throw error
      }
    }
  }

  #use(held: HeldToken, renew: boolean): AccessToken {
    const token = this.tokenOf(held)
    if (renew) this.#acquirer.dispatch({ type: 'asked', until: undefined, reason: 'renew_ahead' })
    const { state } = this.#acquirer
    if (state.held === held && !state.closed && state.rejection.value !== held.set.accessToken)
      this.#fresh = { state, settled: Promise.resolve(token), ...freshUntil(held) }
    return token
  }

  /** What came may be too short-lived for this caller, or the very token that the API refused to it. */
  #wantsAnother({ held }: Extract<FlightEnd, { held: HeldToken }>, { refusedValue, minTtlMs }: Demand): boolean {
    if (lacksLife(held, minTtlMs, momentOf(this.#clock))) return true
    if (held.set.accessToken !== refusedValue) return false
    this.#acquirer.dispatch({ type: 'rejected', value: refusedValue })
    return true
  }

  /** Whether a waiting caller has to go on waiting. */
  #judge(demand: Demand): Verdict {
    const acquirer = this.#acquirer
    const now = momentOf(this.#clock)
    const answer = callerAnswer(acquirer.state, demand, now)
    const { flight } = acquirer.state
    if (!flight || !('wait' in answer)) return { goOn: 'again', served: 'use' in answer }
    if (isLate(acquirer.state, now)) acquirer.dispatch({ type: 'overdue', flight: flight.id })
    const { blocked } = flight
    if (blocked && blocked.until > demand.deadline)
      return { giveUp: errorOf(blocked.failure, blocked.until - now.mono) }
    if (now.mono >= demand.deadline) return { giveUp: this.#tooLate(now.mono) }
    const expectedBy = acquirer.state.flight?.expectedBy ?? now.mono
    return { until: Math.min(answer.until, expectedBy + 1) }
  }

  /** Between two tries, a caller whose time is over gets the last failure rather than a timeout. */
  #tooLate(now: number): PagamioAuthError {
    const { backoff } = this.#acquirer.state
    return backsOff(backoff, now) ? errorOf(backoff.failure, backoff.until - now) : errorOf(noTime)
  }

  /** Where nothing goes on behind a caller, it waits also for what is to be written: with a living token, no longer than for that. */
  #settleBy({ refusedValue, since, deadline }: Demand): number | undefined {
    const { goesOn, graceMs } = renewalManner[this.#acquirer.state.rules.renewal]
    if (goesOn) return undefined
    return this.#living(refusedValue) ? Math.min(since + graceMs, deadline) : deadline
  }

  /** The held token as the last resort, if an acquisition brought nothing. */
  #living(refusedValue: string | undefined): HeldToken | undefined {
    const { held } = this.#acquirer.state
    return held && held.set.accessToken !== refusedValue && leftMs(held, momentOf(this.#clock)) > 0 ? held : undefined
  }

  #error(failed: Failure, retryAfterMs?: number): PagamioAuthError {
    if (retryAfterMs !== undefined) return errorOf(failed, retryAfterMs)
    this.#errors ??= new WeakMap()
    const error = this.#errors.get(failed) ?? errorOf(failed)
    this.#errors.set(failed, error)
    return error
  }

  #reason(refusedValue: string | undefined): AcquisitionReason {
    const { held, rejection } = this.#acquirer.state
    if (!held) return 'first'
    return refusedValue !== undefined || isRejected(rejection, held) ? 'rejected' : 'must_renew'
  }
}

const noTime = failure('timeout', 'No token came within the time this caller had.')

function requireMs(option: string, ms: unknown): void {
  if (!(typeof ms === 'number' && ms >= 0)) throw invalidOption(option, 'should be a number of milliseconds, 0 or more')
}

/** What came from the store may be due already: then a renewal goes on behind it. */
function renewable(state: State, now: { readonly wall: number; readonly mono: number }): boolean {
  const plain = { refusedValue: undefined, minTtlMs: 0, since: now.mono, deadline: now.mono }
  const answer = callerAnswer(state, plain, now)
  return 'use' in answer && answer.renew
}
