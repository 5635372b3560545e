import type { Moment } from '../platform/clock.ts'
import { type RenewalRules, type RenewalWindows, renewalWindows } from './renewal-windows.ts'
import type { TokenSet } from './token-set.ts'

/** The token set in use, and what is known about its life. */
export interface HeldToken extends RenewalWindows {
  readonly set: TokenSet
  /** The username it belongs to. */
  readonly account: string
  /** Lives count from here, on both clocks. It only ever moves back: see {@link agedTo}. */
  readonly askedAt: Moment
  /** When it came into use here, monotonic milliseconds. */
  readonly landedAt: number
}

/** How a token set comes into use. */
export interface Holding {
  readonly set: TokenSet
  readonly account: string
  readonly askedAt: Moment
  readonly landedAt: number
}

export const holdToken = (holding: Holding, rules: RenewalRules): HeldToken => ({
  ...holding,
  ...renewalWindows(holding.set.lifetimeMs, rules),
})

/**
 * How old a token is: the greater of both clocks' reckoning. The wall clock sees a laptop's sleep, the monotonic one sees
 * a wall clock that was set back.
 */
export const ageMs = (askedAt: Moment, now: Moment): number =>
  Math.max(0, now.wall - askedAt.wall, now.mono - askedAt.mono)

/** What is left of the access token's life, in milliseconds; 0 or less when it is over. */
export const leftMs = ({ set, askedAt }: HeldToken, now: Moment): number => set.lifetimeMs - ageMs(askedAt, now)

/** What is left of the refresh token's life. */
export const refreshLeftMs = ({ set, askedAt }: HeldToken, now: Moment): number =>
  set.refreshLifetimeMs - ageMs(askedAt, now)

/** The same token, dated so that neither clock can make it younger than it is by now, whichever is set back later. */
export function agedTo(held: HeldToken, now: Moment): HeldToken {
  const age = ageMs(held.askedAt, now)
  const askedAt = { wall: now.wall - age, mono: now.mono - age }
  return askedAt.wall === held.askedAt.wall && askedAt.mono === held.askedAt.mono ? held : { ...held, askedAt }
}

/** A living token with the refresh token of a newer set, whose own access token is of less use. */
export function withRefreshOf(held: HeldToken, newer: HeldToken): HeldToken {
  const { refreshToken, refreshLifetimeMs, generation } = newer.set
  const since = Math.min(newer.askedAt.mono - held.askedAt.mono, newer.askedAt.wall - held.askedAt.wall)
  const set = { ...held.set, refreshToken, generation, refreshLifetimeMs: refreshLifetimeMs + since }
  return { ...held, set: Object.freeze(set) }
}

export type Phase = 'fresh' | 'renew_ahead' | 'must_renew' | 'expired'

export function phaseOf(held: HeldToken, now: Moment): Phase {
  const left = leftMs(held, now)
  if (left <= 0) return 'expired'
  if (left <= held.mustMs) return 'must_renew'
  return left > held.aheadMs ? 'fresh' : 'renew_ahead'
}

/** Until when, on each clock, nothing needs to be decided about this token. */
export function freshUntil({ set, askedAt, aheadMs }: HeldToken): Moment {
  const freshForMs = set.lifetimeMs - aheadMs
  return { wall: askedAt.wall + freshForMs, mono: askedAt.mono + freshForMs }
}
