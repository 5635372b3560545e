import type { Endpoint } from './endpoint.ts'
import type { Environment } from './environment.ts'
import type { Fault } from './fault.ts'

/** What became of a request. `pending` is not answered yet; `aborted`: its body never arrived whole. */
export type Outcome =
  | 'ok'
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'blocked'
  | 'fault'
  | 'pending'
  | 'aborted'

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
  readonly entries: readonly LogEntry[]
  add(entry: OpenEntry): void
  count(endpoint: Endpoint | undefined, outcome: Outcome | undefined): number
  busiestWindow(endpoint: Endpoint, windowMs: number, address: string | undefined): number
  /** Starts a new list; one that somebody holds is left as it is. */
  clear(): void
}

export function createRequestLog(): RequestLog {
  let entries: OpenEntry[] = []
  return {
    get entries() {
      return entries
    },
    add(entry) {
      entries.push(entry)
    },
    count: (endpoint, outcome) =>
      entries.filter(
        (entry) => (endpoint ?? entry.endpoint) === entry.endpoint && (outcome ?? entry.outcome) === entry.outcome,
      ).length,
    busiestWindow(endpoint, windowMs, address) {
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
