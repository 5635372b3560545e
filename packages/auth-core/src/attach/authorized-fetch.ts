import type { FetchLike } from '../platform/fetch-like.ts'
import type { AccessToken } from '../token/access-token.ts'
import { apiRequest } from './api-request.ts'
import { callerHeaders, hasHeader, sentHeaders } from './caller-headers.ts'
import { outgoingBody } from './outgoing-body.ts'
import { classMembersOf, isPlainObject, membersOf } from './own-members.ts'
import { ownership } from './owned-url.ts'
import { afterAnswer, sendAuthorized, type TokenSource } from './send-authorized.ts'

/**
 * `fetch` with the token attached, for our origin only. A 401 costs at most one flight and one retry, and a body is sent again
 * only byte for byte or not at all. API answers are never turned into exceptions; only getting the first token throws.
 */
export function createAuthorizedFetch(
  source: TokenSource,
  send: FetchLike,
  { plainTarget, target } = ownership(new URL(source.baseUrl)),
): FetchLike {
  // A text that was just put together is copied once more when it is sent. Weak: it goes when its token goes.
  let authorizations: WeakMap<AccessToken, string> | undefined
  const authorizationOf = (token: AccessToken): string => {
    authorizations ??= new WeakMap()
    const known = authorizations.get(token)
    if (known !== undefined) return known
    const { authorization } = token
    authorizations.set(token, authorization)
    return authorization
  }

  const anyRequest = async (input: string | URL | Request, own: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : undefined
    const url = target(request ? request.url : (input as string | URL))
    const headers = callerHeaders(own.headers ?? request?.headers)
    if (!source.owns(url) || hasHeader(headers, 'authorization')) return send(request ?? url, own)
    const made = outgoingBody(request, own)
    const outgoing = made instanceof Promise ? await made : made
    try {
      return await sendAuthorized(source, apiRequest(source, send, { url, request, init: own, headers, outgoing }))
    } finally {
      outgoing.release()
    }
  }

  // Nearly every request is a simple one, and this one function sends it: further layers would cost more than the rest of
  // attaching. The rules for a 401 and for redirects are elsewhere, and go on from the answer.
  return async (input, init) => {
    const own = ownInit(init)
    const url = isSimple(own) ? plainTarget(input) : undefined
    if (url === undefined) return anyRequest(input, own)
    const headers = callerHeaders(own.headers)
    if (hasHeader(headers, 'authorization')) return send(url, own)

    const token = await source.getToken()
    const sent = { headers: sentHeaders(headers, authorizationOf(token)), redirect: 'manual' } as const
    const response = await send(url, membersOf<RequestInit>(own, sent))
    const { status } = response
    if (status !== 401 && (status < 300 || status > 399)) return response

    const outgoing = await outgoingBody(undefined, own)
    const request = apiRequest(source, send, { url, init: own, headers, outgoing })
    return afterAnswer(source, request, { token, answer: await request.follow(response, token) })
  }
}

/**
 * An `init` as it is now, with nothing that every object inherits: a member of a polluted `Object.prototype` is no option of
 * the caller's.
 */
const ownInit = (init: RequestInit | null | undefined): RequestInit =>
  init && !isPlainObject(init) ? classMembersOf(init) : membersOf(init ?? undefined)

/** Whether there is nothing to wait for but a token and an answer, and a body that cannot change. */
function isSimple({ signal, redirect, body }: RequestInit): boolean {
  return (signal ?? redirect) === undefined && typeof (body ?? '') === 'string'
}
