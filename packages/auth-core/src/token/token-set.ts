import type { ProfileFields } from './profile.ts'

/**
 * What one acquisition returned, as plain data: the form that is held, saved and adopted. Frozen and replaced whole, so
 * that the access token of one generation is never paired with the refresh token of another by accident.
 */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** max(highest seen + 1, wall-clock ms when sent): older never overwrites newer. */
  readonly generation: number
  /** How long the access token lives, in milliseconds, counted from when it was asked for. */
  readonly lifetimeMs: number
  /** How long the refresh token lives, counted from the same moment. */
  readonly refreshLifetimeMs: number
  /** It came because its predecessor was rejected: if it is rejected too, the token may not be what is wrong. */
  readonly replacement: boolean
  /** What is known of the account. */
  readonly profile: ProfileFields
}

/** Anything else would break out of the header, or make `Headers` throw an error that prints the token. */
const TOKEN_TEXT = /^[\x21-\x7E]{1,8192}$/

export const isTokenText = (value: unknown): value is string => typeof value === 'string' && TOKEN_TEXT.test(value)
