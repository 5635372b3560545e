import { type CallLog, emptyCallLog } from '@pagamio/auth-core'
import type { Decision } from './update-file.ts'

/** The log of one endpoint of one origin, with the time at which it was written. */
interface PermitRecord {
  readonly writtenAt: number
  readonly log: CallLog
}

/**
 * The log as it stands now. One from the future was written before the machine was started anew: its times are moved back,
 * as if none had passed since, so that calls made shortly before a restart still count, for a window and no longer.
 */
export function logAt(record: unknown, now: number): CallLog {
  const { writtenAt = now, log } = (record ?? {}) as Partial<PermitRecord>
  if (!Array.isArray(log?.calls) || !Array.isArray(log.line)) return emptyCallLog()
  const back = Math.max(0, writtenAt - now)
  return {
    calls: log.calls.map((call) => ({ ...call, grantedAt: call.grantedAt - back, endsAt: call.endsAt - back })),
    line: log.line.map((place) => ({ ...place, keptUntil: place.keptUntil - back })),
    closedUntil: typeof log.closedUntil === 'number' ? log.closedUntil - back : undefined,
    closedAt: Number.isFinite(log.closedAt) ? log.closedAt - back : 0,
    closings: Number.isFinite(log.closings) ? log.closings : 0,
    longestMs: Number.isFinite(log.longestMs) ? log.longestMs : 0,
  }
}

/** Lets a rule of the core change the log. */
export const changed =
  <T>(rule: (log: CallLog, now: number) => T, time: () => number) =>
  (record: unknown): Decision<T> => {
    const now = time()
    const log = logAt(record, now)
    const answer = rule(log, now)
    return { next: { writtenAt: now, log } satisfies PermitRecord, answer }
  }
