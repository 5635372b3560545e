import { AccessToken } from '../token/access-token.ts'
import type { HeldToken } from '../token/held-token.ts'
import { Profile } from '../token/profile.ts'

/** A token whose end has moved by more than this is shown anew. */
const SAME_END_MS = 1_000

/** The token as callers see it: the same object as before for the same set. */
export function shownToken(
  { set, askedAt }: HeldToken,
  before: AccessToken | undefined,
  authorization: (accessToken: string) => string,
): AccessToken {
  const { accessToken, generation } = set
  const expiresAt = askedAt.wall + set.lifetimeMs
  const same = before?.value === accessToken && before.generation === generation
  if (same && Math.abs(before.expiresAt - expiresAt) < SAME_END_MS) return before
  return new AccessToken(accessToken, expiresAt, generation, authorization(accessToken), new Profile(set.profile))
}
