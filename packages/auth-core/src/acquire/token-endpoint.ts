import { failure } from '../errors/failure.ts'
import { failureFacts, networkHint, standIn, wasNeverSent } from '../errors/failure-facts.ts'
import { boundedText } from '../platform/bounded-text.ts'
import type { Clock } from '../platform/clock.ts'
import { withDeadline } from '../platform/deadline.ts'
import type { FetchLike } from '../platform/fetch-like.ts'
import { userAgent } from '../platform/version.ts'
import type { Answer } from '../token/answer.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { CALL_DEADLINE_MS } from '../token/steps.ts'
import type { Credentials } from '../vendor/credentials.ts'
import type { TokenApi } from '../vendor/token-api.ts'

/**
 * Login and refresh over HTTP, on a private transport: no interceptors, no redirects followed (a 307 would carry the
 * password to another host), a bounded body, and no foreign error ever forwarded.
 */
export class TokenEndpoint {
  readonly #api: TokenApi
  readonly #baseUrl: URL
  readonly #fetch: FetchLike
  readonly #clock: Clock

  constructor(api: TokenApi, baseUrl: URL, fetch: FetchLike, clock: Clock) {
    this.#api = api
    this.#baseUrl = baseUrl
    this.#fetch = fetch
    this.#clock = clock
  }

  login(credentials: Credentials): Promise<Answer> {
    return this.#call('login', this.#api.loginBody(credentials))
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.#call('refresh', this.#api.refreshBody(refreshToken))
  }

  async #call(endpoint: LimitedEndpoint, body: object): Promise<Answer> {
    const url = `${this.#baseUrl.href.replace(/\/$/, '')}${this.#api.calls[endpoint].path}`
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
          ...uncached(),
        } as RequestInit)
        responded = true
        return { response, text: await boundedText(response, this.#api.largestAnswer) }
      }
      const late = () => Object.assign(new Error('no answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' })
      const { response, text } = await withDeadline(this.#clock, CALL_DEADLINE_MS, exchange, late)
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), this.#clock.now())
      return this.#api.read(endpoint, { status: response.status, text, retryAfterMs })
    } catch (thrown) {
      const facts = failureFacts(thrown)
      const said = facts.code ?? facts.name
      const message = responded
        ? `The ${endpoint} answer broke off: ${said}.`
        : `The ${endpoint} endpoint of ${this.#baseUrl.host} did not answer: ${said}.`
      const cause = standIn(facts, this.#baseUrl.host)
      const failed = failure('endpoint_unavailable', message, { cause, hint: networkHint(facts) })
      return { kind: 'unanswered', failure: failed, mayBeSpent: !wasNeverSent(facts) }
    }
  }
}

/**
 * No cache keeps an answer: not the runtime's, and not the one that Next.js puts before every `fetch` of a page and keeps on
 * the disk. The second member is how Next.js marks calls that are not the page's own; without it, a page that is to be
 * built once would become a page that is built for each visitor. Nobody else knows it.
 */
function uncached(): object {
  const members = { cache: 'no-store', next: { internal: true } } as const
  try {
    new Request('https://a.invalid', members)
    return members
  } catch {
    // Workers before November 2024 refuse the first one.
    return { next: members.next }
  }
}

/** Seconds or an HTTP date; anything else counts as absent. */
function parseRetryAfter(value: string | null, wallNow: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - wallNow
  return ms > 0 ? ms : undefined
}
