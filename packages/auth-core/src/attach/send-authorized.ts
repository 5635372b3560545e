import type { GetTokenOptions } from '../acquire/get-token-options.ts'
import { isPagamioAuthError } from '../errors/errors.ts'
import { ignore } from '../platform/ignore.ts'
import type { AccessToken } from '../token/access-token.ts'

/** What adapters work against: a token, and whether a URL may carry it. */
export interface TokenSource {
  /** @throws PagamioAuthError when no token can be had */
  getToken(options?: GetTokenOptions): Promise<AccessToken>
  /** Whether a URL may carry the token at all: our origin, under the base path, and not `/auth/*`. */
  owns(url: string | URL): boolean
  /** Where the API is, without a trailing slash. */
  readonly baseUrl: string
}

/** One request that {@link sendAuthorized} sends, once or twice. */
export interface AuthorizedRequest<Answer> {
  /** The caller's own; it ends the caller's waiting for a token, and nothing else. */
  readonly signal?: AbortSignal | null | undefined
  /** Whether the same bytes can be sent a second time. */
  readonly replayable: boolean
  /** Sends it with this token's `authorization`. */
  send(token: AccessToken): Promise<Answer>
  /** Whether the API answered 401. */
  rejected(answer: Answer): boolean
  /** Hears of an answer that nobody will read, because another one takes its place. */
  dropped?(answer: Answer): void
}

/**
 * The rule of every adapter: a 401 costs at most one acquisition and one more request, and is handed on where the
 * request cannot be sent again, no other token is to be had, or the other token is rejected too. Each 401 is reported,
 * so that the next call has a new token.
 * @throws PagamioAuthError when there is no token to begin with; whatever `send` throws
 * @example
 * const response = await sendAuthorized(pagamio, {
 *   replayable: true,
 *   send: (token) => client.get(url, { headers: { authorization: token.authorization } }),
 *   rejected: ({ status }) => status === 401,
 * })
 */
export async function sendAuthorized<Answer>(
  source: Pick<TokenSource, 'getToken'>,
  { signal, replayable, send, rejected, dropped = ignore }: AuthorizedRequest<Answer>,
): Promise<Answer> {
  const token = await source.getToken(signal ? { signal } : undefined)
  const answer = await send(token)
  if (!rejected(answer)) return answer
  if (!replayable) {
    report(source, token)
    return answer
  }
  const next = await source.getToken({ rejected: token, signal: signal ?? undefined }).catch((error) => {
    if (isPagamioAuthError(error)) return token
    dropped(answer)
    throw error
  })
  if (next.value === token.value) return answer
  dropped(answer)
  const second = await send(next)
  if (rejected(second)) report(source, next)
  return second
}

/** Says that a token was rejected, and waits for nothing. */
function report(source: Pick<TokenSource, 'getToken'>, rejected: AccessToken): void {
  source.getToken({ rejected, timeoutMs: 0 }).catch(ignore)
}
