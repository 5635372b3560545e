import type { Credentials, RotatingCredentials } from '../vendor/credentials.ts'

/**
 * Credentials, or a function that fetches them (a vault, a mounted file). It is called within an acquisition, before
 * anything is sent. If it rejects, logins fail with `credentials_unavailable`, and the next login calls it again. While
 * you change a password, it may return the old one and the new one.
 */
export type CredentialsOption =
  | Credentials
  | ((call: { readonly signal: AbortSignal }) => Promise<Credentials | RotatingCredentials>)
