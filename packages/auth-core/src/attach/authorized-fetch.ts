import type { FetchLike } from '../platform/fetch-like.ts'
import { ignore } from '../platform/ignore.ts'
import { userAgent } from '../platform/version.ts'
import { outgoingBody } from './outgoing-body.ts'
import { ownership } from './owned-url.ts'
import { sendAuthorized, type TokenSource } from './send-authorized.ts'

const MOST_HOPS = 5

/**
 * `fetch` with the token attached, for our origin only. A 401 costs at most one flight and one retry, and a body is sent again
 * only byte for byte or not at all. API answers are never turned into exceptions; only getting the first token throws.
 */
export function createAuthorizedFetch(source: TokenSource, send: FetchLike): FetchLike {
  const { target } = ownership(new URL(source.baseUrl))

  return async (input, init = {}) => {
    const request = input instanceof Request ? input : undefined
    const url = target(request ? request.url : (input as string | URL))
    const given = init.headers ?? request?.headers
    const headers = given && new Headers(given)
    if (!source.owns(url) || headers?.has('authorization')) return send(request ?? url, init)

    const signal = init.signal ?? request?.signal
    // Chosen by the caller it is respected; `follow` on a Request cannot be told from the default.
    const redirect = init.redirect ?? (request && request.redirect !== 'follow' ? request.redirect : undefined)
    const made = outgoingBody(request, init)
    const outgoing = made instanceof Promise ? await made : made
    const usual = { 'user-agent': userAgent, ...(outgoing.contentType && { 'content-type': outgoing.contentType }) }

    const attempt = async (authorization: string, to: string, hops: number): Promise<Response> => {
      const sent = headersWith({ ...usual, authorization }, headers)
      const response = await send(...outgoing.call(to, { ...init, headers: sent, redirect: redirect ?? 'manual' }))
      if (redirect !== undefined || hops === MOST_HOPS) return response
      const next = nextHop(source, outgoing.method, response, to)
      if (!next) return response
      drop(response)
      return attempt(authorization, next, hops + 1)
    }

    try {
      return await sendAuthorized(source, {
        signal,
        replayable: outgoing.replayable,
        send: ({ authorization }) => attempt(authorization, url, 0),
        rejected: ({ status }) => status === 401,
        // An undrained body keeps its socket.
        dropped: drop,
      })
    } finally {
      outgoing.release()
    }
  }
}

/** A record where the caller gave none: `fetch` makes Headers of it anyway, and more of them would be made for nothing. */
function headersWith(ours: Record<string, string>, given: Headers | undefined): Headers | Record<string, string> {
  if (!given) return ours
  const headers = new Headers(ours)
  given.forEach((value, name) => {
    headers.set(name, value)
  })
  return headers
}

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
