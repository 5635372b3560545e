import { httpTrouble, isPagamioAuthError, type PagamioAuth } from '@pagamio/auth-core'
import { HTTPException } from 'hono/http-exception'
import { passedOn } from './answer-headers.ts'

/** What handlers find as `c.var.pagamio`. */
export interface PagamioVariable extends Pick<PagamioAuth, 'baseUrl' | 'owns' | 'pace' | 'status' | 'subscribe'> {
  /**
   * `fetch` with the token attached. After a 401 the request is sent once more. A path is below the base URL. `hc`
   * takes it as its `fetch`. A handler may return the response as it is: cookies, headers for browsers, headers of the
   * connection to Pagamio and the encoding of an unpacked body are left out.
   * @throws HTTPException 502 or 503 if no token can be acquired; its `cause` is the PagamioAuthError
   */
  readonly fetch: PagamioAuth['fetch']
  /** @throws HTTPException 502 or 503 if no token can be acquired; its `cause` is the PagamioAuthError */
  readonly getToken: PagamioAuth['getToken']
}

const sources = new WeakMap<PagamioVariable, TokenFetch>()

export function variableOf(auth: PagamioAuth): PagamioVariable {
  const { baseUrl, owns, pace, status, subscribe, fetch, getToken } = auth
  const variable: PagamioVariable = {
    baseUrl,
    owns,
    pace,
    status,
    subscribe,
    fetch: (input, init) => fetch(input, init).then(passedOn, asHttpException),
    getToken: (options) => getToken(options).catch(asHttpException),
  }
  sources.set(variable, auth)
  return variable
}

/** What a variable stands before, with its own errors; one that a test has made stands for itself. */
export const sourceOf = (variable: PagamioVariable): TokenFetch => sources.get(variable) ?? variable

export type TokenFetch = Pick<PagamioAuth, 'fetch' | 'getToken'>

/** Hono answers it as it is, unless an `onError` wants to say it otherwise. */
export function asHttpException(error: unknown): never {
  if (!isPagamioAuthError(error)) throw error
  const { status, headers, body } = httpTrouble(error)
  const res = Response.json(body, { status, headers })
  throw new HTTPException(status, { message: body.message, cause: error, res })
}
