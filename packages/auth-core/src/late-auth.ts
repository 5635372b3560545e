import { PagamioAuthError } from './errors/errors.ts'
import { Listeners } from './observe/events.ts'
import { STEPS, type StepSource } from './observe/step-source.ts'
import { optionsOf } from './options/late-options.ts'
import type { PagamioAuthOptions } from './options/options.ts'
import type { PagamioAuth } from './pagamio-auth.ts'

/** An instance that is made when it is first used, from options that come then. */
export function lateAuth(
  give: () => PagamioAuthOptions,
  make: (options: PagamioAuthOptions, audiences: readonly Listeners[]) => PagamioAuth & StepSource,
): PagamioAuth & StepSource {
  const listeners = new Listeners()
  let made: (PagamioAuth & StepSource) | undefined
  let closed = false

  function auth(): PagamioAuth {
    if (!made && closed) throw new PagamioAuthError('closed', 'This instance was closed.')
    made ??= make(optionsOf(give), [listeners])
    return made
  }
  const close = async () => {
    closed = true
    await made?.close()
  }
  return {
    get baseUrl() {
      return auth().baseUrl
    },
    owns: (url) => auth().owns(url),
    setCredentials: (next) => auth().setCredentials(next),
    status: () => auth().status(),
    // What returns a promise rejects, also where there are no options.
    getToken: async (options) => auth().getToken(options),
    fetch: async (input, init) => auth().fetch(input, init),
    pace: async (what, options) => auth().pace(what, options),
    profile: async (options) => auth().profile(options),
    restore: async () => auth().restore(),
    subscribe: listeners.subscribe,
    [STEPS]: { listeners, merchants: () => made?.[STEPS].merchants() ?? [] },
    close,
    [Symbol.asyncDispose]: close,
  }
}
