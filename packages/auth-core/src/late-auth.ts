import { invalidOption, isPagamioAuthError, PagamioAuthError } from './errors/errors.ts'
import { failureFacts } from './errors/failure-facts.ts'
import { Listeners } from './observe/events.ts'
import type { PagamioAuthOptions } from './options/options.ts'
import type { PagamioAuth } from './pagamio-auth.ts'
import { ignore } from './platform/ignore.ts'

/** An instance that is made when it is first used, from options that come then. */
export function lateAuth(
  optionsOf: () => PagamioAuthOptions,
  make: (options: PagamioAuthOptions, audiences: readonly Listeners[]) => PagamioAuth,
): PagamioAuth {
  const listeners = new Listeners()
  let made: PagamioAuth | undefined
  let closed = false

  function auth(): PagamioAuth {
    if (!made && closed) throw new PagamioAuthError('closed', 'This instance was closed.')
    made ??= make(calledFor(optionsOf), [listeners])
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
    close,
    [Symbol.asyncDispose]: close,
  }
}

function calledFor(optionsOf: () => PagamioAuthOptions): PagamioAuthOptions {
  let options: PagamioAuthOptions & { readonly then?: unknown }
  try {
    options = optionsOf()
  } catch (thrown) {
    if (isPagamioAuthError(thrown)) throw thrown
    const { name, code } = failureFacts(thrown)
    throw invalidOption('options', `should be given, but its function failed: ${code ?? name}`)
  }
  if (typeof options?.then !== 'function') return options
  Promise.resolve(options).catch(ignore)
  throw invalidOption('options', 'should not be a promise: credentials may be an async function')
}
