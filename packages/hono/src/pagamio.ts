import type { Listener, PagamioAuth, PagamioAuthOptions, PagamioAuthPool } from '@pagamio/auth-core'
import type { Context, MiddlewareHandler } from 'hono'
import { createInstances, type Instance, instanceOf } from './instances.ts'
import { asHttpException, type PagamioVariable, variableOf } from './pagamio-variable.ts'

export interface PagamioOptions<Key extends string = 'pagamio'> {
  /**
   * The name in `c.var`, for several instances in one application.
   * @default 'pagamio'
   * @example app.use(pagamio(options, { key: 'billing' })) // c.var.billing.fetch(…)
   */
  readonly key?: Key | undefined
  /**
   * Called with the events of each instance that is used here.
   * @default for instances made from options, warnings go to the console once, with what to do
   * @example onEvent: (event) => metrics.count(event.type)
   */
  readonly onEvent?: Listener | undefined
}

export interface MerchantOptions<Key extends string = 'pagamio'> extends PagamioOptions<Key> {
  /**
   * Which merchant of the pool a request is for.
   * @example merchant: (c) => c.req.param('merchant')
   */
  readonly merchant: (c: Context) => string | Promise<string>
}

type Found = Instance | { readonly auth: PagamioAuth; readonly underWay?: undefined }

/**
 * Sets `c.var.pagamio`: `fetch` with the token attached, `getToken`, `status`. With options there is one instance for
 * all requests. With a function, as on Workers, there is one for each distinct set of options: values are compared;
 * functions, stores and clocks are compared by identity, so create those once, outside the function. Your own instance
 * or pool is used as it is: on Workers set `waitUntil` from `cloudflare:workers` when you create it, because the
 * middleware cannot.
 * @throws PagamioAuthError `invalid_options` or `insecure_url`: at once, or from a function of the request as an
 *   HTTPException 500
 * @example
 * const app = new Hono().use(pagamio(optionsFromEnv()))
 * app.get('/categories', (c) => c.var.pagamio.fetch('/products/categories'))
 * @example
 * app.use(pagamio((c) => optionsFromEnv(c.env))) // Workers
 * @example
 * app.use('/shops/:merchant/*', pagamio(pool, { merchant: (c) => c.req.param('merchant') }))
 */
export function pagamio<const Key extends string = 'pagamio'>(
  source: PagamioAuthOptions | ((c: Context) => PagamioAuthOptions) | PagamioAuth,
  options?: PagamioOptions<Key>,
): MiddlewareHandler<{ Variables: Record<Key, PagamioVariable> }>
export function pagamio<const Key extends string = 'pagamio'>(
  source: PagamioAuthPool,
  options: MerchantOptions<Key>,
): MiddlewareHandler<{ Variables: Record<Key, PagamioVariable> }>
export function pagamio(
  source: PagamioAuthOptions | ((c: Context) => PagamioAuthOptions) | PagamioAuth | PagamioAuthPool,
  options: Partial<MerchantOptions<string>> = {},
): MiddlewareHandler {
  const find = finder(source, options)
  const key = options.key ?? 'pagamio'
  return async (c, next) => {
    const found = await Promise.resolve(find(c)).catch(asHttpException)
    c.set(key, variableOf(found.auth))
    try {
      await next()
    } finally {
      // A renewal behind this request would end with it on Workers.
      if (found.underWay) keepAlive(c, found.underWay)
    }
  }
}

function finder(
  source: PagamioAuthOptions | ((c: Context) => PagamioAuthOptions) | PagamioAuth | PagamioAuthPool,
  { merchant, onEvent }: Partial<MerchantOptions<string>>,
): (c: Context) => Promise<Found> | Found {
  if (typeof source === 'function') {
    const instances = createInstances(onEvent)
    return async (c) => instances(source(c))
  }
  if ('for' in source) {
    if (!merchant) throw new TypeError('A pool needs { merchant: (c) => … }: whose token it is.')
    if (onEvent) source.subscribe(onEvent)
    return async (c) => ({ auth: source.for(await merchant(c)) })
  }
  const isOwn = 'getToken' in source
  if (isOwn && onEvent) source.subscribe(onEvent)
  const found: Found = isOwn ? { auth: source } : instanceOf(source, { onEvent })
  return () => found
}

function keepAlive(c: Context, promise: Promise<unknown>): void {
  try {
    c.executionCtx.waitUntil(promise)
  } catch {
    // There is none but on Workers, where a request is ended with its answer.
  }
}
