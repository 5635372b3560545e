import type { paths } from '@pagamio/openapi'
import openapiFetch from 'openapi-fetch'
import { brand, category, product, wrongInFields, wrongInPage } from './documented.ts'
import { hadNoToken, replyOf, type Sent, unanswered } from './exchange.ts'
import { finalOf, openEnd } from './final-result.ts'
import type { Answer } from './outcomes.ts'
import type {
  CallOptions,
  PagamioClient,
  PagamioClientOptions,
  PagamioSource,
  ProductsOf,
  TransactionQuery,
} from './pagamio-client.ts'
import { platformClock } from './pause.ts'
import { purchasing } from './purchasing.ts'
import { readAnswer } from './read-answer.ts'
import { type Shape, wrongInList } from './shape.ts'
import { waiting } from './waiting.ts'

/** Required as CommonJS, its default export lies one deeper. */
const createClient = (openapiFetch as typeof openapiFetch & { default?: typeof openapiFetch }).default ?? openapiFetch

const isOne = ({ transactionId, merchantReference }: TransactionQuery): boolean =>
  (transactionId ?? merchantReference) !== undefined

/** A purchase that arrived is known by then, as far as anybody can say: the first pace of the documentation is over. */
const UNKNOWN_MS = 60_000

/** How every request is sent: what comes is read here, because no answer is to throw. */
type Init = { readonly parseAs: 'text'; readonly signal?: AbortSignal }

/**
 * A client for one account, over an instance of `@pagamio/auth-core`: its tokens, its rule for a 401, its pacing.
 * @example const client = createPagamioClient(createPagamioAuth(optionsFromEnv()))
 */
export function createPagamioClient(
  pagamio: PagamioSource,
  { clock = platformClock }: PagamioClientOptions = {},
): PagamioClient {
  // A redirect is an answer that no page knows: it is not followed.
  const create = () => createClient<paths>({ baseUrl: pagamio.baseUrl, fetch: pagamio.fetch, redirect: 'manual' })
  let made: ReturnType<typeof create> | undefined
  /** Made when it is first used: an instance with late options has no base URL before. */
  const api = () => {
    made ??= create()
    return made
  }

  function productsOf(of: ProductsOf, init: Init): Promise<Sent> {
    if ('categoryId' in of) return api().POST('/products/category/{categoryId}', { params: { path: of }, ...init })
    if ('merchantId' in of) return api().GET('/merchants/{merchantId}/products', { params: { path: of }, ...init })
    return api().GET('/sub-merchants/{subMerchantId}/products', { params: { path: of }, ...init })
  }

  /** Asks, and reads the answer. If the caller has left or there is no token, it rejects as `fetch` does. */
  async function ask<Data>(
    { signal }: CallOptions,
    send: (init: Init) => Promise<Sent>,
    wrong: (json: unknown) => string | undefined,
  ): Promise<Answer<Data>> {
    try {
      return readAnswer(await replyOf(send({ parseAs: 'text', ...(signal && { signal }) })), wrong)
    } catch (error) {
      if (signal?.aborted || hadNoToken(error)) throw error
      return unanswered(error)
    }
  }

  const listOf = (shape: Shape) => (json: unknown) => wrongInList(json, shape)

  const transactions: PagamioClient['transactions'] = async (given = {}, options = {}) => {
    const query = isOne(given) ? given : { ...(await accountOf(options)), ...given }
    return ask(options, (init) => api().POST('/transactions', { params: { query }, ...init }), wrongInPage)
  }

  /** From the login, with the token, which the request needs anyway. */
  async function accountOf({ signal }: CallOptions): Promise<TransactionQuery> {
    const { userType, userTypeId } = (await pagamio.getToken({ signal })).profile
    return { ...(userType !== undefined && { userType }), ...(userTypeId !== undefined && { userTypeId }) }
  }

  const purchase = purchasing(pagamio, (body, signal) =>
    replyOf(api().POST('/purchase', { body, parseAs: 'text', ...(signal && { signal }) })),
  )
  const wait = waiting(transactions, clock)

  return {
    get api() {
      return api()
    },
    categories: (options = {}) => ask(options, (init) => api().GET('/products/categories', init), listOf(category)),
    categoryFields: (categoryId, options = {}) =>
      ask(
        options,
        (init) => api().GET('/products/categories/{categoryId}/fields', { params: { path: { categoryId } }, ...init }),
        wrongInFields,
      ),
    brands: (options = {}) => ask(options, (init) => api().GET('/lookups/brands', init), listOf(brand)),
    products: (of: ProductsOf, options: CallOptions = {}): Promise<Answer<never>> =>
      ask(options, (init) => productsOf(of, init), listOf(product)),
    transactions,
    purchase,
    waitForTransaction: (ref, { signal } = {}) => wait(ref, { signal }),

    async purchaseAndWait(order, options = {}) {
      const first = await purchase(order, options)
      const { signal } = options
      const ref = openEnd(first)
      if (ref === undefined) return first
      const unknownMs = first.outcome === 'pending' ? undefined : UNKNOWN_MS
      const last = await finalOf(first, wait(ref, { signal, unknownMs }), signal)
      return { ...last, merchantReference: first.merchantReference }
    },
  }
}
