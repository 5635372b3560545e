import { isReplayable, sendAuthorized } from '@pagamio/auth-core'
import type { TokenFetch } from './pagamio-variable.ts'

/**
 * Sends a request unless its caller has left: before the token came, or between a 401 and the second sending. A sending
 * under way is ended by the request's own signal only.
 * @throws the signal's reason; as `fetch` and `getToken` do
 */
export async function forward(source: TokenFetch, request: Request, caller: AbortSignal): Promise<Response> {
  const spare = isReplayable(request) ? request.clone() : undefined
  let next = request
  try {
    return await sendAuthorized<Response>(source, {
      signal: caller,
      replayable: spare !== undefined,
      send(token) {
        const headers = new Headers(request.headers)
        headers.set('authorization', token.authorization)
        const from = next
        next = spare ?? request
        // With an Authorization of its own it goes through as it is.
        return source.fetch(new Request(from, { headers }))
      },
      rejected: ({ status }) => status === 401,
      dropped: drop,
    })
  } finally {
    drop(spare)
  }
}

/** Nobody reads it; kept unread it would keep its bytes, or its socket. */
function drop(unread: Request | Response | undefined): void {
  if (!unread?.bodyUsed) unread?.body?.cancel().catch(() => {})
}
