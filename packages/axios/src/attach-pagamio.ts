import { PagamioAuthError, type TokenSource } from '@pagamio/auth-core'
import axios, { type AxiosAdapter, type AxiosInstance } from 'axios'
import { authorizedAdapter } from './authorized-adapter.ts'
import { restore } from './own-authorization.ts'

export interface AttachOptions {
  /**
   * Allows the global `axios`. Requests of every library in the process that uses it then pass through here; the token
   * is still sent to Pagamio only.
   * @default false
   */
  readonly allowGlobal?: boolean | undefined
}

/**
 * Attaches the token to this instance's requests to Pagamio, and sends them once more after a 401. Other requests are
 * not changed. It works below the interceptors, so their order, and `axios-retry`, make no difference.
 * @returns a function that detaches
 * @throws PagamioAuthError `invalid_options` for the global `axios`, or a value that is no instance
 * @example
 * const api = axios.create({ baseURL: pagamio.baseUrl })
 * const detach = attachPagamio(api, pagamio)
 */
export function attachPagamio(
  instance: AxiosInstance,
  source: TokenSource,
  { allowGlobal = false }: AttachOptions = {},
): () => void {
  if (typeof axios.getAdapter !== 'function')
    throw new PagamioAuthError(
      'invalid_options',
      `@pagamio/axios needs axios 1.6 or later, and this is ${axios.VERSION}.`,
    )
  if (typeof instance?.interceptors?.request?.use !== 'function')
    throw new PagamioAuthError('invalid_options', 'Option "instance" should be what axios.create() returns.')
  // Only the default export has this, whichever copy of axios it is of.
  if ('Axios' in instance && !allowGlobal)
    throw new PagamioAuthError(
      'invalid_options',
      'Option "instance" should be what axios.create() returns: the global axios is shared by the whole process. Pass { allowGlobal: true } if that is what you mean.',
    )
  const ours = new WeakSet<AxiosAdapter>()
  let attached = true
  const interceptor = instance.interceptors.request.use(
    (config) => {
      restore(config)
      // A retry comes with the adapter of the first try.
      if (typeof config.adapter === 'function' && ours.has(config.adapter)) return config
      const chosen = config.adapter || axios.defaults.adapter
      // As axios looks it up: at the end, because an adapter may depend on the rest of the config.
      const plain: AxiosAdapter = (sent) => axios.getAdapter(chosen, sent)(sent)
      const authorized = authorizedAdapter(plain, source)
      const adapter: AxiosAdapter = (sent) => (attached ? authorized : plain)(sent)
      ours.add(adapter)
      config.adapter = adapter
      return config
    },
    null,
    { synchronous: true },
  )
  return () => {
    attached = false
    instance.interceptors.request.eject(interceptor)
  }
}
