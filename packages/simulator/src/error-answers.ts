import type { BodyForm } from './fault.ts'

/** `1300` and `1105` are documented; the other codes are ours, in the vendor's style. */
export type ResponseCode = '1100' | '1101' | '1105' | '1106' | '1300' | '1301' | '1404'

const MESSAGES: Readonly<Record<ResponseCode, string>> = {
  '1100': 'Invalid username or password.',
  '1101': 'Refresh token is invalid or has expired.',
  '1105': 'User is not allowed to perform this action',
  '1106': 'Account is not active or has not been approved.',
  '1300': 'Required fields missing.',
  '1301': 'Invalid product or amount.',
  '1404': 'Not found.',
}

/** The error envelope of the API: `{responseCode, responseMessage, successful: false}`. */
export function refuse(status: 400 | 401 | 403 | 404, responseCode: ResponseCode): Response {
  return Response.json({ responseCode, responseMessage: MESSAGES[responseCode], successful: false }, { status })
}

/** As documented: no envelope, no `Retry-After`, no `X-RateLimit-*`. */
export function tooManyRequests(path: string): Response {
  return Response.json({ error: 'Too Many Requests', message: `Rate limit exceeded for ${path}` }, { status: 429 })
}

/** What stands in front of the API speaks HTML, and no envelope. */
export function htmlPage(status: number, title: string, headers?: Readonly<Record<string, string>>): Response {
  const page = `<!doctype html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
}

/** Statuses whose answers have no body at all; `Response` insists on it. */
export const BODYLESS: ReadonlySet<number> = new Set([204, 205, 304])

/** An error of any status, in one of the documented forms. */
export function errorAnswer(status: number, form: BodyForm, headers: Readonly<Record<string, string>> = {}): Response {
  if (form === 'empty' || BODYLESS.has(status)) return new Response(null, { status, headers })
  const message = `Simulated error ${status}`
  if (form === 'html') return htmlPage(status, message, headers)
  const bodies = {
    envelope: { responseCode: `${status}`, responseMessage: message, successful: false },
    nested: { success: false, error: { code: `${status}`, message } },
    plain: { error: status === 429 ? 'Too Many Requests' : message, message },
  }
  return Response.json(bodies[form], { status, headers })
}
