import type { ErrorCode } from './error-codes.ts'
import { type ErrorFacts, PagamioAuthError } from './errors.ts'

/** Why something failed, as plain data: an error is made of it for each caller that gets it. */
export interface Failure extends Readonly<ErrorFacts> {
  readonly code: ErrorCode
  readonly message: string
}

export const failure = (code: ErrorCode, message: string, facts?: ErrorFacts): Failure => ({ code, message, ...facts })

/** What an error of ours says, as plain data. */
export const failureOf = ({ code, message, status, hint, retryAfterMs, cause }: PagamioAuthError): Failure => ({
  code,
  message,
  status,
  hint,
  retryAfterMs,
  cause: cause as Error | undefined,
})

/** @param retryAfterMs overrides what the failure says: a caller that asks later has less to wait */
export function errorOf(failed: Failure, retryAfterMs: number | undefined = failed.retryAfterMs): PagamioAuthError {
  const { code, message, ...facts } = failed
  return new PagamioAuthError(code, message, { ...facts, retryAfterMs })
}

/** What the API means by a 401 at login. */
export const passwordRefused = failure(
  'invalid_credentials',
  'The login endpoint refused this username and password (401).',
  { status: 401 },
)

/** What the API means by a 200 that has no token, and asks for a second factor. */
export const actionRequired = failure(
  'action_required',
  'The login endpoint asks for a second factor: the account has two-factor login on, or has to set it up.',
  { status: 200 },
)

/** What the API means by a 403 in its own form. */
export const accountForbidden = failure('account_forbidden', 'The login endpoint does not allow this account (403).', {
  status: 403,
})
