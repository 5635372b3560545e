import { checkOneOf, checkText, checkWhole } from '../checks.ts'
import { type Endpoint, endpoints } from '../endpoint.ts'
import type { Fault } from '../fault.ts'
import type { Service } from '../health.ts'
import { type Outcome, outcomes } from '../log-entry.ts'
import type { SecondFactor } from '../merchant-options.ts'
import type { Simulator } from '../simulator.ts'

/** What comes with a request: the members of its query, or of its body. */
export type Given = Readonly<Record<string, unknown>>

interface Operation {
  /** Nothing else may be given: what is misspelt would be left out, and a test pass for the wrong reason. */
  readonly takes: readonly string[]
  run(simulator: Simulator, given: Given): unknown
}

export type Operations = Readonly<Record<string, Operation>>

/** What is asked for by GET, with a query. The names are those of the simulator's members. */
export const questions: Operations = {
  log: {
    takes: ['endpoint', 'outcome', 'last'],
    run({ log }, { endpoint, outcome, last }) {
      const most = last === undefined ? log.length : Number(last)
      checkWhole('last', most, 0)
      if (endpoint !== undefined) checkOneOf('endpoint', endpoint, endpoints)
      if (outcome !== undefined) checkOneOf('outcome', outcome, outcomes)
      const entries = log.filter(
        (entry) => (endpoint ?? entry.endpoint) === entry.endpoint && (outcome ?? entry.outcome) === entry.outcome,
      )
      return { entries: most === 0 ? [] : entries.slice(-most) }
    },
  },
  charges: { takes: [], run: ({ charges }) => ({ charges }) },
  count: {
    takes: ['endpoint', 'outcome'],
    run: ({ count }, { endpoint, outcome }) => ({ count: count(endpoint as Endpoint, outcome as Outcome) }),
  },
  'busiest-window': {
    takes: ['endpoint', 'windowMs', 'address'],
    run({ busiestWindow }, { endpoint, windowMs, address }) {
      const window = windowMs === undefined ? undefined : Number(windowMs)
      if (window !== undefined) checkWhole('windowMs', window, 1)
      return { requests: busiestWindow(endpoint as Endpoint, window, address as string | undefined) }
    },
  },
}

/** What is done by POST, with a JSON object or nothing. */
export const commands: Operations = {
  revoke: { takes: ['token'], run: ({ revoke }, { token }) => revoke(text('token', token)) },
  'revoke-all': { takes: [], run: ({ revokeAll }) => revokeAll() },
  'revoke-refresh-tokens': { takes: [], run: ({ revokeRefreshTokens }) => revokeRefreshTokens() },
  'expire-all': { takes: [], run: ({ expireAll }) => expireAll() },
  'change-password': {
    takes: ['username', 'password'],
    run: ({ changePassword }, { username, password }) =>
      changePassword(text('username', username), text('password', password)),
  },
  'set-active': {
    takes: ['username', 'active'],
    run: ({ setActive }, { username, active }) => setActive(text('username', username), yesOrNo('active', active)),
  },
  'set-second-factor': {
    takes: ['username', 'factor'],
    run: ({ setSecondFactor }, { username, factor }) =>
      setSecondFactor(text('username', username), (factor ?? undefined) as SecondFactor | undefined),
  },
  'set-healthy': {
    takes: ['service', 'healthy'],
    run: ({ setHealthy }, { service, healthy }) => setHealthy(service as Service, yesOrNo('healthy', healthy)),
  },
  'fail-next': {
    takes: ['endpoint', 'fault', 'times'],
    run({ failNext }, { endpoint, fault, times }) {
      if (typeof fault !== 'object' || fault === null) throw new TypeError('fault should be an object with a kind')
      failNext(endpoint as Endpoint, fault as Fault, timesOf(times))
    },
  },
  'hold-purchases': { takes: ['times'], run: ({ holdPurchases }, { times }) => holdPurchases(timesOf(times)) },
  'fail-purchases': { takes: ['times'], run: ({ failPurchases }, { times }) => failPurchases(timesOf(times)) },
  'clear-faults': { takes: [], run: ({ clearFaults }) => clearFaults() },
  'turn-clock': { takes: ['ms'], run: ({ turnClock }, { ms }) => turnClock(ms as number) },
  reset: { takes: [], run: ({ reset }) => reset() },
}

function text(name: string, value: unknown): string {
  checkText(name, value)
  return value
}

function yesOrNo(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${name} should be true or false`)
  return value
}

/** JSON has no Infinity: that is `*`, as on the command line. */
const timesOf = (times: unknown): number | undefined =>
  times === '*' ? Number.POSITIVE_INFINITY : (times as number | undefined)
