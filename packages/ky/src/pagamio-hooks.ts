import { type AccessToken, type FetchLike, replayableBody, sendAuthorized, type TokenSource } from '@pagamio/auth-core'

export interface PagamioHooksOptions {
  /**
   * What sends a request once more after a 401. Say it again here where you give ky a `fetch` of your own: hooks do not
   * see that option.
   * @default the global `fetch`, looked up at each call
   */
  readonly fetch?: FetchLike | undefined
}

/** What hooks of ky 2 get as one object, and those of ky 1 one after the other. */
interface HookState {
  readonly request: Request
  readonly options: object
  readonly response: Response
  readonly error: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: the hooks of two majors, which have nothing in common
type Hook<Result> = (...parameters: any[]) => Promise<Result>

/** Fits `hooks` of ky 1 and of ky 2. */
export interface PagamioHooks {
  readonly hooks: {
    readonly beforeRequest: [Hook<void>]
    readonly beforeRetry: [Hook<void>]
    readonly afterResponse: [Hook<Response | undefined>]
    // biome-ignore lint/suspicious/noExplicitAny: the error that came in goes out again
    readonly beforeError: [(...parameters: any[]) => any]
  }
}

/** One request as we know it; ky has one options object for all its tries. */
interface Ours {
  token: AccessToken
  /** A copy of the request as it was sent, where it can be sent again. */
  spare: Request | undefined
}

/** A `Request` with a longer body is sent once: a copy would keep all of it in memory. */
const LARGEST_COPY = 1024 * 1024

/**
 * Options for `ky.extend` or `ky.create`: the token goes on what belongs to Pagamio, and a 401 is answered once, for POST
 * too and with `retry: 0`.
 * @throws PagamioAuthError, from the request, when no token can be had
 * @example const api = ky.extend(pagamioHooks(pagamio))
 */
export function pagamioHooks(source: TokenSource, { fetch: again }: PagamioHooksOptions = {}): PagamioHooks {
  const known = new WeakMap<object, Ours>()

  async function authorize({ request, options }: HookState): Promise<void> {
    if (!source.owns(request.url)) return
    // A caller's own stays; one of ours is from an earlier try.
    if (request.headers.has('authorization') && !known.has(options)) return
    const token = await source.getToken({ signal: request.signal })
    request.headers.set('authorization', token.authorization)
    const spare = known.get(options)?.spare ?? (await copyOf(request, options))
    known.set(options, { token, spare })
  }

  async function answer({ options, response }: HookState): Promise<Response | undefined> {
    const ours = known.get(options)
    if (!ours || response.status !== 401) return undefined
    const fresh: Pick<TokenSource, 'getToken'> = {
      getToken: (how) => (how?.rejected ? source.getToken(how) : Promise.resolve(ours.token)),
    }
    const answered = await sendAuthorized<Response>(fresh, {
      signal: ours.spare?.signal,
      replayable: ours.spare !== undefined,
      send: async (token) => (token === ours.token ? response : resend(ours, token, options)),
      rejected: ({ status }) => status === 401,
    })
    return answered === response ? undefined : answered
  }

  async function resend(ours: Ours, token: AccessToken, options: object): Promise<Response> {
    const request = (ours.spare as Request).clone()
    Object.assign(ours, { token })
    request.headers.set('authorization', token.authorization)
    // Whatever is no member of a Request (a dispatcher, say) is for fetch to understand.
    const init = Object.fromEntries(Object.entries(options).filter(([name]) => !(name in request)))
    return (again ?? fetch)(request, init as RequestInit)
  }

  return {
    hooks: {
      beforeRequest: [(...parameters) => authorize(stateOf(parameters))],
      beforeRetry: [async (...parameters) => authorize(stateOf(parameters))],
      afterResponse: [(...parameters) => answer(stateOf(parameters))],
      beforeError: [(...parameters) => withoutToken(stateOf(parameters).error)],
    },
  }
}

/** ky 1: `(request, options, response)` or `(error)`; ky 2, and ky 1 before a retry: one object. */
function stateOf(parameters: readonly unknown[]): HookState {
  const [first, options, response] = parameters
  if (first instanceof Request) return { request: first, options, response } as HookState
  return (first instanceof Error ? { error: first } : first) as HookState
}

/** Nothing, where the same bytes cannot be sent again; a request without a body is its own copy. */
async function copyOf(request: Request, options: { readonly body?: unknown }): Promise<Request | undefined> {
  if (request.body === null) return request
  return (await isReplayable(request, options)) ? request.clone() : undefined
}

async function isReplayable(request: Request, { body }: { readonly body?: unknown }): Promise<boolean> {
  if (body === undefined || body === null)
    return Number(request.headers.get('content-length') ?? Number.NaN) <= LARGEST_COPY
  return body instanceof FormData || (await replayableBody(body)).replayable
}

/** Errors of ky hold the request that failed, and who logs them would print its headers. */
function withoutToken(error: unknown): unknown {
  const { request, response } = error as { request?: Request; response?: Response & { request?: Request } }
  for (const one of [request, response?.request]) one?.headers.delete('authorization')
  return error
}
