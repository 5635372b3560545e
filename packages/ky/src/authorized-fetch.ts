import { type AccessToken, type FetchLike, isReplayable, sendAuthorized, type TokenSource } from '@pagamio/auth-core'

/** What ky was told about one request, in words that both majors share. */
export interface KyOptions {
  readonly body?: unknown
  readonly json?: unknown
  readonly redirect?: RequestInit['redirect']
  readonly timeout?: number | false | undefined
  /** With ky 2 the caller's own; with ky 1 it knows of the timeout as well. */
  readonly signal?: AbortSignal | null | undefined
}

/** ky's own, where it is told nothing. */
const TIMEOUT_MS = 10_000

/**
 * Sends what ky has made of a request, with the token where it is for Pagamio and has no Authorization of the caller's own.
 * ky keeps a request that never held the token, so that no error shows it.
 * @param send a `fetch` of the caller's own
 * @param deadline the end of all attempts together
 */
export async function authorizedFetch(
  source: TokenSource,
  send: FetchLike | undefined,
  request: Request,
  init: RequestInit | undefined,
  options: KyOptions,
  deadline?: AbortSignal,
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
      signal: anyOf(request.signal, options.signal, deadline),
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

/** A hook may have made a request anew, which has heard of none of the others. */
function anyOf(own: AbortSignal, ...others: (AbortSignal | null | undefined)[]): AbortSignal {
  const given = others.filter((signal) => signal instanceof AbortSignal)
  return given.length > 0 ? AbortSignal.any([own, ...given]) : own
}

/** Nobody reads it; kept unread it would keep its bytes, or its socket. */
function drop(unread: Request | Response | undefined): void {
  unread?.body?.cancel().catch(() => {})
}
