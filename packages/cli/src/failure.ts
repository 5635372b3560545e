import { type ErrorCode, isPagamioAuthError } from '@pagamio/auth-core'
import { exitCodes } from './exit-codes.ts'

/** What went wrong in one line, what to do about it in another, and the exit code. Never a secret. */
export class Failure extends Error {
  readonly hint: string
  readonly exitCode: number

  constructor(message: string, hint: string, exitCode: number = exitCodes.setup) {
    super(message)
    this.hint = hint
    this.exitCode = exitCode
  }
}

const codes: Readonly<Record<ErrorCode, number>> = {
  invalid_options: exitCodes.setup,
  insecure_url: exitCodes.setup,
  credentials_unavailable: exitCodes.setup,
  invalid_credentials: exitCodes.refused,
  action_required: exitCodes.refused,
  account_forbidden: exitCodes.refused,
  endpoint_unavailable: exitCodes.unreachable,
  unexpected_response: exitCodes.unreachable,
  timeout: exitCodes.unreachable,
  address_blocked: exitCodes.limited,
  rate_limited: exitCodes.limited,
  overloaded: exitCodes.limited,
  closed: exitCodes.failed,
}

/** What to do at a command line: the core's own hints are for programmers. */
const hints: Partial<Record<ErrorCode, string>> = {
  invalid_options: 'Set what the message names, or keep credentials as a profile: `pagamio login`.',
  insecure_url:
    'Use https. Plain http, which others can read on the way, is allowed for one host that you name: --insecure-host <name>.',
  invalid_credentials:
    'Check username and password, sandbox or production, and that the account is active; else ask Pagamio support. The same password is tried again ten minutes later (`pagamio status` says when), or by `pagamio login`.',
  action_required:
    'This login waits for a code that only a person can enter. Use an account without two-factor login for the API, or switch it off in the portal. It is tried again ten minutes later, or by `pagamio login`.',
  credentials_unavailable: 'Check that the file exists, that you can read it, and that it contains only the password.',
  rate_limited:
    'Pagamio allows 5 logins and 10 refreshes a minute per IP address, unless your account has other limits. `pagamio status` says what is left.',
  endpoint_unavailable: 'Try again later; `pagamio doctor` looks closer.',
  timeout: 'Try again; `pagamio doctor` looks closer.',
}

/** Any error as something to print. Of errors that are not ours only the code is known to hold nothing secret. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (isPagamioAuthError(error)) {
    const wait = error.retryAfterMs === undefined ? '' : ` Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`
    return new Failure(`${error.message}${wait}`, hints[error.code] ?? error.hint, codes[error.code])
  }
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : undefined
  return new Failure(
    `That failed (${known ?? (typeof name === 'string' ? name : 'unknown')}).`,
    'Run `pagamio doctor`, and please report it if that finds nothing.',
    exitCodes.failed,
  )
}
