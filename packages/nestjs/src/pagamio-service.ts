import type { Type } from '@nestjs/common'
import type { PagamioAuth } from '@pagamio/auth-core'
import { sharedClass } from './shared-class.ts'

// Methods by interface, so that whatever the core offers is here without being written twice.
/**
 * The PagamioAuth of a module, injectable by class: `fetch`, `getToken`, `status` and the rest, all bound. All classes
 * that inject it share one instance, request-scoped ones too.
 * @example constructor(private readonly pagamio: PagamioService) {}
 */
export interface PagamioService extends PagamioAuth {}

export const PagamioService: Type<PagamioService> = sharedClass(
  'PagamioService',
  class PagamioService {
    constructor(auth: PagamioAuth) {
      // As they are: one with late options has none to be read yet.
      Object.defineProperties(this, Object.getOwnPropertyDescriptors(auth))
    }
  } as Type<PagamioService>,
)
