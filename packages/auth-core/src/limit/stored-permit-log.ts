import { emptyPermitLog, type PermitLog } from './permit-log.ts'

/** A log as a store keeps it: JSON, with the time of writing on the store's clock. */
export interface StoredPermitLog {
  readonly writtenAt: number
  readonly log: PermitLog
}

/**
 * The current log, from whatever a store found. Anything but a log counts as an empty one; invalid calls, places and
 * numbers are left out. A log from the future was written before the store's clock was set back: its times are moved
 * back, as if no time had passed. So calls made shortly before still count, for one window at most.
 * @example const log = permitLogAt(JSON.parse(text), now); const answer = askForPermit(log, ask, now) // write { writtenAt: now, log }
 */
export function permitLogAt(stored: unknown, now: number): PermitLog {
  const { writtenAt, log } = (stored ?? {}) as Partial<StoredPermitLog>
  if (!isNumber(writtenAt) || !Array.isArray(log?.calls) || !Array.isArray(log.line)) return emptyPermitLog()
  const back = Math.max(0, writtenAt - now)
  const { closedUntil, closedAt, closings, longestMs } = log
  return {
    calls: log.calls
      .filter(isCall)
      .map((call) => ({ ...call, grantedAt: call.grantedAt - back, endsAt: call.endsAt - back })),
    line: log.line.filter(isPlace).map(({ id, diesAt, keptUntil }) => ({
      id,
      diesAt: diesAt === undefined ? undefined : diesAt - back,
      keptUntil: keptUntil - back,
    })),
    closedUntil: isNumber(closedUntil) ? closedUntil - back : undefined,
    closedAt: isNumber(closedAt) ? closedAt - back : 0,
    closings: isCount(closings) ? closings : 0,
    longestMs: isNumber(longestMs) ? longestMs : 0,
  }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isCall = (call: Partial<PermitLog['calls'][number]> | null) =>
  typeof call?.id === 'string' && isNumber(call.grantedAt) && isNumber(call.endsAt)

const isPlace = (place: Partial<PermitLog['line'][number]> | null) =>
  typeof place?.id === 'string' && isNumber(place.keptUntil) && (place.diesAt === undefined || isNumber(place.diesAt))
