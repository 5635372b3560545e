import { invalidOption } from '../errors/errors.ts'
import { type Clock, platformClock, startTimer } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { pagamio } from '../vendor/pagamio.ts'
import type { PermitAsk, PermitSettlement } from './permit.ts'
import {
  askForPermit,
  type CallLimit,
  type CallLog,
  callsWithin,
  emptyCallLog,
  type Place,
  settlePermit,
  shareOf,
  waitFor,
} from './sliding-window.ts'

/** The vendor's limits for one IP address, and how much of them is ours. */
export interface BudgetLimits {
  /**
   * Logins in any window. The source of the number is the vendor's documentation.
   * @default 5
   */
  readonly logins?: number | undefined
  /**
   * Refreshes in any window.
   * @default 10
   */
  readonly refreshes?: number | undefined
  /**
   * The window in milliseconds. Shorter only makes sense against a simulator.
   * @default 60_000
   */
  readonly windowMs?: number | undefined
  /**
   * How many processes behind the same address divide the limits among them without a common store.
   * Above 5 each of them gets one login in a longer window; processes that start in the same second can still pass the
   * limit together, which only a shared store prevents.
   * @default 1
   * @example limits: { share: 4 } // four workers: one login and two refreshes a minute each
   */
  readonly share?: number | undefined
}

/** Two machines' clocks do not run at quite the same speed, and timers are early by a little. */
const MARGIN_MS = 50
/** How long after its own waking time a place still counts: a busy event loop is late, a dead Worker request never comes. */
const PLACE_GRACE_MS = 5_000

/** One endpoint of one origin, seen through the limits of one budget. */
export class EndpointBudget {
  readonly #log: CallLog
  readonly #limit: CallLimit
  readonly #clock: Clock

  constructor(log: CallLog, limit: CallLimit, clock: Clock) {
    this.#log = log
    this.#limit = limit
    this.#clock = clock
  }

