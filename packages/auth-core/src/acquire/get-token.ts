import { invalidOption, isPagamioAuthError, PagamioAuthError } from '../errors/errors.ts'
import { errorOf, type Failure } from '../errors/failure.ts'
import { type Clock, type Moment, momentOf } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import type { AccessToken } from '../token/access-token.ts'
import { callerAnswer, type Demand, lacksLife } from '../token/caller-answer.ts'
import type { CallerFacts } from '../token/event-facts.ts'
import type { HeldToken } from '../token/held-token.ts'
import type { State } from '../token/state.ts'
import type { FlightEnd } from '../token/transition.ts'
import type { Acquirer } from './acquirer.ts'
import { FreshToken } from './fresh-token.ts'
import type { GetTokenOptions } from './get-token-options.ts'
import { shownToken } from './shown-token.ts'
import type { Waiting } from './waiting.ts'
import { lastResort, reasonOf, settleBy } from './waiting-caller.ts'

/** An acquisition that is lost twice without a word is a fault, not a Worker's request that ended. */
const MOST_LOST = 2
/** One that finds a token too short-lived, or the rejected one, in the store, and one that acquires another. */
const MOST_FLIGHTS = 2

/** What one caller asks for, worked out. */
interface Caller extends Demand {
  readonly signal: AbortSignal | undefined
  /** Until when it waits for what is to be written. */
  readonly settledBy: number | undefined
}

/** Callers that ask for nothing special in the same turn wait together. */
interface Joint {
  promise: Promise<AccessToken>
  waiting: Waiting
}

const nothingSpecial: GetTokenOptions = {}

/** Gives tokens to callers: at once, or when the acquisition that they wait for is over. */
export class TokenProvider {
  readonly #acquirer: Acquirer
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #authorization: (accessToken: string) => string
  readonly #emit: (event: CallerFacts) => void
  #fresh: FreshToken | undefined
  #shown: AccessToken | undefined
  #joint: Joint | undefined
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
    return fresh?.isFresh(this.#acquirer.current) ? fresh.settled : this.#jointly()
  }

  /** Forgets what was shown last: its instance was closed. */
  forget(): void {
    this.#fresh = undefined
    this.#shown = undefined
  }

  #jointly(): Promise<AccessToken> {
    const joint = this.#joint
    if (joint && this.#acquirer.waiters.join(joint.waiting)) {
      this.#emit({ type: 'caller_waits', reason: reasonOf(this.#acquirer.state, undefined) })
      return joint.promise
    }
    const begun: Partial<Joint> = {}
    const promise = this.#answer(nothingSpecial, begun)
    const { waiting } = begun
    if (waiting) {
      const mine = { promise, waiting }
      this.#joint = mine
      // Only in this turn: on Workers the next one may belong to another request.
      Promise.resolve().then(() => {
        if (this.#joint === mine) this.#joint = undefined
      })
    }
    return promise
  }

  #demanding(options: GetTokenOptions): Promise<AccessToken> {
    const rejected = Object.hasOwn(options ?? {}, 'rejected') ? options.rejected : undefined
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

