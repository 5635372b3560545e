import type { ErrorCode } from './error-codes.ts'
import type { PagamioAuthError } from './errors.ts'

/** The answer of your server to its own caller if there is no token. */
export interface HttpTrouble {
  readonly status: 500 | 502 | 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly error: ErrorCode; readonly message: string }
}

const ours: ReadonlySet<ErrorCode> = new Set(['invalid_options', 'insecure_url', 'closed'])
const passing: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'address_blocked',
  'endpoint_unavailable',
  'timeout',
  'overloaded',
])

/**
 * The error as your own caller may see it: 503 with `Retry-After` if waiting helps, 502 if it does not, 500 if your own
 * code is wrong. Never a 401, which would be about your caller's credentials. It contains no secret.
 * @example const { status, headers, body } = httpTrouble(error)
 */
export function httpTrouble({ code, message, retryAfterMs }: PagamioAuthError): HttpTrouble {
  const body = { error: code, message }
  if (ours.has(code)) return { status: 500, headers: {}, body }
  if (retryAfterMs === undefined && !passing.has(code)) return { status: 502, headers: {}, body }
  return { status: 503, headers: { 'retry-after': String(Math.ceil((retryAfterMs ?? 1_000) / 1_000)) }, body }
}
