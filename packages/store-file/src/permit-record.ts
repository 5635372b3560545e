import { emptyPermitLog, type PermitLog } from '@pagamio/auth-core'
import type { Decision } from './update-file.ts'

/** The log of one endpoint of one origin, with the time at which it was written. */
interface PermitRecord {
  readonly writtenAt: number
  readonly log: PermitLog
}

/**
 * The log as it stands now. One from the future was written before the machine was started anew: its times are moved back,
 * as if none had passed since, so that calls made shortly before a restart still count, for a window and no longer.
 * What is no call, no place and no number is left out.
 */
export function logAt(record: unknown, now: number): PermitLog {
  const { writtenAt, log } = (record ?? {}) as Partial<PermitRecord>
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

/** Lets a rule of the core change the log. */
export const changed =
  <T>(rule: (log: PermitLog, now: number) => T, time: () => number) =>
  (record: unknown): Decision<T> => {
    const now = time()
    const log = logAt(record, now)
    const answer = rule(log, now)
    return { next: { writtenAt: now, log } satisfies PermitRecord, answer }
  }
