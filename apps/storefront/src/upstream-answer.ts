import { type FetchLike, isPagamioAuthError } from '@pagamio/auth-core'

/** Pagamio did not do what it was asked; the message has its own words, where it had some. */
export class UpstreamError extends Error {}

/**
 * The vendor's JSON.
 * @throws UpstreamError for any other answer, and for none; PagamioAuthError passes
 */
export async function askUpstream(fetch: FetchLike, path: string, body?: object): Promise<object> {
  const response = await fetch(path, body && jsonPost(body)).catch((error: unknown) => {
    if (isPagamioAuthError(error)) throw error
    throw new UpstreamError('Pagamio could not be reached')
  })
  const answer: unknown = await response.json().catch(() => undefined)
  // An error can come with status 200: then the envelope says so.
  if (response.ok && isObject(answer) && answer.successful !== false && answer.success !== false) return answer
  const words = wordsOf(answer)
  throw new UpstreamError(`Pagamio answered ${response.status}${words === undefined ? '' : `: ${words}`}`)
}

const jsonPost = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Error bodies are documented in three forms. */
function wordsOf(answer: unknown): string | undefined {
  if (!isObject(answer)) return undefined
  const { responseMessage, message, error } = answer
  return [responseMessage, message, isObject(error) ? error.message : error].find((text) => typeof text === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
