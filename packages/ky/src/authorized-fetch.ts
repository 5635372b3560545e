import {
  type AccessToken,
  type FetchLike,
  followRedirects,
  isAboutToken,
  isReplayable,
  replayableRequest,
  sendAuthorized,
  type TokenSource,
} from '@pagamio/auth-core'

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

  // ky has made the body of `json`, or of what it was given: the Request does not show that it was a stream.
  const isConstant = options.body === undefined || isReplayable(options.body)
  const sending = replayableRequest(request)
  const follows = options.redirect === 'follow'
  // Followed by fetch, it would take a purchase's body elsewhere; `follow` on a Request cannot be told from the default.
  const byHand = follows || (options.redirect === undefined && request.redirect === 'follow')
  const redirect = byHand ? 'manual' : request.redirect
  const signal = anyOf(request.signal, options.signal, deadline)

  const attempt = async (token: AccessToken): Promise<Response> => {
    const headers = new Headers(request.headers)
    headers.set('authorization', token.authorization)
    const next = sending.next()
    // Theirs may look at nothing but the request.
    const answer = await (send
      ? send(new Request(next, { headers, redirect }), init)
      : fetch(next, { ...init, headers, redirect }))
    if (!follows) return answer
    const { url, method } = request
    return followRedirects(source, answer, {
      ...{ url, method, token, signal, anywhere: true },
      headers: Object.fromEntries(request.headers),
      send: (to, hop) => (send ?? fetch)(new Request(to, { ...hop, signal: request.signal }), init),
    })
  }
  try {
    return await sendAuthorized<Response>(source, {
      signal,
      timeoutMs: timeoutOf(options),
      get replayable() {
        return isConstant && sending.replayable
      },
      send: attempt,
      rejected: (response) => isAboutToken(source, response),
      dropped: ({ body }) => void body?.cancel().catch(() => {}),
    })
  } finally {
    sending.release()
  }
}

/** ky takes a text as well. */
function timeoutOf({ timeout = TIMEOUT_MS }: KyOptions): number | undefined {
  return timeout === false ? undefined : Number(timeout)
}

/** A hook may have made a request anew, which has heard of none of the others. */
function anyOf(own: AbortSignal, ...others: (AbortSignal | null | undefined)[]): AbortSignal {
  const given = others.filter((signal) => signal instanceof AbortSignal)
  return given.length > 0 ? AbortSignal.any([own, ...given]) : own
}
