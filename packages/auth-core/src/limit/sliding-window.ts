import type { PermitAnswer, PermitAsk, PermitSettlement } from './permit.ts'

/** One call to a limited endpoint, as the log remembers it. */
interface LoggedCall {
  readonly id: string
  readonly grantedAt: number
  /** When it was answered, or its deadline while it was not. */
  endsAt: number
  answered: boolean
}

/** A flight's place in the line for a permit. */
export interface Place {
  readonly id: string
  /** Callers go before background renewals. */
  background: boolean
  /** A place not looked after until then belongs to nobody any more (a Worker's request that has ended, a dead process). */
  keptUntil: number
  /** Called when waiting may be over sooner than was thought; only where the log is in this process. */
  wake?: () => void
}

/** What one endpoint of one origin has seen. Plain data: processes and versions of this package may share it. */
export interface CallLog {
  calls: LoggedCall[]
  line: Place[]
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
  line: [],
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

/** Grants a permit and logs the call, or keeps a place in the line and says how long it will take. Changes the log. */
export function askForPermit(log: CallLog, ask: PermitAsk, now: number): PermitAnswer {
  const { id, background, callMs, placeMs } = ask
  // Asked again for an answer that was not heard: granted is granted.
  if (log.calls.some((call) => call.id === id)) return { retryAfterMs: 0, closings: log.closings }
  let place = log.line.find((other) => other.id === id)
  if (!place) {
    place = { id, background, keptUntil: now }
    log.line.push(place)
  }
  if (place.background !== background) place.background = background
  const retryAfterMs = waitFor(log, ask, place, now)
  place.keptUntil = now + placeMs
  // Last, so that who waits is never passed by somebody who came later while he looked away.
  log.line = log.line.filter((other) => other.keptUntil > now && (other !== place || retryAfterMs > 0))
  log.longestMs = Math.max(log.longestMs, ask.windowMs)
  log.calls = log.calls.filter((call) => call.endsAt + log.longestMs > now)
  if (retryAfterMs === 0) log.calls.push({ id, grantedAt: now, endsAt: now + callMs, answered: false })
  return { retryAfterMs, closings: log.closings }
}

/** Writes down what became of a permit. Changes the log. */
export function settlePermit(log: CallLog, { id, outcome, closedForMs }: PermitSettlement, now: number): void {
  const grantedAt = log.calls.find((call) => call.id === id)?.grantedAt ?? now
  log.line = log.line.filter((place) => place.id !== id)
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
 * How long a place has to wait: 0 when its turn is now. A sliding log, not a token bucket: a bucket of 5 that refills
 * lets 9 through in one minute. While calls are unanswered the figure is an estimate that only grows more exact.
 */
export function waitFor(log: CallLog, limit: CallLimit, place: Place | undefined, now: number): number {
  const calls = callsWithin(log, limit, now)
  const { closedUntil } = log
  if (closedUntil !== undefined && now < closedUntil) return closedUntil - now
  const ahead = placesAhead(log.line, place, now)
  // After a closing one call goes first, and the others wait for its answer.
  if (closedUntil !== undefined && (ahead > 0 || calls.some((call) => !call.answered))) return PROBE_MS
  const free = limit.limit - calls.length
  if (ahead < free) return 0
  // Who is ahead takes what is free now, so that it comes free again a window later.
  const taken = Array<number>(Math.max(0, free)).fill(limit.windowMs)
  const frees = calls
    .map((call) => (call.answered ? call.endsAt : now) + limit.windowMs - now)
    .concat(taken)
    .sort((a, b) => a - b)
  const turn = ahead - free
  return (frees[turn % frees.length] ?? 0) + Math.floor(turn / frees.length) * limit.windowMs
}

function placesAhead(line: readonly Place[], place: Place | undefined, now: number): number {
  let ahead = 0
  let passed = false
  for (const other of line) {
    if (other === place) passed = true
    else if (other.keptUntil > now && goesBefore(other, place, !passed)) ahead++
  }
  return ahead
}

const goesBefore = (other: Place, place: Place | undefined, earlier: boolean): boolean =>
  other.background === (place?.background ?? false) ? earlier : !other.background
