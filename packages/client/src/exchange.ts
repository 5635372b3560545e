import { isPagamioAuthError } from '@pagamio/auth-core'
import type { Unanswered } from './outcomes.ts'
import type { Reply } from './read-answer.ts'

/** What openapi-fetch gives where it parses no JSON: the text of a good answer, and of another one JSON if it is that. */
export interface Sent {
  readonly response: Response
  readonly data?: unknown
  readonly error?: unknown
}

/** The JSON of an answer, whatever it is. */
export async function replyOf(sent: Promise<Sent>): Promise<Reply> {
  const { response, data, error } = await sent
  return { response, json: response.ok ? parsed(data) : error }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

/** Whether an error says that there was no token, so that nothing was sent. Hono's variable wraps it. */
export const hadNoToken = (error: unknown): boolean =>
  isPagamioAuthError(error) || isPagamioAuthError((error as { cause?: unknown } | null)?.cause)

/** What a broken connection comes to: a name or code, and nothing that could carry a request. */
export function unanswered(error: unknown): Unanswered {
  let reason = 'Error'
  for (let seen = error, depth = 0; typeof seen === 'object' && seen !== null && depth < 5; depth++) {
    const { name, code, cause } = seen as { name?: unknown; code?: unknown; cause?: unknown }
    if (depth === 0 && typeof name === 'string') reason = name
    if (typeof code === 'string') return { outcome: 'unanswered', status: undefined, reason: code }
    seen = cause
  }
  return { outcome: 'unanswered', status: undefined, reason }
}
