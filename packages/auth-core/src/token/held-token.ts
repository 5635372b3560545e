import type { Moment } from '../platform/clock.ts'
import { type RenewalRules, type RenewalWindows, renewalWindows } from './renewal-windows.ts'
import type { TokenSet } from './token-set.ts'

/** The token set in use, and what is known about its life. */
export interface HeldToken {
  readonly set: TokenSet
  /** The username it belongs to. */
  readonly account: string
  /** Lives count from here, on both clocks. It only ever moves back: see {@link agedTo}. */
  readonly askedAt: Moment
  /** When it came into use here, monotonic milliseconds. */
  readonly landedAt: number
}

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

/**
 * So long ago, on both clocks. In whole milliseconds, because an engine keeps small whole numbers in place and boxes all
 * others, and a pool keeps these for thousands of merchants. `mono` comes first, unlike in moments that have fractions: V8
 * boxes a member in all objects of one layout. To the nearest: dated back again and again it stays the same.
 */
export const datedBack = (now: Moment, ageMs: number): Moment => ({
  mono: Math.round(now.mono - ageMs),
  wall: Math.round(now.wall - ageMs),
})

/** Clocks are read one after the other, and may be cut to whole milliseconds: so much between them is no step of either. */
const UNEVEN_MS = 10

/** The same token, dated so that neither clock can make it younger than it is by now, whichever is set back later. */
export function agedTo(held: HeldToken, now: Moment): HeldToken {
  const { askedAt } = held
  const apart = now.wall - askedAt.wall - (now.mono - askedAt.mono)
  return Math.abs(apart) < UNEVEN_MS ? held : { ...held, askedAt: datedBack(now, ageMs(askedAt, now)) }
}

/** A living token with the refresh token of a newer set, whose own access token is of less use. */
export function withRefreshOf(held: HeldToken, newer: HeldToken): HeldToken {
  const { refreshToken, refreshLifetimeMs, generation } = newer.set
  const since = Math.min(newer.askedAt.mono - held.askedAt.mono, newer.askedAt.wall - held.askedAt.wall)
  const set = { ...held.set, refreshToken, generation, refreshLifetimeMs: refreshLifetimeMs + since }
  return { ...held, set: Object.freeze(set) }
}

export type Phase = 'fresh' | 'renew_ahead' | 'must_renew' | 'expired'

/** Worked out when they are asked for: a pool holds thousands of tokens. */
export const windowsOf = ({ set }: HeldToken, rules: RenewalRules): RenewalWindows =>
  renewalWindows(set.lifetimeMs, rules)

export function phaseOf(held: HeldToken, rules: RenewalRules, now: Moment): Phase {
  const left = leftMs(held, now)
  const { aheadMs, mustMs } = windowsOf(held, rules)
  if (left <= 0) return 'expired'
  if (left <= mustMs) return 'must_renew'
  return left > aheadMs ? 'fresh' : 'renew_ahead'
}

/** Until when, on each clock, nothing needs to be decided about this token. */
export function freshUntil(held: HeldToken, rules: RenewalRules): Moment {
  const { set, askedAt } = held
  const freshForMs = Math.floor(set.lifetimeMs - windowsOf(held, rules).aheadMs)
  return { wall: askedAt.wall + freshForMs, mono: askedAt.mono + freshForMs }
}
