import type { PagamioAuth } from '@pagamio/auth-core'
import type { Handler } from 'hono'
import { passedOn } from './answer-headers.ts'
import { forward } from './forward.ts'
import { forwardedHeaders } from './forwarded-headers.ts'
import { asHttpException, type PagamioVariable, sourceOf, variableOf } from './pagamio-variable.ts'

export interface PagamioProxyOptions {
  /**
   * The paths that may be reached, below the base URL. `*` stands for the rest of a path; a method before it allows
   * that method only. Other paths are a 404. `/auth/*` can never be reached.
   * @example allow: ['GET /products/categories', 'GET /merchants/M-1001/*', 'POST /purchase']
   */
  readonly allow: readonly string[]
  /**
   * More headers of the caller to forward, besides `Accept*`, `Content-*`, `User-Agent`, `traceparent`, `tracestate`,
   * `X-Request-Id`, `Idempotency-Key`, and those for ranges and conditions.
   * @default none
   * @example forwardHeaders: ['x-channel']
   */
  readonly forwardHeaders?: readonly string[] | undefined
  /**
   * The instance whose token is used.
   * @default the one that `pagamio()` set for this request
   */
  readonly auth?: PagamioAuth | undefined
  /**
   * The name in `c.var`, if you gave `pagamio()` one.
   * @default 'pagamio'
   */
  readonly key?: string | undefined
}

/**
 * A route that forwards to Pagamio with the token attached, and streams both bodies. Anybody who reaches it can spend
 * your money: put your own authentication before it, and allow only what it is for.
 * @throws TypeError without `allow`, for a rule that can never match, and for a header that is never forwarded
 * @example
 * app.use('/pagamio/*', myLogin, pagamio(optionsFromEnv()))
 * app.all('/pagamio/*', pagamioProxy({ allow: ['GET /products/categories'] }))
 */
export function pagamioProxy({ allow, forwardHeaders = [], auth, key = 'pagamio' }: PagamioProxyOptions): Handler {
  if (!Array.isArray(allow)) throw new TypeError('pagamioProxy needs { allow: [...] }, the paths that may be reached.')
  const rules = allow.map(ruleOf)
  const forwarded = forwardedHeaders(forwardHeaders)

  return async (c) => {
    const { pathname, search } = new URL(c.req.url)
    // `hono/route` says the same, from 4.8 on.
    const route = c.req.routePath
    if (!route.endsWith('*')) throw new TypeError(`pagamioProxy needs a route that ends with *, not '${route}'.`)
    const path = pathBelow(route, pathname)
    const variable = auth ? variableOf(auth) : (c.var as Record<string, PagamioVariable | undefined>)[key]
    if (!variable) throw new TypeError(`No c.var.${key}: put pagamio() before pagamioProxy, or pass { auth }.`)
    const target = `${variable.baseUrl}${path}${search}`
    const { raw } = c.req
    const { method } = raw
    if (!rules.some((allows) => allows(method, path)) || !variable.owns(target)) return c.notFound()
    const request = new Request(target, {
      method,
      headers: forwarded(raw.headers),
      // A purchase that was begun is finished, also where its caller has left: nobody would know what became of it. One
      // that was not sent yet is not begun.
      signal: method === 'GET' || method === 'HEAD' ? raw.signal : null,
      redirect: 'manual',
      ...(raw.body ? { body: raw.body, duplex: 'half' } : {}),
    } as RequestInit)
    const response = await forward(sourceOf(variable), request, raw.signal).then(passedOn, asHttpException)
    // It is about us, and would tell a caller that its own credentials are wrong. A body that was streamed is never sent
    // twice: then it may have been a token that had run out, which is replaced by now.
    if (response.status === 401) {
      await response.body?.cancel()
      return c.json(
        {
          error: 'upstream_unauthorized',
          message: 'Pagamio answered 401. If it does so again, it is not allowed.',
        },
        502,
      )
    }
    return response
  }
}

function ruleOf(rule: string): (method: string, path: string) => boolean {
  const [, only, path = ''] = /^(?:([A-Z]+) )?(\/.*)$/.exec(rule) ?? []
  if (!path) throw new TypeError(`A rule is a path, or a method and a path ('GET /products/*'), not '${rule}'.`)
  if (/[?#\\]|\*.|\/\/|\/\.\.?(\/|$)|^\/auth(\/|$)/i.test(path))
    throw new TypeError(
      `'${rule}' can never be reached: a plain path below the base URL, outside /auth, with * at its end only.`,
    )
  const start = path.endsWith('*') ? path.slice(0, -1) : undefined
  return (method, asked) =>
    (!only || method === only || (only === 'GET' && method === 'HEAD')) &&
    (start ? asked.startsWith(start) : asked === path)
}

/** What the `*` of the route stands for: as many segments are left out as the route names before it. */
function pathBelow(route: string, pathname: string): string {
  const named = route.replace(/\/?\*$/, '').split('/')
  return `/${pathname.split('/').slice(named.length).join('/')}`
}
