import { type ErrorCode, errorCodes } from './error-codes.ts'

const BRAND = Symbol.for('@pagamio/auth-core/error@1')
const DOCS = 'https://github.com/pagamio/pagamio-js/blob/main/docs/errors.md'

/** What an error may contain besides its code: an allow-list, so that no secret gets in. */
export interface ErrorFacts {
  /** The HTTP status of the answer, if there was one. */
  status?: number | undefined
  /** Milliseconds after which another try can help; absent if waiting does not help. */
  retryAfterMs?: number | undefined
  /** Overrides the code's usual hint. */
  hint?: string | undefined
  /** The platform's error, reduced to names and codes. */
  cause?: Error | undefined
}

/**
 * The one error of this library: getting a token failed, or an option is wrong. `code` is stable, `hint` says what to
 * do, `docs` links to the code's entry. It never contains a secret. Its `cause` is never another library's error
 * object, because those contain requests, headers and bodies.
 *
 * @example
 * try { await pagamio.getToken() } catch (error) {
 *   if (isPagamioAuthError(error) && error.code === 'rate_limited') retryLater(error.retryAfterMs)
 * }
 */
export class PagamioAuthError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly docs: string
  readonly status?: number
  readonly retryAfterMs?: number

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause && { cause: facts.cause })
    this.code = code
    this.hint = facts.hint ?? errorCodes[code]
    this.docs = `${DOCS}#${code}`
    if (facts.status !== undefined) this.status = facts.status
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = Math.ceil(facts.retryAfterMs)
    Object.defineProperty(this, BRAND, { value: true })
  }

  override get name(): string {
    return 'PagamioAuthError'
  }

  /** `instanceof` accepts errors of every copy of the package: bundles, and Node beside Jest, may load two. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass of somebody's own asks for its own
    return this === PagamioAuthError ? isPagamioAuthError(value) : super[Symbol.hasInstance](value)
  }

  /** The same error with another `retryAfterMs`: a later caller has less to wait. */
  retryingAfter(retryAfterMs: number): PagamioAuthError {
    const { code, message, status, hint } = this
    return new PagamioAuthError(code, message, { status, hint, retryAfterMs, cause: this.cause as Error | undefined })
  }
}

/** Whether an error is ours, also if two copies of the package are installed. */
export function isPagamioAuthError(error: unknown): error is PagamioAuthError {
  return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[BRAND] === true
}

/** An `invalid_options` error that names the option and says what it should be. */
export function invalidOption(option: string, shouldBe: string): PagamioAuthError {
  return new PagamioAuthError('invalid_options', `Option "${option}" ${shouldBe}.`)
}
