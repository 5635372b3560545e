import type { Demand } from '../../src/token/caller-answer.ts'
import type { State } from '../../src/token/state.ts'
import type { Now } from '../../src/token/transition.ts'

/** As long as callers wait if they say nothing. */
export const PATIENCE_MS = 30_000

/** What callers ask for: any token, one other than the rejected one, one that lives for long. */
export function demandsOf({ held, rejection }: State, now: Now, sinceMs = 0): Record<string, Demand> {
  const since = now.mono - sinceMs
  const plain = { refusedValue: undefined, minTtlMs: 0, since, deadline: since + PATIENCE_MS }
  const demands: Record<string, Demand> = { plain }
  if (!held) return demands
  if (rejection.value === held.set.accessToken) demands.rejected = { ...plain, refusedValue: held.set.accessToken }
  demands['long life'] = { ...plain, minTtlMs: held.set.lifetimeMs / 2 }
  return demands
}
