import type { Subtle } from '../platform/subtle.ts'

/** Where tests of this package reach in, beside `fetch`, `clock`, `random` and the store. No part of the public API. */
export interface Seams {
  /** WebCrypto, as sealing uses it. */
  readonly subtle: Subtle
  /** Loads a part of this package that is not loaded at the start. */
  load<Module>(importing: () => Promise<Module>): Promise<Module>
}

const SEAMS = Symbol.for('@pagamio/auth-core/seams')

export function seamsOf(options: object): Seams {
  const given = (options as { [SEAMS]?: Partial<Seams> })[SEAMS]
  return {
    get subtle() {
      return given?.subtle ?? crypto.subtle
    },
    load: given?.load ?? ((importing) => importing()),
  }
}
