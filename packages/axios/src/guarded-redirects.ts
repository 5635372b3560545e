import { type AccessToken, PagamioAuthError, type TokenSource } from '@pagamio/auth-core'
import type { InternalAxiosRequestConfig } from 'axios'

type Redirects = Pick<InternalAxiosRequestConfig, 'maxRedirects' | 'beforeRedirect' | 'fetchOptions'>

/**
 * How redirects of a request with the token are dealt with: they are the caller's to see unless `maxRedirects` says
 * otherwise. Then each hop is looked at, because axios takes the token along on the same host, and a body everywhere.
 */
export function guardedRedirects(
  { maxRedirects, beforeRedirect, fetchOptions, method: first, data }: InternalAxiosRequestConfig,
  source: TokenSource,
  { authorization }: AccessToken,
): Redirects {
  // The fetch adapter follows without asking anybody, and in older versions whatever `maxRedirects` is.
  const byFetch = { ...fetchOptions, redirect: fetchOptions?.redirect === 'error' ? 'error' : 'manual' } as const
  if (!maxRedirects) return { maxRedirects: 0, fetchOptions: byFetch }
  let method = first?.toUpperCase()
  let carries = data !== undefined && data !== null
  return {
    maxRedirects,
    fetchOptions: byFetch,
    beforeRedirect(options, ...answer) {
      beforeRedirect?.(options, ...answer)
      // Where the method changes, the body has been left behind.
      carries &&= options.method === method
      method = options.method
      if (source.owns(String(options.href))) return
      if (carries)
        throw new PagamioAuthError('insecure_url', 'A redirect would take the body of this request elsewhere.')
      for (const [name, value] of Object.entries(options.headers ?? {}))
        if (value === authorization) delete options.headers[name]
    },
  }
}
