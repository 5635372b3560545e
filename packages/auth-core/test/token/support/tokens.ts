import type { Moment } from '../../../src/platform/clock.ts'
import type { HeldToken } from '../../../src/token/held-token.ts'
import type { TokenSet } from '../../../src/token/token-set.ts'
import type { Found } from '../../../src/token/transition.ts'

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE
/** The usual life in these tests: renewed from 5 minutes before its end, and waited for in the last 30 s. */
export const LIFE = 30 * MINUTE
export const REFRESH_LIFE = 7 * DAY
export const ACCOUNT = 'demo'

/** When the tests begin. The clocks differ, so that one taken for the other is noticed. */
export const START: Moment = { wall: 50_000_000, mono: 20_000_000 }

/** A moment after the start, on both clocks. */
export const after = (ms: number): Moment => ({ wall: START.wall + ms, mono: START.mono + ms })

/** A token set of generation 1, as far as nothing else is said. */
export const tokenSet = (fields: Partial<TokenSet> = {}): TokenSet => ({
  accessToken: 'a1',
  refreshToken: 'r1',
  generation: 1,
  lifetimeMs: LIFE,
  refreshLifetimeMs: REFRESH_LIFE,
  replacement: false,
  profile: {},
  ...fields,
})

/** What a held token is like. */
export interface Holds extends Partial<TokenSet> {
  /** What is left of its life at the start; all of it if nothing is said. */
  readonly leftMs?: number
  readonly account?: string
  /** When it came into use; when it was asked for if nothing is said. */
  readonly landedAt?: number
}

/** A token that is held at the start. */
export function heldToken({ leftMs, account = ACCOUNT, landedAt, ...fields }: Holds = {}): HeldToken {
  const set = tokenSet(fields)
  const askedAt = after((leftMs ?? set.lifetimeMs) - set.lifetimeMs)
  return { set, account, askedAt, landedAt: landedAt ?? askedAt.mono }
}

/** What a look into the store finds: as far as nothing else is said the next set of these credentials, a minute old. */
export const inStore = (fields: Partial<TokenSet> = {}, about: Partial<Omit<Found, 'set'>> = {}): Found => ({
  set: tokenSet({ accessToken: 'a2', refreshToken: 'r2', generation: 2, ...fields }),
  ageMs: MINUTE,
  own: true,
  ...about,
})
