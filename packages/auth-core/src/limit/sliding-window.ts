import type { PermitAsk, PermitSettlement } from './permit.ts'

/** One call to a limited endpoint, as the log remembers it. */
interface LoggedCall {
  readonly id: string
  readonly grantedAt: number
  /** When it was answered, or its deadline while it was not. */
  endsAt: number
  answered: boolean
}

/** What one endpoint of one origin has seen. Plain data: processes and versions of this package may share it. */
export interface CallLog {
  calls: LoggedCall[]
  /** Since a 429; a time in the past means that one call may try, and the others wait for its answer. */
  closedUntil: number | undefined
  /** When it was closed: answers to calls that were under way by then say nothing about later. */
  closedAt: number
  /** Closings since the last success: each is twice as long as the one before. */
  closings: number
  /** The longest window that anybody has asked with: calls are remembered for so long. */
  longestMs: number
}

export const emptyCallLog = (): CallLog => ({
  calls: [],
  closedUntil: undefined,
  closedAt: 0,
  closings: 0,
  longestMs: 0,
})

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

const MINUTE = 60_000

/** Nobody calls a closed endpoint for a minute, doubling to 15; `Retry-After` can only make it longer, up to an hour. */
export const closedFor = (closings: number, retryAfterMs = 0): number =>
  Math.max(Math.min(MINUTE * 2 ** closings, 15 * MINUTE), Math.min(retryAfterMs, 60 * MINUTE))

/** Logs the call if its turn is now; otherwise says how long it will take with `ahead` before it. Changes the log. */
export function takeTurn(log: CallLog, ask: PermitAsk, ahead: number, now: number): number {
  const retryAfterMs = waitFor(log, ask, ahead, now)
  log.longestMs = Math.max(log.longestMs, ask.windowMs)
  log.calls = log.calls.filter((call) => call.endsAt + log.longestMs > now)
  if (retryAfterMs === 0) log.calls.push({ id: ask.id, grantedAt: now, endsAt: now + ask.callMs, answered: false })
  return retryAfterMs
}

/** Writes down what became of a call. Changes the log. */
export function settleCall(log: CallLog, { id, outcome, closedForMs }: PermitSettlement, now: number): void {
  const grantedAt = log.calls.find((call) => call.id === id)?.grantedAt ?? now
  log.calls = log.calls.filter((call) => call.id !== id)
  if (outcome === 'unused') return
  // Counted from the answer, because only the server knows when it counted; also where the log was lost meanwhile.
  log.calls.push({ id, grantedAt, endsAt: now, answered: true })
  if (outcome === 'unanswered') return
  const { closedUntil } = log
  if (closedUntil !== undefined && grantedAt <= log.closedAt) {
    // Many calls may be under way when a limit is hit: that is one closing, and those that came through do not end it.
    if (outcome === 'closed') log.closedUntil = Math.max(closedUntil, now + closedForMs)
    return
  }
  log.closedUntil = outcome === 'closed' ? now + closedForMs : undefined
  if (outcome === 'closed') {
    log.closings++
    log.closedAt = now
  }
  if (outcome === 'success') log.closings = 0
}

/** The calls that a window of `windowMs` sees: each until so long after its answer or its deadline. */
export const callsWithin = ({ calls }: CallLog, { windowMs }: CallLimit, now: number): readonly LoggedCall[] =>
  calls.filter((call) => call.endsAt + windowMs > now)

const PROBE_MS = 1_000

/**
 * How long one has to wait with `ahead` others before one: 0 if one's turn is now. A sliding log, not a token bucket: a
 * bucket of 5 that refills lets 9 through in one minute. While calls are unanswered the figure is an estimate that only
 * grows more exact.
 */
export function waitFor(log: CallLog, limit: CallLimit, ahead: number, now: number): number {
  const calls = callsWithin(log, limit, now)
  const { closedUntil } = log
  if (closedUntil !== undefined && now < closedUntil) return closedUntil - now
  // After a closing one call goes first, and the others wait for its answer.
  if (closedUntil !== undefined && (ahead > 0 || calls.some((call) => !call.answered))) return PROBE_MS
  const free = limit.limit - calls.length
  if (ahead < free) return 0
  // Those ahead take what is free now, so that it comes free again a window later.
  const taken = Array<number>(Math.max(0, free)).fill(limit.windowMs)
  const frees = calls
    .map((call) => (call.answered ? call.endsAt : now) + limit.windowMs - now)
    .concat(taken)
    .sort((a, b) => a - b)
  const turn = ahead - free
  return (frees[turn % frees.length] ?? 0) + Math.floor(turn / frees.length) * limit.windowMs
}
