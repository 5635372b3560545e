import type { ErrorCode } from '../errors/error-codes.ts'
import type { ErrorFacts } from '../errors/errors.ts'
import { accountForbidden, actionRequired, failure, passwordRefused } from '../errors/failure.ts'
import type { Answer } from '../token/answer.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import type { Reply, TokenApi } from './token-api.ts'
import { asksForPerson, isErrorEnvelope, parseTokenResponse } from './token-response.ts'

const LARGEST_ANSWER = 64 * 1024

/** "10 requests per minute per user token", for purchases: the vendor's page on rate limiting. */
export const purchaseLimit = 10

/** Pagamio's token endpoint, as its documentation describes it. */
export const pagamio: TokenApi = {
  // "5 requests per minute per IP address", and 10 for refresh: the vendor's page on rate limiting.
  calls: { login: { path: '/auth/token', limit: 5 }, refresh: { path: '/auth/token/refresh', limit: 10 } },
  windowMs: 60_000,
  largestAnswer: LARGEST_ANSWER,
  loginBody: ({ username, password }) => ({ username, password }),
  refreshBody: (refreshToken) => ({ refreshToken }),
  read,
  authorization: (accessToken) => `Bearer ${accessToken}`,
}

function read(endpoint: LimitedEndpoint, { status, text, retryAfterMs }: Reply): Answer {
  const fail = (code: ErrorCode, message: string, facts?: ErrorFacts) =>
    failure(code, `The ${endpoint} endpoint ${message}.`, { status, ...facts })
  const limited = (code: ErrorCode, message: string): Answer => ({
    kind: 'limited',
    failure: fail(code, message, { retryAfterMs }),
  })
  if (status === 401) {
    const refused = fail('invalid_credentials', 'refused the refresh token (401)')
    return { kind: 'refused', failure: endpoint === 'login' ? passwordRefused : refused }
  }
  if (status === 429) return limited('rate_limited', 'is over its limit (429)')
  if (status === 403) {
    if (!isErrorEnvelope(text ?? ''))
      return limited('address_blocked', 'refuses this address (403, not in the form of the API)')
    const forbidden = fail('account_forbidden', 'does not allow this account (403)')
    return {
      kind: 'failed',
      failure: endpoint === 'login' ? accountForbidden : forbidden,
      passing: false,
      mayBeSpent: false,
    }
  }
  if (status >= 500) {
    const down = fail('endpoint_unavailable', `answered ${status}`, { retryAfterMs })
    return { kind: 'failed', failure: down, passing: true, mayBeSpent: false }
  }
  const unexpected = (message: string, passing: boolean): Answer => ({
    kind: 'failed',
    failure: fail('unexpected_response', message),
    passing,
    // A 200 that cannot be read may still have rotated the refresh token.
    mayBeSpent: status >= 200 && status < 300,
  })
  // Status 0 is a redirect that the platform shows no more of.
  if (status < 200 || (status >= 300 && status < 400))
    return unexpected(`redirected (${status}), which is never followed`, false)
  if (status >= 400) return unexpected(`answered ${status}`, false)
  if (text === undefined) return unexpected(`answered more than ${LARGEST_ANSWER / 1024} KiB`, true)
  const parsed = parseTokenResponse(text)
  if (!('problem' in parsed)) return { kind: 'token', response: parsed }
  // For a refresh it means the same as a refused one: the login that follows says what has to be done.
  if (asksForPerson(text)) return { kind: 'refused', failure: actionRequired }
  return unexpected(`answered ${status} without a usable token: ${parsed.problem}`, !isErrorEnvelope(text))
}
