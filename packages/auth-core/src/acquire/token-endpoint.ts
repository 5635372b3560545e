import type { ErrorCode } from '../errors/error-codes.ts'
import { type ErrorFacts, PagamioAuthError } from '../errors/errors.ts'
import { failureFacts, networkHint, standIn, wasNeverSent } from '../errors/failure-facts.ts'
import type { LimitedEndpoint } from '../observe/events.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import type { FetchLike } from '../platform/fetch-like.ts'
import { userAgent } from '../platform/version.ts'
import { boundedText } from './bounded-text.ts'
import type { Credentials } from './credentials.ts'
import { isErrorEnvelope, parseTokenResponse, type TokenResponse } from './token-response.ts'

/** Over headers and body, from the moment the permit was given. */
export const CALL_DEADLINE_MS = 30_000
const LARGEST_ANSWER = 64 * 1024

/** What a call to the token endpoint came to. */
export type Answer =
  | { readonly kind: 'token'; readonly response: TokenResponse }
  /** 401: the password, or the refresh token, is not accepted. */
  | { readonly kind: 'refused'; readonly error: PagamioAuthError }
  /** 429, or an address that is blocked: the endpoint closes for everybody. */
  | { readonly kind: 'limited'; readonly error: PagamioAuthError; readonly retryAfterMs: number | undefined }
  /** Answered, but with nothing to use. `passing` failures may be tried again soon. */
  | {
      readonly kind: 'failed'
      readonly error: PagamioAuthError
      readonly passing: boolean
      readonly mayBeSpent: boolean
    }
  /** Not answered. `mayBeSpent`: it may have been processed over there. */
  | { readonly kind: 'unanswered'; readonly error: PagamioAuthError; readonly mayBeSpent: boolean }

/**
 * Login and refresh over HTTP, on a private transport: no interceptors, no redirects followed (a 307 would carry the
 * password to another host), a bounded body, and no foreign error ever forwarded.
 */
export class TokenEndpoint {
  readonly #baseUrl: URL
  readonly #fetch: FetchLike
  readonly #clock: Clock

  constructor(baseUrl: URL, fetch: FetchLike, clock: Clock) {
    this.#baseUrl = baseUrl
    this.#fetch = fetch
    this.#clock = clock
  }

  login({ username, password }: Credentials): Promise<Answer> {
    return this.#call('login', '/auth/token', { username, password })
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.#call('refresh', '/auth/token/refresh', { refreshToken })
  }

  async #call(endpoint: LimitedEndpoint, path: string, body: object): Promise<Answer> {
    const url = `${this.#baseUrl.href.replace(/\/$/, '')}${path}`
    let responded = false
    try {
      const exchange = async (signal: AbortSignal) => {
        const response = await this.#fetch(url, {
          method: 'POST',
          headers: {
            accept: 'application/json',
            'accept-encoding': 'identity',
            'content-type': 'application/json',
            'user-agent': userAgent,
          },
          body: JSON.stringify(body),
          redirect: 'manual',
          signal,
        })
        responded = true
        return { response, text: await boundedText(response, LARGEST_ANSWER) }
      }
      const late = () => Object.assign(new Error('no answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' })
      const { response, text } = await withDeadline(this.#clock, CALL_DEADLINE_MS, exchange, late)
      return read(endpoint, response, text, this.#clock.now())
    } catch (thrown) {
      const facts = failureFacts(thrown)
      const said = facts.code ?? facts.name
      const message = responded
        ? `The ${endpoint} answer broke off: ${said}.`
        : `The ${endpoint} endpoint of ${this.#baseUrl.host} did not answer: ${said}.`
      const cause = standIn(facts, this.#baseUrl.host)
      const error = new PagamioAuthError('endpoint_unavailable', message, { cause, hint: networkHint(facts) })
      return { kind: 'unanswered', error, mayBeSpent: !wasNeverSent(facts) }
    }
  }
}

/** What a 401 at login means, heard now or earlier. */
export const refusal = (): PagamioAuthError =>
  new PagamioAuthError('invalid_credentials', 'The login endpoint refused this username and password (401).', {
    status: 401,
  })

/** What a 403 in the form of the API means. */
export const forbidden = (): PagamioAuthError =>
  new PagamioAuthError('account_forbidden', 'The login endpoint does not allow this account (403).', { status: 403 })

function read(endpoint: LimitedEndpoint, response: Response, text: string | undefined, wallNow: number): Answer {
  const { status } = response
  const fail = (code: ErrorCode, message: string, facts?: ErrorFacts) =>
    new PagamioAuthError(code, `The ${endpoint} endpoint ${message}.`, { status, ...facts })
  const limited = (code: ErrorCode, message: string): Answer => {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), wallNow)
    return { kind: 'limited', error: fail(code, message, { retryAfterMs }), retryAfterMs }
  }
  if (status === 401) {
    const error = endpoint === 'login' ? refusal() : fail('invalid_credentials', 'refused the refresh token (401)')
    return { kind: 'refused', error }
  }
  if (status === 429) return limited('rate_limited', 'is over its limit (429)')
  if (status === 403) {
    if (!isErrorEnvelope(text ?? ''))
      return limited('address_blocked', 'refuses this address (403, not in the form of the API)')
    return {
      kind: 'failed',
      error: endpoint === 'login' ? forbidden() : fail('account_forbidden', 'does not allow this account (403)'),
      passing: false,
      mayBeSpent: false,
    }
  }
  if (status >= 500) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), wallNow)
    return {
      kind: 'failed',
      error: fail('endpoint_unavailable', `answered ${status}`, { retryAfterMs }),
      passing: true,
      mayBeSpent: false,
    }
  }
  const unexpected = (message: string, passing: boolean): Answer => ({
    kind: 'failed',
    error: fail('unexpected_response', message),
    passing,
    // A 200 that cannot be read may still have rotated the refresh token.
    mayBeSpent: response.ok,
  })
  if (!response.ok)
    return unexpected(
      status === 0 || status < 400 ? `redirected (${status}), which is never followed` : `answered ${status}`,
      false,
    )
  if (text === undefined) return unexpected(`answered more than ${LARGEST_ANSWER / 1024} KiB`, true)
  const parsed = parseTokenResponse(text)
  if ('problem' in parsed)
    return unexpected(`answered ${status} without a usable token: ${parsed.problem}`, !isErrorEnvelope(text))
  return { kind: 'token', response: parsed }
}

/** Seconds or an HTTP date; anything else counts as absent. */
function parseRetryAfter(value: string | null, wallNow: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - wallNow
  return ms > 0 ? ms : undefined
}
