import type { TakenStep } from '../acquire/acquirer.ts'
import type { Subtle } from '../platform/subtle.ts'

/** Where tests of this package reach in, beside `fetch`, `clock`, `random` and the store. No part of the public API. */
export interface Seams {
  /** Hears each step that was decided. */
  readonly onStep: ((step: TakenStep) => void) | undefined
  /** WebCrypto, as sealing uses it. */
  readonly subtle: Subtle
  /** Loads a part of this package that is not loaded at the start. */
  load<Module>(importing: () => Promise<Module>): Promise<Module>
}

const SEAMS = Symbol.for('@pagamio/auth-core/seams')

export function seamsOf(options: object): Seams {
  const given = (options as { [SEAMS]?: Partial<Seams> })[SEAMS]
  return {
    onStep: given?.onStep,
    get subtle() {
      return given?.subtle ?? crypto.subtle
    },
    load: given?.load ?? ((importing) => importing()),
  }
}
