import { KEY_HEADER } from './messages.ts'

/** Who may look. */
export interface GateRules {
  readonly authorize: ((request: Request) => boolean | Promise<boolean>) | undefined
  /** Hosts beside the loopback ones, in lower case, with their port where that is another one. */
  readonly allowedHosts: readonly string[]
  /** A secret of this start, which every request for data brings. */
  readonly key: string | undefined
}

const LOOPBACK_PEER = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/
const LOOPBACK_HOST = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/
/** Another server has passed the request on. */
const FORWARDED =
  /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-original-.*|true-client-ip|cf-connecting-ip)$/

/**
 * Why a request is refused, in a sentence; `undefined` where it is let in.
 * @param forData whether it asks for more than the page, which has nothing in it
 */
export async function refusalOf(
  request: Request,
  { authorize, allowedHosts, key }: GateRules,
  { peer, forData }: { readonly peer: string | undefined; readonly forData: boolean },
): Promise<string | undefined> {
  const { headers } = request
  const host = (headers.get('host') ?? new URL(request.url).host).toLowerCase()
  const isNamed = allowedHosts.includes(host)
  if (!authorize) {
    if (!LOOPBACK_PEER.test(peer ?? '')) return 'It is for this machine alone. Others need { authorize }.'
    if ([...headers.keys()].some((name) => FORWARDED.test(name)))
      return 'The request was forwarded: whoever sent it is unknown. Behind a proxy it needs { authorize }.'
    if (!LOOPBACK_HOST.test(host) && !isNamed) return 'This Host is none of this panel: name it in { allowedHosts }.'
  } else if (allowedHosts.length > 0 && !isNamed) return 'This Host is none of this panel: name it in { allowedHosts }.'
  if (!isOwnOrigin(headers.get('origin'), host, allowedHosts)) return 'It does not answer to other web pages.'
  if (forData) {
    const site = headers.get('sec-fetch-site')
    if (site !== null && site !== 'same-origin') return 'It does not answer to other web pages.'
    const brought = headers.get(KEY_HEADER)
    if (brought === null) return `Only its own page asks for this: the header ${KEY_HEADER} is missing.`
    if (key !== undefined && !(await isSame(brought, key)))
      return 'The key is not that of this start: open the address that was printed.'
  }
  if (authorize && !(await isAuthorized(authorize, request))) return 'You are not allowed to see this panel.'
  return undefined
}

/** Behind a proxy that speaks https the scheme is another one; the host is not. */
function isOwnOrigin(origin: string | null, host: string, allowedHosts: readonly string[]): boolean {
  if (origin === null) return true
  const own = URL.parse(origin)?.host
  return own !== undefined && (own === host || allowedHosts.includes(own))
}

async function isAuthorized(authorize: NonNullable<GateRules['authorize']>, request: Request): Promise<boolean> {
  try {
    return (await authorize(request)) === true
  } catch {
    return false
  }
}

/** Digests of equal length, so that how long it takes says nothing of how much was right. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map(digestOf))
  return (a ?? []).reduce((difference, byte, n) => difference | (byte ^ (b?.[n] ?? 0)), 0) === 0
}

const digestOf = async (text: string): Promise<number[]> => [
  ...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
]
