import type { TokenSource } from '@pagamio/auth-core'
import * as kyModule from 'ky'
import ky, { type KyInstance, type Options } from 'ky'
import { pagamioHooks } from './pagamio-hooks.ts'

/** ky 2 calls it `prefix`, and throws at the name of ky 1. */
const prefix = 'NetworkError' in kyModule ? 'prefix' : 'prefixUrl'

/**
 * A ky for Pagamio: paths are below the base URL, the token is attached, a 401 is answered once.
 * @param options as for `ky.create`; hooks of your own run after ours
 * @example
 * const api = createPagamioKy(pagamio)
 * const categories = await api.get('products/categories').json()
 */
export function createPagamioKy(source: TokenSource, options: Options = {}): KyInstance {
  const { fetch } = options
  const hooks = pagamioHooks(source, fetch && { fetch: fetch as never }) as Options
  return ky.create({ [prefix]: source.baseUrl, ...hooks }).extend(options)
}
