import type { Clock } from '../platform/clock.ts'
import { AccessToken } from './access-token.ts'
import { renewalWindows } from './renewal-windows.ts'
import type { TokenSet } from './token-set.ts'

/** One moment on both clocks. */
export interface Moment {
  readonly wall: number
  readonly mono: number
}

export const momentOf = (clock: Clock): Moment => ({ wall: clock.now(), mono: clock.monotonic() })

/** The token set in use, with everything about its life worked out once. */
export interface HeldToken {
  readonly set: TokenSet
  readonly username: string
  readonly token: AccessToken
  /** One settled promise per token set: the hot path returns it as it is. */
  readonly settled: Promise<AccessToken>
  readonly askedAt: Moment
  /** Before both of these nobody needs to think. */
  readonly freshUntil: Moment
  readonly mustMs: number
  readonly aloneMs: number
  readonly landedAt: number
  /** It came because its predecessor was rejected. */
  readonly replacement: boolean
}

export function holdToken(
  set: TokenSet,
  about: { username: string; askedAt: Moment; landedAt: number; replacement: boolean; jitter: number },
): HeldToken {
  const { aheadMs, mustMs, aloneMs } = renewalWindows(set.lifetimeMs, about.jitter)
  const { username, askedAt, landedAt, replacement } = about
  const token = new AccessToken(set.accessToken, askedAt.wall + set.lifetimeMs, set.generation)
  const freshForMs = set.lifetimeMs - aheadMs
  return {
    set,
    username,
    token,
    settled: Promise.resolve(token),
    askedAt,
    freshUntil: { wall: askedAt.wall + freshForMs, mono: askedAt.mono + freshForMs },
    mustMs,
    aloneMs,
    landedAt,
    replacement,
  }
}

/**
 * What is left of a life: the lesser of both clocks' reckoning, never more than the whole. The wall clock sees a
 * laptop's sleep, the monotonic one sees a wall clock that was set back.
 */
export function remainingMs(lifetimeMs: number, askedAt: Moment, now: Moment): number {
  return Math.min(lifetimeMs, lifetimeMs - (now.wall - askedAt.wall), lifetimeMs - (now.mono - askedAt.mono))
}

export type Phase = 'fresh' | 'renew_ahead' | 'must_renew' | 'expired'

export function phaseOf(held: HeldToken, now: Moment): Phase {
  const left = remainingMs(held.set.lifetimeMs, held.askedAt, now)
  if (left <= 0) return 'expired'
  if (left <= held.mustMs) return 'must_renew'
  return now.wall < held.freshUntil.wall && now.mono < held.freshUntil.mono ? 'fresh' : 'renew_ahead'
}
