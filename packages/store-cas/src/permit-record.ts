import {
  askForPermit,
  type PermitAnswer,
  type PermitAsk,
  type PermitLog,
  type PermitSettlement,
  permitLogAt,
  type StoredPermitLog,
  settlePermit,
} from '@pagamio/auth-core'
import type { Decision } from './decision.ts'

/** Longer than any closing: the endpoint's closings in a row are remembered for so long after the last call. */
const REMEMBERED_MS = 24 * 3_600_000

const next = (log: PermitLog, now: number, keepMs: number): Decision<never>['next'] => ({
  record: { writtenAt: now, log } satisfies StoredPermitLog,
  keepMs: REMEMBERED_MS + keepMs,
})

export const asked =
  (ask: PermitAsk) =>
  (record: unknown, now: number): Decision<PermitAnswer> => {
    const log = permitLogAt(record, now)
    const answer = askForPermit(log, ask, now)
    return { next: next(log, now, ask.windowMs + ask.callMs + ask.placeMs), answer }
  }

export const settled =
  (settlement: PermitSettlement) =>
  (record: unknown, now: number): Decision<void> => {
    const log = permitLogAt(record, now)
    settlePermit(log, settlement, now)
    return { next: next(log, now, settlement.closedForMs + log.longestMs), answer: undefined }
  }
