import type { FetchLike } from '@pagamio/auth-core'
import type { Answer, Ask } from '../upstream-answer.ts'

/**
 * Any `fetch` that carries the token.
 * @param visitor whose signal it is, where it is one visitor's
 */
export function askWithFetch(fetch: FetchLike, visitor?: AbortSignal): Ask {
  return async (path, body, signal = visitor) =>
    answerOf(await fetch(path, { ...(body && post(body)), signal: signal ?? null }))
}

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, json: await response.json().catch(() => undefined) }
}

function post(body: object | ReadableStream<Uint8Array>): RequestInit {
  const headers = { 'content-type': 'application/json' }
  if (body instanceof ReadableStream) return { method: 'POST', headers, body, duplex: 'half' }
  return { method: 'POST', headers, body: JSON.stringify(body) }
}
