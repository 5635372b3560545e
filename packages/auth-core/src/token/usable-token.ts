import { type HeldToken, type Moment, phaseOf, remainingMs } from './held-token.ts'
import { isRejected } from './rejection.ts'
import type { TokenState } from './token-state.ts'

/** What one caller makes of a token: the one that the API refused him, and how long another one has to live. */
export interface Demand {
  readonly refusedValue: string | undefined
  readonly minTtlMs: number
}

/** Less life than was asked for; at most half of a whole life can be asked for. */
export const lacksLife = ({ set, askedAt }: HeldToken, { minTtlMs }: Demand, now: Moment): boolean =>
  remainingMs(set.lifetimeMs, askedAt, now) < Math.min(minTtlMs, set.lifetimeMs / 2)

/** The held token where this caller need not wait, and whether it is time that a flight goes behind it. */
export function usableToken(
  { held, rejection, trouble, flight }: TokenState,
  demand: Demand,
  now: Moment,
): { readonly held: HeldToken; readonly renew: boolean } | undefined {
  if (!held) return undefined
  const phase = phaseOf(held, now)
  if (phase === 'expired') return undefined
  const inTrouble = trouble !== undefined && now.mono < trouble.until
  const reported = held.set.accessToken === demand.refusedValue
  const asItIs = { held, renew: false }
  if (reported && now.mono < rejection.suppressedUntil) return asItIs
  if (reported || isRejected(rejection, held.set)) return inTrouble && !reported ? asItIs : undefined
  if (lacksLife(held, demand, now)) return inTrouble ? asItIs : undefined
  if (phase === 'must_renew') return inTrouble || flight?.elsewhere ? asItIs : undefined
  return { held, renew: phase === 'renew_ahead' && !inTrouble }
}
