/**
 * About Pagamio's own origin, for browsers, or about who we are there: said by us it would be untrue, let a web page in, or
 * ask our caller for a password.
 */
const NOT_ANSWERED =
  /^(access-control-|alt-svc|clear-site|nel$|report-to|set-cookie|strict-transport|www-authenticate$)/

/** About one connection, and not about what came over it. */
const HOP_BY_HOP = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/

/** An answer that a handler may return as it is: the same one, or a copy without what must not be passed on. */
export function passedOn(response: Response): Response {
  // More headers that are about this connection alone: an answer names them itself.
  const named = (response.headers.get('connection') ?? '').toLowerCase().split(/[\s,]+/)
  const dropped = [...response.headers.keys()].filter(
    (name) => NOT_ANSWERED.test(name) || HOP_BY_HOP.test(name) || named.includes(name),
  )
  // The body was unpacked as it came in.
  if (response.headers.has('content-encoding')) dropped.push('content-encoding', 'content-length')
  if (dropped.length === 0) return response
  const headers = new Headers(response.headers)
  for (const name of dropped) headers.delete(name)
  const { status, statusText, url, redirected } = response
  const copy = new Response(response.body, { status, statusText, headers })
  return Object.defineProperties(copy, { url: { value: url }, redirected: { value: redirected } })
}
