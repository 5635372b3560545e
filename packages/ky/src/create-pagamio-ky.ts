import type { FetchLike, TokenSource } from '@pagamio/auth-core'
import ky, { type KyInstance, type Options } from 'ky'
import { isFirstMajor } from './first-major.ts'
import { pagamioHooks } from './pagamio-hooks.ts'

/** ky 2 throws at the name of ky 1. */
const prefix = isFirstMajor ? 'prefixUrl' : 'prefix'

/**
 * A ky for Pagamio: paths are below the base URL, the token is attached, and a request is sent once more after a 401.
 * @param options as for `ky.create`; a request is sent as your hooks changed it, the second time too
 * @example
 * const api = createPagamioKy(pagamio)
 * const categories = await api.get('products/categories').json()
 */
export function createPagamioKy(source: TokenSource, options: Options = {}): KyInstance {
  const hooks = pagamioHooks(source, { fetch: options.fetch as FetchLike | undefined })
  let made: KyInstance | undefined
  const instance = () => {
    made ??= ky
      .create({ [prefix]: source.baseUrl })
      .extend(options)
      .extend(hooks)
    return made
  }
  // Made when it is first used: a source with late options has no base URL before.
  return new Proxy(ky, {
    apply: (_, __, [input, its]: Parameters<KyInstance>) => instance()(input, its),
    get: (_, name) => Reflect.get(instance(), name),
  })
}