  /** What this place asks for, here or in a store. */
  ask({ id, background }: Place, callMs: number, placeMs: number): PermitAsk {
    return { id, background, ...this.#limit, callMs, placeMs }
  }

  /**
   * Waits in line for a permit for a call that ends within `callMs`. `onWait` hears how long it will take, now and
   * whenever that changes, and whether a 429 is the reason. False when the signal aborts first; then the place in the line is given up.
   */
  async permit(
    place: Place,
    callMs: number,
    signal: AbortSignal,
    onWait: (ms: number, closed: boolean) => void,
  ): Promise<boolean> {
    const log = this.#log
    log.line.push(place)
    try {
      for (;;) {
        if (signal.aborted) return false
        const now = this.#clock.monotonic()
        const { retryAfterMs } = askForPermit(log, this.ask(place, callMs, PLACE_GRACE_MS), now)
        if (retryAfterMs === 0) return true
        place.keptUntil += retryAfterMs
        onWait(retryAfterMs, this.closed)
        // Who hears of the wait may leave at once, and the last one takes the place with him.
        if (signal.aborted) return false
        await this.#pause(place, retryAfterMs, signal)
      }
    } finally {
      log.line = log.line.filter((other) => other !== place)
      this.#wakeFirst()
    }
  }

  /** Says what became of a permit, and wakes those who wait for one. */
  settle(settlement: PermitSettlement): void {
    settlePermit(this.#log, settlement, this.#clock.monotonic())
    // Everybody has longer to wait now, and some cannot.
    if (settlement.outcome === 'closed') this.#wake(this.#log.line)
    else this.#wakeFirst()
  }

  /** A 429 has closed it, and the time is not over. */
  get closed(): boolean {
    const { closedUntil } = this.#log
    return closedUntil !== undefined && this.#clock.monotonic() < closedUntil
  }

  /** How many times in a row this endpoint was closed. */
  get closings(): number {
    return this.#log.closings
  }

  /** For `status()`: calls left right now, how long until the next one may go, and how many wait. */
  status(): { limit: number; left: number; nextInMs: number; waiting: number } {
    const now = this.#clock.monotonic()
    const nextInMs = Math.ceil(waitFor(this.#log, this.#limit, undefined, now))
    const { limit } = this.#limit
    const left = nextInMs > 0 ? 0 : Math.max(0, limit - callsWithin(this.#log, this.#limit, now).length)
    return { limit, left, nextInMs, waiting: this.#log.line.length }
  }

  /** Over early when something changes in the line, or the signal aborts. */
  #pause(place: Place, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
      // Who is further ahead looks first, also where his own timer is a little later.
      const due = () => {
        this.#wakeFirst()
        done()
      }
      const cancel = startTimer(this.#clock, ms, due, true)
      place.wake = done
      signal.addEventListener('abort', done)
    })
  }

  /** Those whose turn it may be: waking a long line would cost more than all its calls. */
  #wakeFirst(): void {
    const now = this.#clock.monotonic()
    const line = this.#log.line.filter(({ keptUntil }) => keptUntil > now)
    const callers = line.filter(({ background }) => !background)
    this.#wake((callers.length > 0 ? callers : line).slice(0, this.#limit.limit))
  }

  #wake(line: readonly Place[]): void {
    for (const place of [...line]) place.wake?.()
  }
}

type OriginLogs = Record<LimitedEndpoint, CallLog>

/** The limits of the token endpoint as we keep them: per origin, over everything that shares this budget. */
export class Budget {
  readonly #logs: Map<string, OriginLogs>
  readonly #limits: Record<LimitedEndpoint, CallLimit>
  readonly #clock: Clock

  constructor(logs: Map<string, OriginLogs>, limits: BudgetLimits, clock: Clock) {
    this.#logs = logs
    this.#limits = resolveLimits(limits)
    this.#clock = clock
  }

  endpoint(origin: string, endpoint: LimitedEndpoint): EndpointBudget {
    let logs = this.#logs.get(origin)
    if (!logs) {
      logs = { login: emptyCallLog(), refresh: emptyCallLog() }
      this.#logs.set(origin, logs)
    }
    return new EndpointBudget(logs[endpoint], this.#limits[endpoint], this.#clock)
  }
}

function resolveLimits(limits: BudgetLimits): Record<LimitedEndpoint, CallLimit> {
  const { login, refresh } = pagamio.calls
  const { logins = login.limit, refreshes = refresh.limit, windowMs = pagamio.windowMs, share = 1 } = own(limits)
  for (const [name, value] of Object.entries({ logins, refreshes, windowMs, share })) {
    if (!(Number.isFinite(value) && value >= 1))
      throw invalidOption(`limits.${name}`, 'should be a number of at least 1')
  }
  const ours = (limit: number): CallLimit => {
    const shared = shareOf({ limit: Math.floor(limit), windowMs }, share)
    return { limit: shared.limit, windowMs: shared.windowMs + MARGIN_MS }
  }
  return { login: ours(logins), refresh: ours(refreshes) }
}

/**
 * A budget of its own, for instances with their own `clock` or for tests: those that are given it share it, nobody else.
 * Without one, all instances in a process share one budget per origin, across copies of this package.
 * @throws PagamioAuthError `invalid_options` for a limit below 1
 * @example
 * const budget = createBudget({ limits: { logins: 5 }, clock })
 * const one = createPagamioAuth({ ...options, clock, budget })
 * const two = createPagamioAuth({ ...others, clock, budget })
 */
export function createBudget(options: { limits?: BudgetLimits | undefined; clock?: Clock | undefined } = {}): Budget {
  const { limits = {}, clock = platformClock } = own(options)
  return new Budget(new Map(), limits, clock)
}

const REGISTRY = Symbol.for('@pagamio/auth-core/budget@1')

/** The process-wide budget: one log per origin, whoever asks. The only module-level state there is. */
export function sharedBudget(limits: BudgetLimits): Budget {
  const registry = globalThis as { [REGISTRY]?: Map<string, OriginLogs> }
  registry[REGISTRY] ??= new Map()
  return new Budget(registry[REGISTRY], limits, platformClock)
}
