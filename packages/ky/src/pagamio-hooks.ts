import { type FetchLike, PagamioAuthError, type TokenSource } from '@pagamio/auth-core'
import { authorizedFetch, type KyOptions } from './authorized-fetch.ts'
import { isFirstMajor } from './first-major.ts'

export interface PagamioHooksOptions {
  /**
   * The `fetch` to use with ky 1, because ky 1 hides your own from its hooks. ky 2 does not need it.
   * @default the global `fetch`, looked up at each call
   */
  readonly fetch?: FetchLike | undefined
}

/** Fits the options of ky 1 and of ky 2. */
export interface PagamioHooks {
  /** For ky 1, which has no hook that could change it. */
  readonly fetch?: typeof fetch
  readonly hooks: {
    // biome-ignore lint/suspicious/noExplicitAny: the options of two majors
    readonly init: [(options: any) => void]
    // biome-ignore lint/suspicious/noExplicitAny: the parameters of two majors, which have nothing in common
    readonly beforeRequest: [(...parameters: any[]) => void]
  }
}

/**
 * Options for `ky.extend` or `ky.create`. They attach the token to requests to Pagamio, and send them once more after a
 * 401, for POST too and with `retry: 0`. Put them last.
 * @throws PagamioAuthError, from the request, if no token can be acquired; `invalid_options` if ky 1 got another
 *   `fetch` after these hooks
 * @example const api = ky.extend(pagamioHooks(pagamio))
 */
export function pagamioHooks(source: TokenSource, { fetch: own }: PagamioHooksOptions = {}): PagamioHooks {
  // What ky calls last sees what is really sent, whatever other hooks have made of it. ky 1 calls it as a member of the
  // options of one request.
  const around = (send: FetchLike | undefined, options?: KyOptions, deadline?: AbortSignal) =>
    function (this: KyOptions | undefined, request: Request, init) {
      return authorizedFetch(source, send, request, init, options ?? this ?? { timeout: false }, deadline)
    } as typeof globalThis.fetch
  const first = around(own)

  // ky 1: `(request, options)`; ky 2 gives one object.
  const register: PagamioHooks['hooks']['beforeRequest'][0] = (request, options) => {
    if ('request' in request) return
    if (options.fetch !== first && source.owns(request.url)) throw otherFetch()
  }

  return {
    ...(isFirstMajor ? { fetch: first } : {}),
    hooks: {
      // ky 2: the options are those of one request. It need not wait for the hook of ky 1.
      init: [
        (options) => {
          const { fetch = own, totalTimeout } = options
          options.fetch = around(fetch, options, totalTimeout ? AbortSignal.timeout(totalTimeout) : undefined)
          const beforeRequest = options.hooks.beforeRequest?.filter((hook: unknown) => hook !== register)
          options.hooks = { ...options.hooks, beforeRequest }
        },
      ],
      beforeRequest: [register],
    },
  }
}

const otherFetch = () =>
  new PagamioAuthError(
    'invalid_options',
    'With ky 1, a fetch of your own is for the hooks to call: pagamioHooks(pagamio, { fetch }).',
  )
