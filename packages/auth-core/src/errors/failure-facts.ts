const CODE = /^[A-Z][A-Z0-9_]{2,48}$/
const NAME = /^[A-Za-z]{1,40}$/

/** What may be known of a foreign failure: a name and a code, nothing that could carry a request or a body. */
export interface FailureFacts {
  readonly name: string
  readonly code: string | undefined
  /** The system call that failed, where the platform names it. */
  readonly syscall?: string | undefined
}

/** Walks a foreign error and its causes (fetch hides the interesting one there) and keeps the allow-listed facts. */
export function failureFacts(thrown: unknown): FailureFacts {
  let name = 'Error'
  let seen: unknown = thrown
  for (let depth = 0; depth < 5 && typeof seen === 'object' && seen !== null; depth++) {
    const { name: itsName, code, syscall, cause } = seen as Record<'name' | 'code' | 'syscall' | 'cause', unknown>
    if (depth === 0 && typeof itsName === 'string' && NAME.test(itsName)) name = itsName
    if (typeof code === 'string' && (CODE.test(code) || UNSENT.has(code)))
      return { name, code, syscall: typeof syscall === 'string' ? syscall : undefined }
    seen = cause
  }
  return { name, code: undefined }
}

/** What can be told of a foreign failure in one word: its code, or its name. */
export const wordFor = (thrown: unknown): string => {
  const { code, name } = failureFacts(thrown)
  return code ?? name
}

/** A fresh error of our own that stands for a foreign one. */
export function standIn({ name, code }: FailureFacts, host: string): Error {
  const error = new Error(`${code ?? name} (${host})`)
  error.name = name
  if (code) Object.assign(error, { code })
  return error
}

/** These say that nothing was sent, so a refresh token cannot have been spent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
])

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/

/** Some of the codes also end a connection that has stood for long; then the call that failed is another one. */
const OPENING: readonly unknown[] = [undefined, 'connect', 'getaddrinfo']

export const wasNeverSent = ({ code, syscall }: FailureFacts): boolean =>
  code !== undefined && ((UNSENT.has(code) && OPENING.includes(syscall)) || CERTIFICATE.test(code))

/** A hint for what people really meet behind corporate proxies, where the usual one would not help. */
export function networkHint({ code }: FailureFacts): string | undefined {
  if (code !== undefined && CERTIFICATE.test(code)) {
    return 'The certificate is not trusted. Behind a TLS-inspecting proxy set NODE_EXTRA_CA_CERTS to its CA file.'
  }
  return proxyIsIgnored() ? PROXY_HINT : undefined
}

const PROXY_HINT = 'A proxy is configured in the environment, but Node only uses it when NODE_USE_ENV_PROXY=1 is set.'

function proxyIsIgnored(): boolean {
  try {
    const env = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {}
    return env.NODE_USE_ENV_PROXY === undefined && (env.HTTPS_PROXY ?? env.https_proxy ?? env.HTTP_PROXY) !== undefined
  } catch {
    // Deno refuses to show variables without permission.
    return false
  }
}
