import type { FetchLike } from '@pagamio/auth-core'
import type { Answer, Ask } from '../upstream-answer.ts'

/** Any `fetch` that carries the token. */
export function askWithFetch(fetch: FetchLike): Ask {
  return async (path, body) => answerOf(await fetch(path, body && post(body)))
}

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, json: await response.json().catch(() => undefined) }
}

function post(body: object | ReadableStream<Uint8Array>): RequestInit {
  const headers = { 'content-type': 'application/json' }
  if (body instanceof ReadableStream) return { method: 'POST', headers, body, duplex: 'half' }
  return { method: 'POST', headers, body: JSON.stringify(body) }
}
