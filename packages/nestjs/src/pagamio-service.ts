import type { PagamioAuth } from '@pagamio/auth-core'

// Methods by interface, so that whatever the core offers is here without being written twice.
export interface PagamioService extends PagamioAuth {}

/**
 * The PagamioAuth of a module, injectable by class: `fetch`, `getToken`, `status` and the rest, all bound. One instance
 * for all who inject it, request-scoped ones too.
 * @example constructor(private readonly pagamio: PagamioService) {}
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor brings every member of the interface
export class PagamioService {
  constructor(auth: PagamioAuth) {
    Object.assign(this, auth)
  }
}
