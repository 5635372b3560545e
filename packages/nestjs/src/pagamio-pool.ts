import type { PagamioAuthPool } from '@pagamio/auth-core'

export interface PagamioPool extends PagamioAuthPool {}

/**
 * The pool of a module, injectable by class: `for(merchant)`, `status` and the rest, all bound.
 * @example constructor(private readonly pool: PagamioPool) {}
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor brings every member of the interface
export class PagamioPool {
  constructor(pool: PagamioAuthPool) {
    Object.assign(this, pool)
  }
}
