/**
 * What an API is told about one request: how it is to be read and answered, and how it is traced. Which encodings are
 * understood is for the runtime to say, which unpacks them.
 */
const FORWARDED =
  /^(accept(-(?!encoding).*)?|content-.*|user-agent|traceparent|tracestate|x-request-id|idempotency-key|if-(match|none-match|modified-since|unmodified-since|range)|range)$/

/**
 * What is never forwarded, even if it is listed: who the caller is and where it came from, one connection's own
 * headers, and what makes a server take another method, path, host or caller than was allowed here.
 */
const NEVER = [
  /^(authorization|cookie2?|host|origin|referer|forwarded|via|(true-)?client-ip)$/,
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings|expect)$/,
  /^(proxy|cf|sec|x-(forwarded|original|real|client|cluster|host))(-|$)/,
  /(^|-)(method|override|rewrite)(-|$)/,
]

/**
 * What of the caller's headers goes on.
 * @param more names beyond those that every API understands
 * @throws TypeError for a name that is never forwarded
 */
export function forwardedHeaders(more: readonly string[]): (headers: Headers) => Headers {
  const names = new Set(more.map((name) => String(name).toLowerCase()))
  // To CGI and its heirs an underscore is a hyphen.
  for (const name of names)
    if (NEVER.some((family) => family.test(name.replaceAll('_', '-'))) || !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw new TypeError(`pagamioProxy forwards no '${name}': it would change who asks, or what is asked for.`)
  return (headers) => {
    const connection = (headers.get('connection') ?? '').toLowerCase().split(/[\s,]+/)
    const goesOn = (name: string) => (FORWARDED.test(name) || names.has(name)) && !connection.includes(name)
    return new Headers([...headers].filter(([name]) => goesOn(name)))
  }
}
