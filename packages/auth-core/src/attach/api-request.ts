import type { FetchLike } from '../platform/fetch-like.ts'
import { ignore } from '../platform/ignore.ts'
import type { AccessToken } from '../token/access-token.ts'
import { type CallerHeaders, sentHeaders } from './caller-headers.ts'
import { followRedirects, isAboutToken } from './follow-redirects.ts'
import type { OutgoingBody } from './outgoing-body.ts'
import { membersOf } from './own-members.ts'
import type { AuthorizedRequest, TokenSource } from './send-authorized.ts'

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
  follow(response: Response, token: AccessToken): Promise<Response>
}

export function apiRequest(
  source: TokenSource,
  send: FetchLike,
  { url, request, init, headers, outgoing }: RequestParts,
): ApiRequest {
  const signal = init.signal === undefined ? request?.signal : init.signal
  // Respected if the caller chose it; `follow` on a Request cannot be told from the default.
  const chosen = init.redirect ?? (request && request.redirect !== 'follow' ? request.redirect : undefined)
  const anywhere = chosen === 'follow'
  const byHand = anywhere || chosen === undefined
  const redirect = byHand ? 'manual' : chosen

  const follow = async (response: Response, token: AccessToken): Promise<Response> => {
    if (!byHand || response.status < 300 || response.status > 399) return response
    const { method } = outgoing
    return followRedirects(source, response, {
      ...{ url, method, headers, token, anywhere, signal },
      // What has become a GET has no body any more.
      send: (to, hop) =>
        hop.method === method
          ? send(outgoing.to(to), membersOf<RequestInit>(init, hop))
          : send(to, membersOf<RequestInit>(init, hop, { body: null })),
    })
  }

  return {
    signal,
    get replayable() {
      return outgoing.replayable
    },
    async send(token) {
      const sent: RequestInit = { headers: sentHeaders(headers, token.authorization, outgoing.contentType), redirect }
      return follow(await send(outgoing.to(url), membersOf(init, sent, outgoing.init)), token)
    },
    rejected: (response) => isAboutToken(source, response),
    dropped: drop,
    follow,
  }
}

/** An undrained body keeps its socket. */
function drop(response: Response): void {
  response.body?.cancel().catch(ignore)
}
