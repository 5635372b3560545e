import { askForPermit, type EndpointStatus, endpointStatus, type PermitLog } from '@pagamio/auth-core'

/** How much of an endpoint's budget is left, over all processes that share the folder. */
export type BudgetLeft = EndpointStatus

/** Asks as a newcomer would. Changes the log that it is given. */
export function budgetLeft(log: PermitLog, limit: { limit: number; windowMs: number }, now: number): BudgetLeft {
  const waiting = log.line.filter(({ keptUntil }) => keptUntil > now).length
  const newcomer = { id: '', callMs: 0, placeMs: 0 }
  const nextInMs = Math.ceil(askForPermit(log, { ...newcomer, ...limit }, now).retryAfterMs)
  const calls = log.calls.filter(({ id }) => id !== newcomer.id)
  return { ...endpointStatus({ ...log, calls }, limit, nextInMs, now), waiting }
}
