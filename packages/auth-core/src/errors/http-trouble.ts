import type { ErrorCode } from './error-codes.ts'
import type { PagamioAuthError } from './errors.ts'

/** What a server of yours answers its own caller when it got no token. */
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
 * Trouble between you and Pagamio, as your caller may know it: 503 with `Retry-After` where waiting helps, 502 where it
 * does not, 500 where your own code is wrong. Never a 401, which would be about your caller's credentials; no secret.
 * @example const { status, headers, body } = httpTrouble(error)
 */
export function httpTrouble({ code, message, retryAfterMs }: PagamioAuthError): HttpTrouble {
  const body = { error: code, message }
  if (ours.has(code)) return { status: 500, headers: {}, body }
  if (retryAfterMs === undefined && !passing.has(code)) return { status: 502, headers: {}, body }
  return { status: 503, headers: { 'retry-after': String(Math.ceil((retryAfterMs ?? 1_000) / 1_000)) }, body }
}