  /** Thousands may stand still here at once: what is worked out before they do is not kept. */
  async #answer(options: GetTokenOptions, begun?: Partial<Joint>): Promise<AccessToken> {
    const caller = this.#callerOf(options)
    for (let lost = 0, flights = 0; ; ) {
      const ready = this.#ready(caller)
      if (ready) return ready
      try {
        const waiting = this.#wait(caller)
        if (begun) begun.waiting ??= waiting
        const end = await waiting.promise
        if (end === 'lost' && ++lost >= MOST_LOST)
          throw new PagamioAuthError('endpoint_unavailable', 'The acquisition was lost.')
        if (end === 'lost' || end === 'again') continue
        if (caller.settledBy !== undefined) await this.#acquirer.settled(caller.settledBy)
        if ('failure' in end) throw this.#error(end.failure)
        if (++flights < MOST_FLIGHTS && this.#wantsAnother(end, caller)) continue
        return this.#use(end.held, renewable(this.#acquirer.state, momentOf(this.#clock)))
      } catch (error) {
        const living = lastResort(this.#acquirer.state, caller, momentOf(this.#clock))
        if (living && isPagamioAuthError(error)) return this.#show(living)
        throw error
      }
    }
  }

  #callerOf(options: GetTokenOptions): Caller {
    const { rejected, signal, timeoutMs = this.#timeoutMs, minTtlMs = 0 } = own(options)
    signal?.throwIfAborted()
    requireMs('timeoutMs', timeoutMs)
    requireMs('minTtlMs', minTtlMs)
    const acquirer = this.#acquirer
    const refusedValue = typeof rejected === 'object' ? rejected.value : rejected
    if (refusedValue !== undefined) acquirer.dispatch({ type: 'rejected', value: refusedValue })
    const now = momentOf(this.#clock)
    const caller = { refusedValue, minTtlMs, since: now.mono, deadline: now.mono + timeoutMs, signal }
    return { ...caller, settledBy: settleBy(acquirer.state, caller, now) }
  }

  /** A token, where nobody has to wait for it. */
  #ready(demand: Demand): AccessToken | undefined {
    const answer = callerAnswer(this.#acquirer.current, demand, momentOf(this.#clock))
    if ('failure' in answer) throw this.#error(answer.failure, answer.retryAfterMs)
    return 'use' in answer ? this.#use(answer.use, answer.renew) : undefined
  }

  /** Joins the acquisition under way, or begins one. */
  #wait(caller: Caller): Waiting {
    const acquirer = this.#acquirer
    const { since, deadline, refusedValue } = caller
    const reason = reasonOf(acquirer.state, refusedValue)
    this.#emit({ type: 'caller_waits', reason })
    const joins = acquirer.state.flight !== undefined
    acquirer.dispatch({ type: 'asked', until: deadline > since ? deadline : undefined, reason })
    const waiting = acquirer.waiters.wait(caller.signal, caller)
    // The caller that began it need not watch it: it dies with that very request.
    if (joins && acquirer.waiters.has(waiting)) acquirer.watch()
    return waiting
  }

  #use(held: HeldToken, renew: boolean): AccessToken {
    const token = this.#show(held)
    if (renew) this.#acquirer.dispatch({ type: 'asked', until: undefined, reason: 'renew_ahead' })
    const { state } = this.#acquirer
    if (state.held === held && !state.closed && state.rejection.value !== held.set.accessToken)
      this.#fresh = new FreshToken(token, held, state, this.#clock)
    return token
  }

  #show(held: HeldToken): AccessToken {
    this.#shown = shownToken(held, this.#shown, this.#authorization)
    return this.#shown
  }

  /** What came may be too short-lived for this caller, or the very token that the API refused to it. */
  #wantsAnother({ held }: Extract<FlightEnd, { held: HeldToken }>, { refusedValue, minTtlMs }: Demand): boolean {
    if (lacksLife(held, minTtlMs, momentOf(this.#clock))) return true
    if (held.set.accessToken !== refusedValue) return false
    this.#acquirer.dispatch({ type: 'rejected', value: refusedValue })
    return true
  }

  #error(failed: Failure, retryAfterMs?: number): PagamioAuthError {
    if (retryAfterMs !== undefined) return errorOf(failed, retryAfterMs)
    this.#errors ??= new WeakMap()
    const error = this.#errors.get(failed) ?? errorOf(failed)
    this.#errors.set(failed, error)
    return error
  }
}

function requireMs(option: string, ms: unknown): void {
  if (!(typeof ms === 'number' && ms >= 0)) throw invalidOption(option, 'should be a number of milliseconds, 0 or more')
}

/** What came from the store may be due already: then a renewal goes on behind it. */
function renewable(state: State, now: Moment): boolean {
  const plain = { refusedValue: undefined, minTtlMs: 0, since: now.mono, deadline: now.mono }
  const answer = callerAnswer(state, plain, now)
  return 'use' in answer && answer.renew
}
