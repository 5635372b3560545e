import { ignore } from '../platform/ignore.ts'
import type { AccessToken } from '../token/access-token.ts'
import { foreignHeaders, sentHeaders } from './caller-headers.ts'
import type { TokenSource } from './send-authorized.ts'

const MOST_HOPS = 5
const REDIRECTS = [301, 302, 303, 307, 308]

/** An answered request, with what a redirect needs from it. */
export interface Answered {
  readonly url: string
  readonly method: string
  /** The caller's own. */
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly token: AccessToken
  /** Whether it is followed to other addresses too, because the caller set `redirect: 'follow'`. */
  readonly anywhere: boolean
  readonly signal?: AbortSignal | null | undefined
  /** Sends a GET or HEAD without a body, with `init` added to the caller's. */
  send(
    url: string,
    init: { method: string; headers: Record<string, string>; redirect: 'manual' | 'follow' },
  ): Promise<Response>
}

/**
 * Follows redirects itself, because `fetch` would send the token outside the base path, and a body to another host.
 * Only GET and HEAD are followed, and with `anywhere` what becomes a GET; five times at most. Any other redirect is
 * returned. The token is sent only to URLs that the source owns.
 */
export async function followRedirects(
  source: Pick<TokenSource, 'owns'>,
  first: Response,
  { headers, token, anywhere, signal, send, ...answered }: Answered,
): Promise<Response> {
  let response = first
  let { url, method } = answered
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const next = targetOf(response, url)
    const nextMethod = methodAfter(response.status, method, anywhere)
    if (next === undefined || nextMethod === undefined) break
    const owned = source.owns(next)
    if (!owned && !anywhere) break
    response.body?.cancel().catch(ignore)
    if (signal?.aborted) throw signal.reason
    url = next
    method = nextMethod
    response = owned
      ? await send(url, { method, headers: sentHeaders(headers, token.authorization), redirect: 'manual' })
      : await send(url, { method, headers: foreignHeaders(headers), redirect: 'follow' })
    Object.defineProperty(response, 'redirected', { value: true, configurable: true })
    if (!owned) break
  }
  return response
}

/** Whether an answer is a 401 about the token: not if a redirect led to a server that did not get the token. */
export const isAboutToken = (source: Pick<TokenSource, 'owns'>, { status, redirected, url }: Response): boolean =>
  status === 401 && !(redirected && url !== '' && !source.owns(url))

function targetOf({ status, headers }: Response, from: string): string | undefined {
  const location = REDIRECTS.includes(status) ? headers.get('location') : null
  if (location === null) return undefined
  const read = asUtf8(location)
  return URL.canParse(read, from) ? new URL(read, from).href : undefined
}

/** Undefined where a body, or a method that may change something, would go along. */
function methodAfter(status: number, method: string, anywhere: boolean): string | undefined {
  if (method === 'GET' || method === 'HEAD') return method
  return anywhere && (status === 303 || (status < 303 && method === 'POST')) ? 'GET' : undefined
}

/** Header values are bytes, shown as Latin-1; in `Location` they are UTF-8. */
function asUtf8(value: string): string {
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
  return /[\u0100-\uffff]/.test(value) ? value : new TextDecoder().decode(bytes)
}
