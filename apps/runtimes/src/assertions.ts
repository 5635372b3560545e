import { type ErrorCode, isPagamioAuthError, type PagamioAuthError } from '@pagamio/auth-core'

/** What a case may say. Each of them throws with a text that the table prints as the reason. */
export interface Assertions {
  /** The same value, or the same JSON for lists and records. */
  equal(actual: unknown, expected: unknown, what: string): void
  ok(condition: boolean, what: string): void
  /** The rejection, which is ours and has this code. */
  failsWith(code: ErrorCode, promise: Promise<unknown>): Promise<PagamioAuthError>
}

export const assertions: Assertions = {
  equal(actual, expected, what) {
    const [seen, wanted] = [printed(actual), printed(expected)]
    if (seen !== wanted) throw new Error(`${what}: expected ${wanted}, got ${seen}`)
  },
  ok(condition, what) {
    if (!condition) throw new Error(`not so: ${what}`)
  },
  async failsWith(code, promise) {
    const outcome = await promise.then(
      () => 'a success',
      (thrown: unknown) => (isPagamioAuthError(thrown) ? thrown : `a foreign rejection: ${String(thrown)}`),
    )
    if (typeof outcome === 'string') throw new Error(`expected ${code}, got ${outcome}`)
    if (outcome.code !== code) throw new Error(`expected ${code}, got ${outcome.code}: ${outcome.message}`)
    return outcome
  },
}

/** `undefined` is told from everything that JSON has a word for. */
function printed(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (inner === undefined ? '(undefined)' : inner)) ?? '(undefined)'
}
