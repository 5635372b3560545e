import { checkAsks } from './asks.ts'
import { checkCalls } from './calls.ts'
import type { FinishedRun } from './finished-run.ts'
import { checkRemains } from './remains.ts'

/** Writes down in its world what must not be. */
export function checkRun(run: FinishedRun): void {
  checkAsks(run)
  checkCalls(run)
  checkRemains(run)
}
