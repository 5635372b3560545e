import { createHash, timingSafeEqual } from 'node:crypto'
import { LARGEST_BODY } from './request-body.ts'

/** A request as Node read it from the wire, before anybody made a URL of it. */
export interface RawRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Names and values by turns, as they came, repeated ones included. */
  readonly rawHeaders: readonly string[]
}

/** What the gate lets through. */
export interface GateRules {
  /** What `Host` may be, exactly; undefined on a socket, which no web page can reach. */
  readonly hosts: ReadonlySet<string> | undefined
  /** The secret of this run, where one is asked for. */
  readonly key: string | undefined
}

/** Why a request goes no further. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 421 | 503
  readonly error: string
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** A dot, a slash or a backslash in disguise, also in two of them. */
const DISGUISED = /%(25)*(2e|2f|5c)/i
const DOT_SEGMENT = /(^|\/)\.{1,2}(\/|$)/

/**
 * A request that passes can spend the merchant's money: so only programs on this machine, which name the right host,
 * and never a web page. Looks at the request as it came, because a URL made of it would hide what it was.
 */
export function refusalOf({ method = '', url = '', rawHeaders }: RawRequest, rules: GateRules): Refusal | undefined {
  const headers = grouped(rawHeaders)
  const all = (name: string) => headers.get(name)?.map((value) => value.toLowerCase()) ?? []
  const [path = ''] = url.split(/[?#]/, 1)

  const [host, ...otherHosts] = all('host')
  if (!host || otherHosts.length > 0) return refuse(400, 'bad_host', 'Exactly one Host header is needed.')
  if (rules.hosts && !rules.hosts.has(host))
    return refuse(
      421,
      'wrong_host',
      'This Host is not one of this proxy’s. Call it by the address it printed, or name it with --host, with its port if that differs: --host localhost:9000.',
    )
  const foreign =
    all('origin').some((origin) => origin !== `http://${host}`) ||
    all('sec-fetch-site').some((site) => site !== 'none' && site !== 'same-origin')
  if (foreign) return refuse(403, 'foreign_origin', 'Web pages may not use this proxy.')
  if (method === 'OPTIONS') return refuse(403, 'no_preflight', 'Web pages may not use this proxy, and are told so.')
  // Java's client and `curl --http2` offer HTTP/2 with every request; an offer may be left alone, as it is here.
  if (!METHODS.includes(method) || all('upgrade').some((protocol) => protocol !== 'h2c')) return METHOD_NOT_ALLOWED
  if (!/^\/(?![/\\])/.test(url) || path.includes('\\') || DISGUISED.test(path) || DOT_SEGMENT.test(path))
    return refuse(400, 'bad_target', 'The target should be a plain path such as /products/categories.')
  // Forwarded, a body that is coded in another way would no longer say so.
  if (all('transfer-encoding').some((coding) => coding !== 'chunked'))
    return refuse(400, 'bad_framing', 'The only Transfer-Encoding that this proxy reads is chunked.')
  if (Number(headers.get('content-length')?.[0] ?? 0) > LARGEST_BODY)
    return refuse(413, 'too_large', 'No call of Pagamio has a body over 10 MiB.')
  if (rules.key !== undefined && !same(headers.get('authorization')?.[0] ?? '', `Bearer ${rules.key}`))
    return refuse(
      401,
      'key_required',
      'This proxy was started with --require-key: send it as Authorization: Bearer <key>.',
      { 'www-authenticate': 'Bearer' },
    )
  return undefined
}

const refuse = (status: Refusal['status'], error: string, message: string, headers = {}): Refusal => ({
  status,
  error,
  message,
  headers,
})

export const METHOD_NOT_ALLOWED = refuse(
  405,
  'method_not_allowed',
  `This proxy forwards ${METHODS.join(', ')}, and neither tunnels nor upgrades.`,
  { allow: METHODS.join(', ') },
)
export const CLOSING = refuse(503, 'closing', 'This proxy is being closed. Nothing was sent to Pagamio.')

function grouped(rawHeaders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) {
    const name = (rawHeaders[n] ?? '').toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[n + 1] ?? ''])
  }
  return headers
}

/** Takes as long whether the first or the last character differs. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
