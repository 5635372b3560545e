import type { GetTokenOptions } from '../acquire/get-token-options.ts'
import { isPagamioAuthError } from '../errors/errors.ts'
import { platformClock } from '../platform/clock.ts'
import { ignore } from '../platform/ignore.ts'
import type { AccessToken } from '../token/access-token.ts'

/** What adapters need: a token, and whether a URL may carry it. */
export interface TokenSource {
  /** @throws PagamioAuthError if no token can be acquired */
  getToken(options?: GetTokenOptions): Promise<AccessToken>
  /** Whether a URL may carry the token: Pagamio's origin, under the base path, and not `/auth/*`. */
  owns(url: string | URL): boolean
  /** Where the API is, without a trailing slash. */
  readonly baseUrl: string
}

/** One request that {@link sendAuthorized} sends, once or twice. */
export interface AuthorizedRequest<Answer> {
  /**
   * The caller's own. If it aborts, the wait for a token ends, and nothing more is sent. `send` has to end a request
   * under way itself.
   */
  readonly signal?: AbortSignal | null | undefined
  /**
   * Milliseconds the request waits for tokens at most: for the first one, and for another one after a 401, together.
   * The time that `send` takes does not count. If nothing is left after a 401, the 401 is returned.
   * @default the source's own, for each of the two
   */
  readonly timeoutMs?: number | undefined
  /** Whether the same bytes can be sent a second time. It is asked when a 401 is there, and waited for. */
  readonly replayable: boolean | Promise<boolean>
  /** Sends it with this token's `authorization`. */
  send(token: AccessToken): Promise<Answer>
  /** Whether the API answered 401. */
  rejected(answer: Answer): boolean
  /** Called with an answer that will not be read, because another one replaces it or the request was cancelled. */
  dropped?(answer: Answer): void
}

/**
 * The rule of every adapter. A 401 costs at most one acquisition and one more request. The 401 is returned if the
 * request cannot be sent again, there is no other token, or the other token is rejected too. Each 401 is reported, so
 * that the next call has a new token.
 * @throws PagamioAuthError if there is no first token; the signal's reason; the errors of `send`
 * @example
 * const response = await sendAuthorized(pagamio, {
 *   replayable: true,
 *   send: (token) => client.get(url, { headers: { authorization: token.authorization } }),
 *   rejected: ({ status }) => status === 401,
 * })
 */
export async function sendAuthorized<Answer>(
  source: Pick<TokenSource, 'getToken'>,
  request: AuthorizedRequest<Answer>,
): Promise<Answer> {
  const { signal, timeoutMs, send } = request
  const startedAt = timeoutMs === undefined ? 0 : platformClock.monotonic()
  const token = await source.getToken(waiting(signal, timeoutMs))
  const leftMs = timeoutMs && Math.max(0, timeoutMs - (platformClock.monotonic() - startedAt))
  throwIfAborted(signal)
  const answer = await send(token)
  return request.rejected(answer) ? afterAnswer(source, request, { token, answer, leftMs }) : answer
}

/** A request that was sent once. */
export interface FirstSending<Answer> {
  readonly token: AccessToken
  readonly answer: Answer
  /** Milliseconds that are left to wait for another token; the source's own limit if nothing is said. */
  readonly leftMs?: number | undefined
}

/** The rest of {@link sendAuthorized}, for a request whose first answer is there. */
export async function afterAnswer<Answer>(
  source: Pick<TokenSource, 'getToken'>,
  request: AuthorizedRequest<Answer>,
  { token, answer, leftMs }: FirstSending<Answer>,
): Promise<Answer> {
  const { signal, send, rejected, dropped = ignore } = request
  if (!rejected(answer)) return answer
  const replayable = await request.replayable
  // With an aborted signal the source refuses before it has looked at what is rejected.
  if (!replayable || signal?.aborted) report(source, token)
  if (!replayable) return answer
  let next: AccessToken
  try {
    next = await source.getToken({ rejected: token, ...waiting(signal, leftMs) })
  } catch (error) {
    if (isPagamioAuthError(error) && !signal?.aborted) return answer
    dropped(answer)
    throwIfAborted(signal)
    throw error
  }
  if (next.value === token.value) return answer
  dropped(answer)
  throwIfAborted(signal)
  const second = await send(next)
  if (rejected(second)) report(source, next)
  return second
}

function waiting(signal: AbortSignal | null | undefined, timeoutMs: number | undefined): GetTokenOptions | undefined {
  if (!signal && timeoutMs === undefined) return undefined
  return { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) }
}

/** By hand: some clients have signals of their own, which lack `throwIfAborted`. */
function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw signal.reason
}

/** Says that a token was rejected, and waits for nothing. */
function report(source: Pick<TokenSource, 'getToken'>, rejected: AccessToken): void {
  source.getToken({ rejected, timeoutMs: 0 }).catch(ignore)
}
