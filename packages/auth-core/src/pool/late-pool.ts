import { PagamioAuthError } from '../errors/errors.ts'
import { Listeners } from '../observe/events.ts'
import { STEPS, type StepSource } from '../observe/step-source.ts'
import { optionsOf } from '../options/late-options.ts'
import type { PagamioAuthPool, PagamioAuthPoolOptions } from './pagamio-auth-pool.ts'

/** A pool that is made when it is first used, from options that come then. */
export function latePool(
  give: () => PagamioAuthPoolOptions,
  make: (options: PagamioAuthPoolOptions, audiences: readonly Listeners[]) => PagamioAuthPool & StepSource,
): PagamioAuthPool & StepSource {
  const listeners = new Listeners()
  let made: (PagamioAuthPool & StepSource) | undefined
  let closed = false

  function pool(): PagamioAuthPool {
    if (!made && closed) throw new PagamioAuthError('closed', 'This pool was closed.')
    made ??= make(optionsOf(give), [listeners])
    return made
  }
  const close = async () => {
    closed = true
    await made?.close()
  }
  return {
    for: (merchant) => pool().for(merchant),
    status: () => pool().status(),
    merchants: () => pool().merchants(),
    subscribe: listeners.subscribe,
    [STEPS]: { listeners, merchants: () => made?.[STEPS].merchants() ?? [] },
    close,
    [Symbol.asyncDispose]: close,
  }
}
