/**
 * Why the store did not answer. `code` is `TIMEOUT`, the server's own word (`READONLY`, `OOM`, `NOAUTH`), the system's
 * (`ECONNREFUSED`) or the name of the client's error. Nothing else of that error is kept: it may carry arguments.
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
  const { code, message, name } = (error ?? {}) as { code?: unknown; message?: unknown; name?: unknown }
  const word =
    [code, String(message).split(' ', 1)[0]].find(
      (word) => typeof word === 'string' && /^[A-Z][A-Z_]{1,30}$/.test(word),
    ) ?? (typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'Error')
  return new RedisStoreError(`${word}`, `Redis did not carry out a command (${word}).`)
}
