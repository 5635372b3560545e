import { createHash, timingSafeEqual } from 'node:crypto'

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
  readonly status: 400 | 401 | 403 | 405 | 413 | 421
  readonly error: string
  readonly message: string
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const LARGEST_BODY = 10 * 1024 * 1024
/** A dot, a slash or a backslash in disguise, also in two of them. */
const DISGUISED = /%(25)*(2e|2f|5c)/i
const DOT_SEGMENT = /(^|\/)\.{1,2}(\/|$)/

/**
 * Whoever passes spends the merchant's money: so only programs on this machine, which say whom they mean, and never a
 * web page. Looks at the request as it came, because a URL made of it would hide what it was.
 */
export function refusalOf({ method = '', url = '', rawHeaders }: RawRequest, rules: GateRules): Refusal | undefined {
  const headers = grouped(rawHeaders)
  const one = (name: string) => headers.get(name)?.[0]
  const [path = ''] = url.split(/[?#]/, 1)

  const hosts = headers.get('host') ?? []
  if (hosts.length !== 1 || !hosts[0]) return refuse(400, 'bad_host', 'Exactly one Host header is needed.')
  const host = hosts[0].toLowerCase()
  if (rules.hosts && !rules.hosts.has(host))
    return refuse(
      421,
      'wrong_host',
      'This Host is not one of this proxy’s. Call it by the address it printed, or name it with --host.',
    )
  const origin = one('origin')
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`)
    return refuse(403, 'foreign_origin', 'Web pages may not use this proxy.')
  if (!['none', 'same-origin', undefined].includes(one('sec-fetch-site')?.toLowerCase()))
    return refuse(403, 'foreign_origin', 'Web pages may not use this proxy.')
  if (method === 'OPTIONS') return refuse(403, 'no_preflight', 'Web pages may not use this proxy, and are told so.')
  if (!METHODS.has(method) || headers.has('upgrade'))
    return refuse(405, 'method_not_allowed', `This proxy forwards ${[...METHODS].join(', ')}, and no upgrades.`)
  if (!/^\/(?![/\\])/.test(url) || path.includes('\\') || DISGUISED.test(path) || DOT_SEGMENT.test(path))
    return refuse(400, 'bad_target', 'The target should be a plain path such as /products/categories.')
  if (Number(one('content-length') ?? 0) > LARGEST_BODY)
    return refuse(413, 'too_large', 'No call of Pagamio has a body over 10 MiB.')
  if (rules.key !== undefined && !same(one('authorization') ?? '', `Bearer ${rules.key}`))
    return refuse(
      401,
      'key_required',
      'This proxy was started with --require-key: send it as Authorization: Bearer <key>.',
    )
  return undefined
}

const refuse = (status: Refusal['status'], error: string, message: string): Refusal => ({ status, error, message })

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
