import type { FetchLike, TokenSource } from '@pagamio/auth-core'
import ky, { type KyInstance, type Options } from 'ky'
import { isFirstMajor } from './first-major.ts'
import { pagamioHooks } from './pagamio-hooks.ts'

/** ky 2 throws at the name of ky 1. */
const prefix = isFirstMajor ? 'prefixUrl' : 'prefix'

/**
 * A ky for Pagamio: paths are below the base URL, the token is attached, a 401 is answered once.
 * @param options as for `ky.create`; what hooks of your own make of a request is what is sent, the second time too
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
