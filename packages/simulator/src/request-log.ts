import { checkOneOf } from './checks.ts'
import { type Endpoint, endpoints } from './endpoint.ts'
import { type LogEntry, type OpenEntry, type Outcome, outcomes } from './log-entry.ts'
import { createTally, fits } from './tally.ts'

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
      if (outcome !== undefined) checkOneOf('outcome', outcome, outcomes)
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
