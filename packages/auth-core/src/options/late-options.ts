import { invalidOption, isPagamioAuthError } from '../errors/errors.ts'
import { failureFacts } from '../errors/failure-facts.ts'
import { ignore } from '../platform/ignore.ts'

/**
 * Calls the function that gives the options.
 * @throws PagamioAuthError its own one, or `invalid_options` if it failed otherwise or gave a promise
 */
export function optionsOf<Options extends object>(give: () => Options): Options {
  let options: Options & { readonly then?: unknown }
  try {
    options = give()
  } catch (thrown) {
    if (isPagamioAuthError(thrown)) throw thrown
    const { name, code } = failureFacts(thrown)
    throw invalidOption('options', `should be given, but its function failed: ${code ?? name}`)
  }
  if (typeof options?.then !== 'function') return options
  Promise.resolve(options).catch(ignore)
  throw invalidOption('options', 'should not be a promise: credentials may be an async function')
}
