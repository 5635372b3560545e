import { type AccessToken, type FetchLike, isReplayable, sendAuthorized, type TokenSource } from '@pagamio/auth-core'

/** What ky was told about one request, in words that both majors share. */
export interface KyOptions {
  readonly body?: unknown
  readonly json?: unknown
  readonly redirect?: RequestInit['redirect']
  readonly timeout?: number | false | undefined
}

/** ky's own, where it is told nothing. */
const TIMEOUT_MS = 10_000

/**
 * Sends what ky has made of a request, with the token where it is for Pagamio and has no Authorization of the caller's own.
 * ky keeps a request that never held the token, so that no error shows it.
 * @param send a `fetch` of the caller's own
 */
export async function authorizedFetch(
  source: TokenSource,
  send: FetchLike | undefined,
  request: Request,
  init: RequestInit | undefined,
  options: KyOptions,
): Promise<Response> {
  if (!source.owns(request.url) || request.headers.has('authorization')) return (send ?? fetch)(request, init)

  const { timeout = TIMEOUT_MS } = options
  // ky has made the body of `json`, or of what it was given: a Request of it does not say its length.
  const replayable = options.json !== undefined || isReplayable(options.body ?? request)
  const spare = request.body === null ? request : replayable ? request.clone() : undefined
  // Followed, it would take a purchase's body elsewhere; `follow` on a Request cannot be told from the default.
  const redirect = options.redirect === undefined && request.redirect === 'follow' ? 'manual' : request.redirect
  let next: Request | undefined = request
  const attempt = (token: AccessToken): Promise<Response> => {
    const headers = new Headers(request.headers)
    headers.set('authorization', token.authorization)
    const from = next as Request
    next = spare
    // Theirs may look at nothing but the request.
    return send ? send(new Request(from, { headers, redirect }), init) : fetch(from, { ...init, headers, redirect })
  }
  try {
    return await sendAuthorized<Response>(source, {
      signal: request.signal,
      timeoutMs: timeout === false ? undefined : timeout,
      replayable: spare !== undefined,
      send: attempt,
      rejected: ({ status }) => status === 401,
      dropped: drop,
    })
  } finally {
    if (spare !== request) drop(spare)
  }
}

/** Nobody reads it; kept unread it would keep its bytes, or its socket. */
function drop(unread: Request | Response | undefined): void {
  unread?.body?.cancel().catch(() => {})
}
