import type { LimitedEndpoint } from '../token/endpoint.ts'
import type { PermitAnswer, PermitAsk, PermitSettlement } from './permit.ts'
import { type CallLog, emptyCallLog, settleCall, takeTurn } from './sliding-window.ts'

/** The name of an endpoint's limit in a store. It contains the origin, because each origin has its own limit. */
export const permitKey = (origin: string, endpoint: LimitedEndpoint): string => `${endpoint} ${origin}`

/** A place in the line of a log that a store keeps. */
interface StoredPlace {
  readonly id: string
  /** When the token ends that a renewal would replace; absent if a caller waits. */
  diesAt?: number | undefined
  /** A place that is not asked for until then is dropped: its process has died. */
  keptUntil: number
}

/** What a store keeps of one limit: the calls, and the line for the next one, in the order of asking. */
export interface PermitLog extends CallLog {
  line: StoredPlace[]
}

export const emptyPermitLog = (): PermitLog => ({ ...emptyCallLog(), line: [] })

/** Whether nothing in it counts any more: an empty one in its place is the same. */
export const isIdlePermitLog = ({ calls, line, closedUntil, closings, longestMs }: PermitLog, now: number): boolean =>
  closedUntil === undefined &&
  closings === 0 &&
  calls.every(({ endsAt }) => endsAt + longestMs <= now) &&
  line.every(({ keptUntil }) => keptUntil <= now)

/**
 * Grants a permit and logs the call, or keeps a place in the line and returns how long it will take. Changes the log.
 */
export function askForPermit(log: PermitLog, ask: PermitAsk, now: number): PermitAnswer {
  const { id, deadlineMs, placeMs } = ask
  // Asked again for an answer that was not heard: granted is granted.
  if (log.calls.some((call) => call.id === id)) return { retryAfterMs: 0, closings: log.closings }
  let place = log.line.find((other) => other.id === id)
  if (!place) {
    place = { id, keptUntil: now }
    log.line.push(place)
  }
  place.diesAt = deadlineMs === undefined ? undefined : now + deadlineMs
  const { line, ahead } = stillKept(log.line, place, now)
  const retryAfterMs = takeTurn(log, ask, ahead, now)
  place.keptUntil = now + placeMs
  log.line = retryAfterMs > 0 && placeMs > 0 ? line : line.filter((other) => other !== place)
  return { retryAfterMs, closings: log.closings }
}

/** Records the result of a permit. Changes the log. */
export function settlePermit(log: PermitLog, settlement: PermitSettlement, now: number): void {
  log.line = log.line.filter(({ id }) => id !== settlement.id)
  settleCall(log, settlement, now)
}

/**
 * The places that are looked after, and how many of them go before this one: in one pass, because each look goes through
 * the line. The one that asks is in it, however long it looked away: no later one has passed it.
 */
function stillKept(line: StoredPlace[], place: StoredPlace, now: number) {
  const isKept = (other: StoredPlace) => other === place || other.keptUntil > now
  let [ahead, gone] = [0, 0]
  let earlier = true
  for (const other of line) {
    if (other === place) earlier = false
    else if (!isKept(other)) gone++
    else if (goesBefore(other, place, earlier)) ahead++
  }
  return { line: gone > 0 ? line.filter(isKept) : line, ahead }
}

/** Callers first, then the token that dies first; equals in the order of asking. */
function goesBefore({ diesAt }: StoredPlace, place: StoredPlace, earlier: boolean): boolean {
  if (diesAt === place.diesAt) return earlier
  return diesAt === undefined || (place.diesAt !== undefined && diesAt < place.diesAt)
}
