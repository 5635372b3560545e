import type { FetchLike } from '../platform/fetch-like.ts'
import { ignore } from '../platform/ignore.ts'
import type { AccessToken } from '../token/access-token.ts'
import { type CallerHeaders, sentHeaders } from './caller-headers.ts'
import type { OutgoingBody } from './outgoing-body.ts'
import { membersOf } from './own-members.ts'
import type { AuthorizedRequest, TokenSource } from './send-authorized.ts'

const MOST_HOPS = 5

/** What is known of a request once its address is known to be ours. */
export interface RequestParts {
  readonly url: string
  /** The caller's, if they gave one. */
  readonly request?: Request | undefined
  readonly init: RequestInit
  readonly headers: CallerHeaders
  readonly outgoing: OutgoingBody
}

/** A request to the API that can be sent with one token or another. */
export interface ApiRequest extends AuthorizedRequest<Response> {
  /** Goes on from a first answer that is a redirect; gives back any other answer, and a redirect that is not followed. */
  follow(response: Response, token: AccessToken): Response | Promise<Response>
}

/** Redirects are followed here, because `fetch` would take the caller's headers and body to another host. */
export function apiRequest(
  source: TokenSource,
  send: FetchLike,
  { url, request, init, headers, outgoing }: RequestParts,
): ApiRequest {
  const signal = init.signal === undefined ? request?.signal : init.signal
  // Respected if the caller chose it; `follow` on a Request cannot be told from the default.
  const chosen = init.redirect ?? (request && request.redirect !== 'follow' ? request.redirect : undefined)
  const redirect = chosen ?? 'manual'

  const attempt = async (token: AccessToken, to: string, hops: number): Promise<Response> => {
    const sent: RequestInit = { headers: sentHeaders(headers, token.authorization, outgoing.contentType), redirect }
    return follow(await send(outgoing.to(to), membersOf(init, sent, outgoing.init)), token, to, hops)
  }

  const follow = (response: Response, token: AccessToken, from = url, hops = 0): Response | Promise<Response> => {
    const goesOn = chosen === undefined && hops < MOST_HOPS
    const next = goesOn ? nextHop(source, outgoing.method, response, from) : undefined
    if (next === undefined) return response
    drop(response)
    if (signal?.aborted) throw signal.reason
    return attempt(token, next, hops + 1)
  }

  return {
    signal,
    replayable: outgoing.replayable,
    send: (token) => attempt(token, url, 0),
    rejected: ({ status }) => status === 401,
    dropped: drop,
    follow,
  }
}

/** An undrained body keeps its socket. */
function drop(response: Response): void {
  response.body?.cancel().catch(ignore)
}

/** Where a redirected GET or HEAD goes on, while we own the target. Anything else is the caller's to see. */
function nextHop(source: TokenSource, method: string, response: Response, from: string): string | undefined {
  const { status } = response
  if (status < 300 || ![301, 302, 303, 307, 308].includes(status)) return undefined
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from)) return undefined
  const next = new URL(location, from)
  return source.owns(next) ? next.href : undefined
}
