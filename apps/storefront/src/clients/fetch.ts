import type { FetchLike } from '@pagamio/auth-core'
import type { Ask } from '../upstream-answer.ts'

/** Any `fetch` that carries the token. */
export function askWithFetch(fetch: FetchLike): Ask {
  return async (path, body) => {
    const response = await fetch(path, body && post(body))
    const json: unknown = await response.json().catch(() => undefined)
    return { status: response.status, json }
  }
}

function post(body: object | ReadableStream<Uint8Array>): RequestInit {
  const headers = { 'content-type': 'application/json' }
  if (body instanceof ReadableStream) return { method: 'POST', headers, body, duplex: 'half' }
  return { method: 'POST', headers, body: JSON.stringify(body) }
}
