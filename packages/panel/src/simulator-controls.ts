import type { SimulatorAction } from './messages.ts'

/** As much of a simulator as the page's buttons need: one of `@pagamio/simulator` fits as it is. */
export interface PlaySimulator {
  revokeAll(): void
  expireAll(): void
  revokeRefreshTokens(): void
  failNext(endpoint: 'login' | 'refresh', fault: { kind: 'status'; status: number }, times?: number): void
  failNext(endpoint: 'login' | 'refresh', fault: { kind: 'delay'; ms: number }, times?: number): void
  clearFaults(): void
}

/** What the buttons act on, if Pagamio is simulated. */
export interface PlayOptions {
  /** What is made to fail. */
  readonly simulator: PlaySimulator
  /**
   * One call of the API, as the application makes it: without it there are no buttons that call.
   * @example call: () => pagamio.fetch('/products/categories')
   */
  readonly call?: (() => Promise<unknown>) | undefined
  /** The clock of simulator and instance, if it can be turned: `turnableClock` of `@pagamio/simulator`. */
  readonly clock?: { turn(ms: number): unknown } | undefined
}

const CROWD = 100
const MOST_MINUTES = 60
const SLOW_MS = 4_000

/** Does it, and returns a sentence about what was done. */
export async function play(
  { simulator, call, clock }: PlayOptions,
  action: SimulatorAction,
  minutes: number,
): Promise<string> {
  switch (action) {
    case 'call':
    case 'crowd':
      return call ? calledBy(call, action === 'call' ? 1 : CROWD) : 'There is nobody here who calls.'
    case 'revoke':
      simulator.revokeAll()
      return 'Revoked: the next call is answered 401.'
    case 'expire':
      simulator.expireAll()
      return 'Expired at the server, before its time: the next call is answered 401.'
    case 'spend':
      simulator.revokeRefreshTokens()
      return 'The refresh token is good for nothing any more: the next renewal needs the password.'
    case 'outage':
      for (const endpoint of ['login', 'refresh'] as const)
        simulator.failNext(endpoint, { kind: 'status', status: 503 }, Number.POSITIVE_INFINITY)
      return 'Logins and refreshes are answered 503, until you let it recover.'
    case 'limit':
      simulator.failNext('login', { kind: 'status', status: 429 })
      simulator.failNext('refresh', { kind: 'status', status: 429 })
      return 'The next login and the next refresh are answered 429.'
    case 'slow':
      for (const endpoint of ['login', 'refresh'] as const) simulator.failNext(endpoint, { kind: 'delay', ms: SLOW_MS })
      return `The next login and the next refresh take ${SLOW_MS / 1000} s.`
    case 'recover':
      simulator.clearFaults()
      return 'All is well again at the server.'
    case 'turn':
      if (!clock) return 'The clock here cannot be turned.'
      await clock.turn(Math.min(Math.max(minutes, 0), MOST_MINUTES) * 60_000)
      return `${minutes} min have passed.`
  }
}

/** It does not wait for the end of the calls: the panel is to show them while they wait for a token. */
function calledBy(call: () => Promise<unknown>, times: number): string {
  for (let n = 0; n < times; n++) call().catch(() => {})
  return times === 1 ? 'One call was sent.' : `${times} calls were sent at once.`
}
