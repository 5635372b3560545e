import type { AccessToken } from './access-token.ts'
import { ignore } from './events.ts'
import type { FetchLike } from './fetch-like.ts'
import { outgoingBody } from './outgoing-body.ts'
import { resolveUrl } from './owned-url.ts'
import { sendAuthorized, type TokenSource } from './send-authorized.ts'
import { userAgent } from './version.ts'

const MOST_HOPS = 5

/**
 * `fetch` with the token attached, for our origin only. A 401 costs at most one flight and one retry, and a body is sent again
 * only byte for byte or not at all. API answers are never turned into exceptions; only getting the first token throws.
 */
export function createAuthorizedFetch(source: TokenSource, send: FetchLike): FetchLike {
  const base = new URL(source.baseUrl)

  return async (input, init = {}) => {
    const request = input instanceof Request ? input : undefined
    const url = resolveUrl(base, request ? request.url : (input as string | URL))
    const headers = new Headers(init.headers ?? request?.headers)
    if (!source.owns(url) || headers.has('authorization')) return send(request ?? url.href, init)

    if (!headers.has('user-agent')) headers.set('user-agent', userAgent)
    const signal = init.signal ?? request?.signal
    // Chosen by the caller it is respected; `follow` on a Request cannot be told from the default.
    const redirect = init.redirect ?? (request && request.redirect !== 'follow' ? request.redirect : undefined)
    const outgoing = await outgoingBody(request, init)
    if (outgoing.contentType !== undefined && !headers.has('content-type'))
      headers.set('content-type', outgoing.contentType)

    const attempt = async (token: AccessToken, to: URL, hops: number): Promise<Response> => {
      headers.set('authorization', token.authorization)
      const response = await send(
        ...outgoing.call(to, { ...init, headers: new Headers(headers), redirect: redirect ?? 'manual' }),
      )
      const next =
        redirect === undefined && hops < MOST_HOPS ? nextHop(source, outgoing.method, response, to) : undefined
      if (!next) return response
      drop(response)
      return attempt(token, next, hops + 1)
    }

    try {
      return await sendAuthorized(source, {
        signal,
        replayable: outgoing.replayable,
        send: (token) => attempt(token, url, 0),
        rejected: ({ status }) => status === 401,
        // An undrained body keeps its socket.
        dropped: drop,
      })
    } finally {
      outgoing.release()
    }
  }
}

function drop(response: Response): void {
  response.body?.cancel().catch(ignore)
}

/** Where a redirected GET or HEAD goes on, while we own the target. Anything else is the caller's to see. */
function nextHop(source: TokenSource, method: string, response: Response, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status) || (method !== 'GET' && method !== 'HEAD')) return undefined
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from.href)) return undefined
  const next = new URL(location, from)
  return source.owns(next) ? next : undefined
}
