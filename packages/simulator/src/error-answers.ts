import type { BodyForm } from './fault.ts'
import type { LogEntry } from './log-entry.ts'

/** What the API says of a token that is not good (401), and of an account that may not (403). */
export function accessDenied(status: 401 | 403): Response {
  const responseMessage = 'User is not allowed to perform this action'
  return Response.json({ responseCode: '1105', responseMessage, successful: false }, { status })
}

/** Without an envelope, and without a code. */
export function notFound({ method, path }: Pick<LogEntry, 'method' | 'path'>): Response {
  return Response.json({ error: 'Not Found', message: `There is no ${method} ${path}` }, { status: 404 })
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

/** By status, as far as a code is documented for it; there is none of our own. */
const CODES: Readonly<Record<number, string>> = { 400: '1300', 401: '1105', 403: '1105', 409: '1006' }

/** A system error at the provider is as near as the documented codes come to a 5xx, a failed purchase to all others. */
const codeOf = (status: number): string => CODES[status] ?? (status >= 500 ? '1201' : '999')

/** An error of any status, in one of the documented forms. */
export function errorAnswer(status: number, form: BodyForm, headers: Readonly<Record<string, string>> = {}): Response {
  if (form === 'empty' || BODYLESS.has(status)) return new Response(null, { status, headers })
  const message = `Simulated error ${status}`
  if (form === 'html') return htmlPage(status, message, headers)
  const bodies = {
    envelope: { responseCode: codeOf(status), responseMessage: message, successful: false },
    nested: { success: false, error: { code: Number(codeOf(status)), message } },
    plain: { error: status === 429 ? 'Too Many Requests' : message, message },
  }
  return Response.json(bodies[form], { status, headers })
}
