import { askForPermit, type PermitLog } from '@pagamio/auth-core'

/** How much of an endpoint's budget is left, over all processes that share the folder. */
export interface BudgetLeft {
  /** Calls that may go right now. */
  readonly left: number
  /** Milliseconds until a newcomer may go; 0 where he may go now. */
  readonly nextInMs: number
  /** How many wait in line. */
  readonly waiting: number
}

/** Asks as a newcomer would. Changes the log that it is given. */
export function budgetLeft(log: PermitLog, limit: { limit: number; windowMs: number }, now: number): BudgetLeft {
  const waiting = log.line.filter(({ keptUntil }) => keptUntil > now).length
  const newcomer = { id: '', callMs: 0, placeMs: 0 }
  const nextInMs = Math.ceil(askForPermit(log, { ...newcomer, ...limit }, now).retryAfterMs)
  const calls = log.calls.filter(({ id, endsAt }) => id !== newcomer.id && endsAt + limit.windowMs > now)
  const left = nextInMs > 0 ? 0 : Math.max(0, limit.limit - calls.length)
  return { left, nextInMs, waiting }
}
