import { listen } from '#listen'
import { checkNumber } from './checks.ts'
import type { Endpoint } from './endpoint.ts'
import type { Fault } from './fault.ts'
import type { Service } from './health.ts'
import { createInProcessFetch, type SimulatorFetch } from './in-process.ts'
import type { Listener, ListenOptions } from './listener.ts'
import type { LogEntry, Outcome } from './log-entry.ts'
import type { SecondFactor } from './merchant-options.ts'
import { checkOptions } from './option-checks.ts'
import type { Charge } from './payments/transactions.ts'
import { createServer } from './server.ts'
import { resolveOptions, type SimulatorOptions } from './simulator-options.ts'
import { turnableClock } from './turnable-clock.ts'

/** The Pagamio API on this machine. All members are bound. */
export interface Simulator extends AsyncDisposable {
  /**
   * Answers in-process, for any host, with 127.0.0.1 as the caller's address. Rejects with the signal's reason if
   * aborted.
   */
  readonly fetch: SimulatorFetch
  /** The same from another IP address: limits and blocks are per address. */
  fetchFrom(address: string): SimulatorFetch
  /** Serves over TCP as well, with the same state. Rejects if the import condition `node` is not set. */
  listen(options?: ListenOptions): Promise<Listener>
  /** Closes all listeners; also `await using`. */
  close(): Promise<void>

  /** The last 10,000 requests seen, in order of arrival, answered or not. `count` counts all of them. */
  readonly log: readonly LogEntry[]
  /** The last 10,000 purchases: a replay with the same reference is in the log twice and here once. */
  readonly charges: readonly Charge[]
  /** How many requests were seen; all of them without arguments. Throws a RangeError for a misspelt argument. */
  count(endpoint?: Endpoint, outcome?: Outcome): number
  /**
   * The most requests in any window of the log: what a rate limiter would count, for one address in one environment.
   * `windowMs` defaults to that of the limits; without `address` it is the busiest one's.
   */
  busiestWindow(endpoint: Endpoint, windowMs?: number, address?: string): number
  /** Resolves when no request is being worked on. Those parked on the clock (latency, delay, hang) do not count. */
  settled(): Promise<void>

  /** This access token is answered 401 from now on. */
  revoke(token: string): void
  /** Every access token issued so far is answered 401; refresh tokens live. */
  revokeAll(): void
  revokeRefreshTokens(): void
  /** Every access token issued so far has expired: to a caller the same 401 as a revocation. */
  expireAll(): void
  /** Tokens issued before stay good. Throws a RangeError for an unknown username. */
  changePassword(username: string, password: string): void
  /** Throws a RangeError for an unknown username. */
  setActive(username: string, active: boolean): void
  /**
   * From now on a login returns no token, but says that a person has to act. Throws a RangeError for an unknown
   * username.
   */
  setSecondFactor(username: string, factor: SecondFactor | undefined): void
  /**
   * Sets one service in `GET /health`, which is `degraded` if one is not healthy. Throws a RangeError for an unknown
   * service.
   */
  setHealthy(service: Service, healthy: boolean): void

  /**
   * The next `times` (1) requests to the endpoint that no limit refuses get this fault; `times` may be `Infinity`.
   * Faults are used in the order of the calls. Throws a RangeError or a TypeError that names a misspelt or invalid
   * argument: a status outside 200 to 599, `NaN` times.
   */
  failNext(endpoint: Endpoint | 'any', fault: Fault, times?: number): void
  /**
   * The next `times` (1) purchases are not final at once: PENDING for 5 s on the clock, PROCESSING for 5 more, and then
   * COMPLETED. `times` may be `Infinity`.
   */
  holdPurchases(times?: number): void
  /** The same, but they end as FAILED, and are no charge. */
  failPurchases(times?: number): void
  /**
   * Moves the simulator's clock forward by so many milliseconds, and runs what waits for it. No other clock moves: if
   * your client uses your own clock, give it to both and turn that one.
   * @throws RangeError or TypeError if `ms` is negative or no number
   */
  turnClock(ms: number): void
  /** Also those of `holdPurchases` and `failPurchases`. */
  clearFaults(): void
  /** Forgets log, counters, faults, limits and blocks; not merchants, tokens or purchases. */
  reset(): void
}

/** @throws RangeError or TypeError that names the invalid option */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const resolved = resolveOptions(options)
  checkOptions(resolved)
  const clock = turnableClock(resolved.clock)
  const server = createServer({ ...resolved, clock })
  const { accounts, activity, faults, health, limits, log, tokens, transactions } = server
  const listeners = new Set<Listener>()

  const close = async () => {
    await Promise.all(Array.from(listeners, (listener) => listener.close()))
    listeners.clear()
  }

  const clearFaults = () => {
    faults.clear()
    transactions.clearFates()
  }

  const simulator: Simulator = {
    fetch: createInProcessFetch(server, '127.0.0.1'),
    fetchFrom: (address) => createInProcessFetch(server, address),
    async listen(where) {
      const listener = await listen(server, simulator, where)
      listeners.add(listener)
      return listener
    },
    close,
    [Symbol.asyncDispose]: close,

    get log() {
      return log.entries
    },
    charges: transactions.charges,
    count: (endpoint, outcome) => log.count(endpoint, outcome),
    busiestWindow: (endpoint, windowMs = server.options.limits.windowMs, address) =>
      log.busiestWindow(endpoint, windowMs, address),
    settled: activity.settled,

    revoke: tokens.revoke,
    revokeAll: tokens.endAccessTokens,
    revokeRefreshTokens: tokens.endRefreshTokens,
    expireAll: tokens.endAccessTokens,
    changePassword: accounts.changePassword,
    setActive: accounts.setActive,
    setSecondFactor: accounts.setSecondFactor,
    setHealthy: health.set,

    failNext: (endpoint, fault, times = 1) => faults.add(endpoint, fault, times),
    holdPurchases: (times = 1) => transactions.next('held', times),
    failPurchases: (times = 1) => transactions.next('failed', times),
    clearFaults,
    reset() {
      log.clear()
      clearFaults()
      limits.clear()
    },
    turnClock(ms) {
      checkNumber('ms', ms, 0, Number.MAX_SAFE_INTEGER)
      clock.turn(ms)
    },
  }
  return simulator
}
