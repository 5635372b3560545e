import { checkOneOf } from './checks.ts'
import { type Endpoint, endpoints } from './endpoint.ts'
import type { Environment } from './environment.ts'
import type { Fault } from './fault.ts'
import { createTally, fits } from './tally.ts'

const OUTCOMES = [
  'ok',
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
  'blocked',
  'fault',
  'pending',
  'aborted',
] as const

/** What became of a request. `pending` is not answered yet; `aborted`: its body never arrived whole. */
export type Outcome = (typeof OUTCOMES)[number]

/** One request as the server saw it. Holds no username, password or token. */
export interface LogEntry {
  readonly endpoint: Endpoint
  readonly method: string
  /** Path without query, as received. */
  readonly path: string
  readonly address: string
  readonly environment: Environment
  /** Id of the account that the credentials or the token belong to (`M-1001`), where it is known. */
  readonly merchant: string | undefined
  /** Serial number of the access token issued or used, counted per merchant from 1. */
  readonly generation: number | undefined
  /** Undefined until answered, and where the connection was lost instead. */
  readonly status: number | undefined
  readonly outcome: Outcome
  /** The injected fault, where there was one. */
  readonly fault: Fault['kind'] | undefined
  /** SHA-256 in hex of the body as received; undefined for an empty one. */
  readonly bodyHash: string | undefined
  readonly contentType: string | undefined
  readonly authorization: 'none' | 'bearer' | 'other'
  readonly userAgent: string | undefined
  /** `clock.monotonic()` at arrival. */
  readonly at: number
}

/** The entry of a request that is being worked on. */
export type OpenEntry = { -readonly [Key in keyof LogEntry]: LogEntry[Key] }

export interface RequestLog {
  /** The latest ones. */
  readonly entries: readonly LogEntry[]
  add(entry: OpenEntry): void
  /** Of all that there were. */
  count(endpoint: Endpoint | undefined, outcome: Outcome | undefined): number
  busiestWindow(endpoint: Endpoint, windowMs: number, address: string | undefined): number
  /** Starts a new list; one that somebody holds is left as it is. */
  clear(): void
}

/** @param most how many entries are kept; of older ones only what they count for */
export function createRequestLog(most = 10_000): RequestLog {
  let entries: OpenEntry[] = []
  let dropped = createTally()
  return {
    get entries() {
      return entries
    },
    add(entry) {
      entries.push(entry)
      const oldest = entries.length > most ? entries.shift() : undefined
      if (oldest) dropped.add(oldest)
    },
    count(endpoint, outcome) {
      if (endpoint !== undefined) checkOneOf('endpoint', endpoint, endpoints)
      if (outcome !== undefined) checkOneOf('outcome', outcome, OUTCOMES)
      return dropped.count({ endpoint, outcome }) + entries.filter((entry) => fits(entry, { endpoint, outcome })).length
    },
    busiestWindow(endpoint, windowMs, address) {
      checkOneOf('endpoint', endpoint, endpoints)
      const seen = entries.filter(
        (entry) => entry.endpoint === endpoint && (address ?? entry.address) === entry.address,
      )
      const limiters = new Set(seen.map(limiterOf))
      const most = Array.from(limiters, (limiter) =>
        busiest(
          seen.filter((entry) => limiterOf(entry) === limiter),
          windowMs,
        ),
      )
      return Math.max(0, ...most)
    },
    clear() {
      entries = []
      dropped = createTally()
    },
  }
}

/** What a limit is kept for: one address in one environment. */
function limiterOf({ environment, address }: LogEntry): string {
  return `${environment} ${address}`
}

/** The most entries in any half-open window: two that lie exactly `windowMs` apart are not in the same one. */
function busiest(entries: readonly LogEntry[], windowMs: number): number {
  let most = 0
  let first = 0
  for (const [index, entry] of entries.entries()) {
    while (entry.at - (entries[first]?.at ?? entry.at) >= windowMs) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}
