import { userAgent } from '../platform/version.ts'
import { isPlainObject } from './own-members.ts'

/** A caller's headers as a record, in their spelling: Headers would take longer than all the rest of attaching. */
export type CallerHeaders = Readonly<Record<string, string>> | undefined

/** A copy, so that what changes after the call is not sent. */
export function callerHeaders(given: RequestInit['headers'] | null): CallerHeaders {
  if (given === undefined || given === null) return undefined
  // To `fetch` a record that can be iterated is a list of pairs.
  const isRecord = isPlainObject(given) && !(Symbol.iterator in given)
  return isRecord ? { ...(given as Record<string, string>) } : Object.fromEntries(new Headers(given))
}

/** @param name in lower case, whatever the caller's spelling is */
export function hasHeader(headers: CallerHeaders, name: string): boolean {
  for (const given of headers ? Object.keys(headers) : [])
    if (given.length === name.length && given.toLowerCase() === name) return true
  return false
}

/**
 * The caller's headers and ours, as a new object for each sending. The caller has no Authorization; their User-Agent and
 * Content-Type win.
 */
export function sentHeaders(given: CallerHeaders, authorization: string, contentType?: string): Record<string, string> {
  const all: Record<string, string> = { ...given, authorization }
  if (!hasHeader(given, 'user-agent')) all['user-agent'] = userAgent
  if (contentType && !hasHeader(given, 'content-type')) all['content-type'] = contentType
  return all
}

const OURS = /^(?:authorization|cookie|proxy-authorization|content-.*)$/i

/** What of the caller's goes along where a GET leaves us: as `fetch` does it, and nothing about a body. */
export function foreignHeaders(given: CallerHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => !OURS.test(name)))
}
