import { invalidOption } from '../errors/errors.ts'
import { type Clock, platformClock } from '../platform/clock.ts'
import { own } from '../platform/own.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { pagamio, purchaseLimit } from '../vendor/pagamio.ts'
import { EndpointBudget, type EndpointLog, emptyEndpointLog } from './endpoint-budget.ts'
import { type CallLimit, shareOf } from './sliding-window.ts'

/** The vendor's limits for one IP address, and the part that this process may use. */
export interface BudgetLimits {
  /**
   * Logins in any window, from one IP address. The number is the vendor's documented default; an account may have another.
   * @default 5
   */
  readonly logins?: number | undefined
  /**
   * Refreshes in any window, likewise.
   * @default 10
   */
  readonly refreshes?: number | undefined
  /**
   * Purchases in any window, for one account: the limit of `pace`. Each process has its own token, so `share` does not
   * divide it.
   * @default 10
   */
  readonly purchases?: number | undefined
  /**
   * The window in milliseconds. Make it shorter only with a simulator.
   * @default 60_000
   */
  readonly windowMs?: number | undefined
  /**
   * How many processes behind the same address divide the limits, without a common store. Above 5 each gets one login
   * in a longer window. Processes that start in the same second can still pass the limit together; only a shared store
   * prevents that.
   * @default 1
   * @example limits: { share: 4 } // four workers: one login and two refreshes a minute each
   */
  readonly share?: number | undefined
}

/** Two machines' clocks do not run at quite the same speed, and timers are early by a little. */
const MARGIN_MS = 50
type OriginLogs = Record<LimitedEndpoint, EndpointLog>

/** The limits of the token endpoint as we keep them: per origin, over everything that shares this budget. */
export class Budget {
  readonly #logs: Map<string, OriginLogs>
  readonly #limits: Record<LimitedEndpoint | 'purchase', CallLimit>
  readonly #clock: Clock

  constructor(logs: Map<string, OriginLogs>, limits: BudgetLimits, clock: Clock) {
    this.#logs = logs
    this.#limits = resolveLimits(limits)
    this.#clock = clock
  }

  endpoint(origin: string, endpoint: LimitedEndpoint): EndpointBudget {
    let logs = this.#logs.get(origin)
    if (!logs) {
      logs = { login: emptyEndpointLog(), refresh: emptyEndpointLog() }
      this.#logs.set(origin, logs)
    }
    return new EndpointBudget(logs[endpoint], this.#limits[endpoint], this.#clock)
  }

  /** The purchases of one instance: they count per token, and instances without a common store have no common token. */
  purchases(): EndpointBudget {
    return new EndpointBudget(emptyEndpointLog(), this.#limits.purchase, this.#clock)
  }
}

function resolveLimits(limits: BudgetLimits): Record<LimitedEndpoint | 'purchase', CallLimit> {
  const { login, refresh } = pagamio.calls
  const {
    logins = login.limit,
    refreshes = refresh.limit,
    purchases = purchaseLimit,
    windowMs = pagamio.windowMs,
    share = 1,
  } = own(limits)
  for (const [name, value] of Object.entries({ logins, refreshes, purchases, windowMs, share })) {
    if (!(Number.isFinite(value) && value >= 1))
      throw invalidOption(`limits.${name}`, 'should be a number of at least 1')
  }
  const ours = (limit: number, among = share): CallLimit => {
    const shared = shareOf({ limit: Math.floor(limit), windowMs }, among)
    return { limit: shared.limit, windowMs: shared.windowMs + MARGIN_MS }
  }
  return { login: ours(logins), refresh: ours(refreshes), purchase: ours(purchases, 1) }
}

/**
 * A separate budget, for instances with their own `clock` or for tests. Only the instances that you give it to share
 * it. Without one, all instances in a process share one budget per origin, across copies of this package.
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

const REGISTRY = Symbol.for('@pagamio/auth-core/budget@2')

/** The process-wide budget: one log per origin. It is the only module-level state. */
export function sharedBudget(limits: BudgetLimits): Budget {
  const registry = globalThis as { [REGISTRY]?: Map<string, OriginLogs> }
  registry[REGISTRY] ??= new Map()
  return new Budget(registry[REGISTRY], limits, platformClock)
}
