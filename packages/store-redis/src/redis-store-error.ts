/**
 * Why the store did not answer. `code` is the server's own word (`READONLY`, `OOM`, `NOAUTH`), the system's
 * (`ECONNREFUSED`), the name of the client's error, or `UNKNOWN`. Nothing else of that error is kept, because it may
 * contain arguments.
 */
export class RedisStoreError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }

  override get name(): string {
    return 'RedisStoreError'
  }
}

/** The same trouble without the client's error, which knows commands and values. */
export function withoutDetails(error: unknown): RedisStoreError {
  if (error instanceof RedisStoreError) return error
  const code = codeOf(error)
  return new RedisStoreError(code, `Redis did not carry out a command (${code}).`)
}

/** The system's code, the first word of the server's answer, or the kind of the client's error. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  const { code, message, name } = error as Error & { code?: unknown }
  const word = [code, message.split(' ', 1)[0]].find((word) => /^[A-Z][A-Z_]{1,30}$/.test(`${word}`))
  const kind = [name, error.constructor.name].find((kind) => /^\w{1,40}Error$/.test(kind))
  return `${word ?? kind ?? 'UNKNOWN'}`
}
