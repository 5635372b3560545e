/** One call to a limited endpoint, as the log remembers it. */
export interface LoggedCall {
  readonly id: number
  /** When it was answered, or its deadline while it was not (monotonic). */
  endsAt: number
  answered: boolean
}

/** A flight's place in the queue for a permit. */
export interface Ticket {
  /** Callers go before background renewals. */
  background: boolean
  /** A ticket not looked after until then belongs to nobody any more (a Worker's request that has ended). */
  keptUntil: number
  /** Called when waiting may be over sooner than was thought. */
  wake: () => void
}

/** What one endpoint of one origin has seen. Plain data: two versions of this package may share it. */
export interface CallLog {
  calls: LoggedCall[]
  queue: Ticket[]
  /** Since a 429; a `until` in the past means that one call may try, and the others wait for its answer. */
  closed: { until: number } | undefined
  /** Closings since the last success: each is twice as long as the one before. */
  closings: number
  nextId: number
}

export const emptyCallLog = (): CallLog => ({ calls: [], queue: [], closed: undefined, closings: 0, nextId: 1 })

/** `limit` calls in any `windowMs`. */
export interface CallLimit {
  readonly limit: number
  readonly windowMs: number
}

/** A share of a limit: fewer calls, or, below one call, a longer window. */
export function shareOf({ limit, windowMs }: CallLimit, share: number): CallLimit {
  const calls = Math.floor(limit / share)
  return calls >= 1 ? { limit: calls, windowMs } : { limit: 1, windowMs: windowMs * (share / limit) }
}

/** Forgets calls that no window can see any more. A call counts until `windowMs` after its answer or its deadline. */
export function pruneCalls(log: CallLog, { windowMs }: CallLimit, now: number): void {
  log.calls = log.calls.filter((call) => call.endsAt + windowMs > now)
}

/**
 * How long a ticket has to wait: 0 when its turn is now. A sliding log, not a token bucket: a bucket of 5 that refills
 * lets 9 through in one minute. While calls are unanswered the figure is an estimate that only grows more exact.
 */
export function waitFor(log: CallLog, limit: CallLimit, ticket: Ticket | undefined, now: number): number {
  pruneCalls(log, limit, now)
  if (log.closed && now < log.closed.until) return log.closed.until - now
  const ahead = ticketsAhead(log.queue, ticket, now)
  // After a closing one call goes first, and the others wait for its answer.
  if (log.closed && (ahead > 0 || log.calls.some((call) => !call.answered))) return PROBE_MS
  const free = limit.limit - log.calls.length
  if (ahead < free) return 0
  const frees = log.calls
    .map((call) => (call.answered ? call.endsAt : now) + limit.windowMs - now)
    .sort((a, b) => a - b)
  const turn = ahead - free
  return (frees[turn % frees.length] ?? 0) + Math.floor(turn / frees.length) * limit.windowMs
}

const PROBE_MS = 1_000

function ticketsAhead(queue: readonly Ticket[], ticket: Ticket | undefined, now: number): number {
  let ahead = 0
  let passed = false
  for (const other of queue) {
    if (other === ticket) passed = true
    else if (other.keptUntil > now && goesBefore(other, ticket, !passed)) ahead++
  }
  return ahead
}

const goesBefore = (other: Ticket, ticket: Ticket | undefined, earlier: boolean): boolean =>
  other.background === (ticket?.background ?? false) ? earlier : !other.background
