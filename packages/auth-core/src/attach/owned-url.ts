import { PagamioAuthError } from '../errors/errors.ts'

/** Nothing in it that anybody could read in another way. */
const PLAIN = /^[\w/.~!$&'()*+,:=@-]*$/
/** Plain words after plain words, and perhaps a query: a URL parser leaves it as it is. No word begins with a dot. */
const WORDS = /^(?:\/[\w~!$&'()*+,:=@-][\w.~!$&'()*+,:=@-]*)*\/?(?:\?[\w.~!$&'()*+,:=@%/?-]*)?$/
/** What a URL parser reads as a scheme: the blanks before it are dropped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are dropped as well
const SCHEME = /^[\u0000-\u0020]*[a-z][a-z\d+.-]*:/i
const HTTP = /^https?:\/\//i
const AUTH = /^\/auth(?:[/?]|$)/i
/** UTF-8 that spells ASCII in more bytes than it needs (`%c0%ae` for a dot), or `%u0061`: invalid, and read by some. */
const MISSPELT = /%(?:c[01]|e0%[89]|f0%8|u)/i
const ESCAPED_ASCII = /%[0-7][0-9a-f]/gi
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

export type Ownership = ReturnType<typeof ownership>

/** What is below a base URL, with what can be said of it once. Nearly every URL is plain, and costs no parsing here. */
export function ownership(base: URL) {
  const root = base.href.replace(/\/$/, '')
  const below = (url: string) => (url.startsWith(root) ? url.slice(root.length) : undefined)

  /** As `target`, for what is plainly ours, so that `owns` need not be asked; `undefined` for anything else. */
  const plainTarget = (input: unknown): string | undefined => {
    if (typeof input !== 'string') return undefined
    const isPath = input.startsWith('/')
    const rest = isPath ? input : below(input)
    if (rest === undefined || !WORDS.test(rest) || AUTH.test(rest)) return undefined
    return isPath ? root + input : input
  }

  return {
    /** Without a trailing slash. */
    root,
    plainTarget,
    /** As {@link ownsUrl}. */
    owns(url: string | URL): boolean {
      const rest = typeof url === 'string' ? below(url) : undefined
      return rest !== undefined && WORDS.test(rest) ? !AUTH.test(rest) : ownsUrl(base, url)
    },
    /** As {@link resolveUrl}, as text. */
    target: (input: string | URL): string => plainTarget(input) ?? resolveUrl(base, input).href,
  }
}

/**
 * Whether a URL may carry the token: same origin, below the base path, and not `/auth/*`. What some proxy or framework
 * on the way could read as another path (encoded slashes and dots, `//`, `;params`) is not ours either, nor is a string
 * with a scheme that does not begin `http://` or `https://`: `http:host/x` is a host to one reader and a path to another.
 * A relative string is resolved first. Never throws.
 */
export function ownsUrl(base: URL, url: string | URL): boolean {
  try {
    if (typeof url === 'string' && SCHEME.test(url) && !HTTP.test(url)) return false
    const { protocol, host, username, password, pathname } = typeof url === 'string' ? resolveUrl(base, url) : url
    const root = base.pathname.replace(/\/$/, '')
    // Protocol and host, not `origin`: a blob: URL borrows the origin of the page that made it.
    if (protocol !== base.protocol || host !== base.host || username !== '' || password !== '') return false
    if (pathname !== root && !pathname.startsWith(`${root}/`)) return false
    const segments = plainSegments(pathname.slice(root.length))
    return segments !== undefined && segments.find((segment) => segment !== '' && segment !== '.') !== 'auth'
  } catch {
    return false
  }
}

/**
 * The URL that a caller means. A string with a scheme is absolute, as it is to `fetch`; every other string is a path under
 * the base, appended rather than resolved, so that `@evil.com` and its like stay with us.
 * @throws PagamioAuthError `insecure_url` for a path that leaves the base, or that others could read so; the message
 *   does not quote it
 */
export function resolveUrl(base: URL, input: string | URL): URL {
  if (typeof input !== 'string') return new URL(input)
  const absolute = SCHEME.test(input)
  const path = input.split(/[?#]/, 1)[0] ?? ''
  // The URL parser drops tabs and newlines wherever they are, and with them could make two slashes meet.
  if (!absolute && (CONTROL.test(input) || plainSegments(path) === undefined)) {
    throw insecure('A path below the base URL should have no "//", "\\", ".." or control characters, encoded or not.')
  }
  try {
    return new URL(absolute ? input : `${base.href.replace(/\/$/, '')}${/^(?:[/?#]|$)/.test(input) ? '' : '/'}${input}`)
  } catch {
    throw insecure('The URL cannot be read.')
  }
}

const insecure = (message: string) => new PagamioAuthError('insecure_url', message)

/** The segments of a path in lower case, fully decoded and without params; `undefined` where readers could disagree. */
function plainSegments(path: string): string[] | undefined {
  if (PLAIN.test(path)) return segmentsOf(path)
  let plain = path
  // Once for the server, once for a proxy before it; what still changes after that means no good.
  for (let round = 0; round < 3; round++) plain = decodeAscii(plain)
  const slashes = (text: string) => text.split('/').length
  if (plain !== decodeAscii(plain) || MISSPELT.test(plain) || slashes(plain) !== slashes(path)) return undefined
  if (CONTROL.test(plain) || plain.includes('\\')) return undefined
  plain = plain.replace(/;[^/]*/g, '')
  // Some fold what only looks like ASCII (a full-width "a") into it.
  const folded = decodeRest(plain).normalize('NFKC')
  return slashes(folded) === slashes(plain) && !folded.includes('\\') ? segmentsOf(folded) : undefined
}

function segmentsOf(path: string): string[] | undefined {
  const segments = path.split('/').map((segment) => segment.trim().toLowerCase())
  return path.includes('//') || segments.includes('..') ? undefined : segments
}

function decodeRest(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `decodeURIComponent` would refuse a lone `%`, and `100%25` comes to that. */
const decodeAscii = (text: string): string =>
  text.replace(ESCAPED_ASCII, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)))
