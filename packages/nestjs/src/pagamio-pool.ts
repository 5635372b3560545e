import type { Type } from '@nestjs/common'
import type { PagamioAuthPool } from '@pagamio/auth-core'
import { sharedClass } from './shared-class.ts'

/**
 * The pool of a module, injectable by class: `for(merchant)`, `status` and the rest, all bound.
 * @example constructor(private readonly pool: PagamioPool) {}
 */
export interface PagamioPool extends PagamioAuthPool {}

export const PagamioPool: Type<PagamioPool> = sharedClass(
  'PagamioPool',
  class PagamioPool {
    constructor(pool: PagamioAuthPool) {
      Object.assign(this, pool)
    }
  } as Type<PagamioPool>,
)
