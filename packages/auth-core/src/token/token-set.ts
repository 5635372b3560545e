/**
 * What one acquisition returned, as plain data: the form that is held, saved and adopted. Frozen, replaced whole,
 * so that nobody ever pairs the access token of one generation with the refresh token of another.
 */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** max(highest seen + 1, wall-clock ms when sent): older never overwrites newer. */
  readonly generation: number
  /** How long the access token lives, counted from when it was asked for. */
  readonly lifetimeMs: number
  /** How long the refresh token lives, counted from the same moment. */
  readonly refreshLifetimeMs: number
  /** It came because its predecessor was rejected: where it is rejected too, it may not be the token that is wrong. */
  readonly replacement: boolean
}
