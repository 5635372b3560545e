import type { Failure } from '../errors/failure.ts'
import type { ProfileFields } from './profile.ts'

/** What a login or refresh brought, in the one form that the rest of the core knows. */
export interface TokenResponse {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** How long the access token lives, in milliseconds, counted from when it was asked for. */
  readonly lifetimeMs: number
  /** How long the refresh token lives, counted from the same moment. */
  readonly refreshLifetimeMs: number
  /** What it tells of the account. */
  readonly profile: ProfileFields
  /** What was odd about the answer, in words without values. */
  readonly warnings: readonly string[]
}

/** What a call to the token endpoint came to. */
export type Answer =
  | { readonly kind: 'token'; readonly response: TokenResponse }
  /** The password, or the refresh token, is not accepted; or the login waits for a person. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** 429, or an address that is blocked: the endpoint closes for everybody. */
  | { readonly kind: 'limited'; readonly failure: Failure }
  /** Answered, but with nothing to use. A `passing` failure may be tried again soon. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly passing: boolean; readonly mayBeSpent: boolean }
  /** Not answered. `mayBeSpent`: the server may have processed it. */
  | { readonly kind: 'unanswered'; readonly failure: Failure; readonly mayBeSpent: boolean }
