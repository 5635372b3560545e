/** System calls before there is a connection. Their codes alone say less: a connection of long ago ends with some of them too. */
const BEFORE: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])
const UNSENT: ReadonlySet<unknown> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
])
/** What this side says of the other's certificate, and not what the other side says. */
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/

interface Seen {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
  /** Of an attempt at several addresses. */
  readonly errors?: unknown
}

/** Whether what `fetch` rejected with says that nothing of the request can have arrived. In doubt it does not say so. */
export function wasNeverSent(error: unknown): boolean {
  return causesOf(error).some(({ code, syscall, errors }) => {
    if (BEFORE.has(syscall) || UNSENT.has(code) || CERTIFICATE.test(String(code))) return true
    return Array.isArray(errors) && errors.length > 0 && errors.every((one: Seen) => BEFORE.has(one?.syscall))
  })
}

/** The code that `fetch` hides among the causes; undefined where there is none that is known to hold nothing secret. */
export function codeOf(error: unknown): string | undefined {
  const codes = causesOf(error).map(({ code }) => code)
  return codes.find((code): code is string => typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code))
}

function causesOf(error: unknown): readonly Seen[] {
  const causes: Seen[] = []
  for (let seen = error; typeof seen === 'object' && seen !== null && causes.length < 5; seen = (seen as Seen).cause)
    causes.push(seen as Seen)
  return causes
}
