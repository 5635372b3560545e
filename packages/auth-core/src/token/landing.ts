import type { Sent } from '../acquire/limited-call.ts'
import type { TokenResponse } from '../acquire/token-response.ts'
import { type HeldToken, type Moment, remainingMs } from './held-token.ts'
import type { TokenSet } from './token-set.ts'

const REFRESH_LIFETIME_MS = 7 * 24 * 60 * 60_000

/** A token set with the moment from which its lives count. */
export interface Landing {
  readonly set: TokenSet
  readonly askedAt: Moment
}

/** What an answer means for what is held: the pair is kept whole, and nothing lives longer than it was given. */
export function landingOf(
  response: TokenResponse,
  { endpoint, sentAt, overtaken }: Sent,
  before: HeldToken | undefined,
  highestGeneration: number,
  replacement: boolean,
): Landing {
  // Who was overtaken has no say by his clock, which may be ahead: whatever others have stored since is newer.
  const generation = Math.max(highestGeneration + 1, overtaken ? 0 : Math.floor(sentAt.wall))
  const { accessToken, refreshToken } = response
  // The same token again lives no longer than it did.
  const same = before?.set.accessToken === accessToken ? before : undefined
  const askedAt = same?.askedAt ?? sentAt
  const lifetimeMs = same?.set.lifetimeMs ?? response.lifetimeMs
  // A refresh that brings no refresh token leaves the old one in use, for what is left of its life.
  const kept = refreshToken === undefined && endpoint === 'refresh' ? before : undefined
  const set = {
    accessToken,
    refreshToken: refreshToken ?? kept?.set.refreshToken,
    generation,
    lifetimeMs,
    replacement,
    refreshLifetimeMs: kept ? remainingMs(kept.set.refreshLifetimeMs, kept.askedAt, askedAt) : REFRESH_LIFETIME_MS,
  }
  return { set: Object.freeze(set), askedAt }
}
