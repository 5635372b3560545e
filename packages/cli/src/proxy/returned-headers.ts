/** About one connection; about Pagamio's own origin; or for browsers: said by us it would be untrue, or let a web page in. */
const NOT_RETURNED =
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|access-control-.*|alt-svc|clear-site.*|nel|report-to|set-cookie2?|strict-transport.*)$/

/** What a client is told of an answer's headers. */
export function returnedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | string[]> {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
  const kept: Record<string, string | string[]> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || NOT_RETURNED.test(name) || named.includes(name)) continue
    kept[name] = typeof value === 'string' ? asBytes(value) : value.map(asBytes)
  }
  return kept
}

/** The client of undici reads bytes as UTF-8, Node's server writes characters as bytes. */
const asBytes = (text: string): string =>
  /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
