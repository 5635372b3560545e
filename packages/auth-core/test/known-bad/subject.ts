import type { PagamioAuth, PagamioAuthOptions } from '../../src/index.ts'

/** What the checks are run against: the real thing, or an imitation with one flaw. */
export type CreateAuth = (options: PagamioAuthOptions) => Pick<PagamioAuth, 'getToken'>

/** Fails a check, in words that the proof of it can look for. */
export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}
