import type { Clock, PagamioAuth } from '@pagamio/auth-core'
import type { components, OperationTypes, paths } from '@pagamio/openapi'
import type { Client } from 'openapi-fetch'
import type { Answer } from './outcomes.ts'
import type { PurchaseResult } from './purchase-result.ts'
import type { Progress, TransactionRef } from './transaction-progress.ts'

type Schemas = components['schemas']

/** The members of an instance that a client needs; `c.var.pagamio` of `@pagamio/hono` has them too. */
export type PagamioSource = Pick<PagamioAuth, 'baseUrl' | 'fetch' | 'getToken' | 'pace'>

/** A purchase. If you give no `merchantReference`, one is made. */
export type PurchaseOrder = Omit<Schemas['PurchaseRequest'], 'merchantReference'> & {
  readonly merchantReference?: string | undefined
}

/** Whose products: your own, by your id at Pagamio, or all of one category. */
export type ProductsOf =
  | { readonly merchantId: string }
  | { readonly subMerchantId: string }
  | { readonly categoryId: number }

/** Filters and paging, or an id. `userType` and `userTypeId` default to those of your login. */
export type TransactionQuery = NonNullable<OperationTypes['listTransactions']['parameters']['query']>

export interface CallOptions {
  /** Ends the call, and the wait for its turn; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface PurchaseOptions {
  /**
   * If it aborts before the purchase is sent, the place is given up, nothing is sent, and the call rejects with the
   * signal's reason. After that the outcome is `unanswered`, because the purchase may have arrived.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds that it waits for its turn, at ten purchases a minute. If that is not enough, it is `limited` at once.
   * @default the instance's `timeoutMs` (30 s)
   */
  readonly timeoutMs?: number | undefined
}

/** The documented API, typed, with refusals as values. All methods are bound. */
export interface PagamioClient {
  categories(options?: CallOptions): Promise<Answer<Schemas['Category'][]>>
  /** What to ask the customer for in a category, and what to print. */
  categoryFields(categoryId: number, options?: CallOptions): Promise<Answer<Schemas['CategoryFields']>>
  brands(options?: CallOptions): Promise<Answer<Schemas['Brand'][]>>
  /** @example await client.products({ merchantId: 'kQ3v_Zx81' }) */
  products(of: { readonly categoryId: number }, options?: CallOptions): Promise<Answer<Schemas['ProductOfCategory'][]>>
  products(of: ProductsOf, options?: CallOptions): Promise<Answer<Schemas['ProductOfAccount'][]>>
  /**
   * Buys one product, at most ten times a minute for one account. It is sent a second time only after a 401. The result
   * always has the `merchantReference`.
   * @throws PagamioAuthError if there is no token: nothing was sent
   * @example
   * const result = await client.purchase({ productCode: 'AIR-VOD-001', amount: 25, mobileNumber: '+27821230045', paymentMethod: 'cash', channelId: 'Q7RT2M' })
   * if (result.outcome === 'completed') print(result.receipt)
   */
  purchase(order: PurchaseOrder, options?: PurchaseOptions): Promise<PurchaseResult>
  /**
   * The same, and waits until it is final. If the outcome is unknown (`unanswered`, `unexpected_response`, and the
   * codes 1204 and 1205), it asks Pagamio by the `merchantReference` for a minute. If it is still unknown then, you get
   * the first result. Nothing is bought a second time. If the signal aborts while it waits, you get the last known
   * result.
   * @throws as `purchase`
   */
  purchaseAndWait(order: PurchaseOrder, options?: PurchaseOptions): Promise<PurchaseResult>
  /** One page of your own; with `exportAll` the API answers a bare list, which is `unexpected_response` here: use `api`. */
  transactions(query?: TransactionQuery, options?: CallOptions): Promise<Answer<Schemas['TransactionPage']>>
  /**
   * Yields the state of a transaction each time that it changes, until it is final. It asks every 5 s in the first
   * minute, every 30 s until the fifth, then every five minutes. After a temporary failure (a 429, a 5xx, a broken
   * connection, no token for a while) it asks again; a refusal ends it.
   * @throws the signal's reason; PagamioAuthError if waiting does not lead to a token
   * @example for await (const { outcome } of client.waitForTransaction(id, { signal: AbortSignal.timeout(300_000) })) show(outcome)
   */
  waitForTransaction(ref: TransactionRef, options?: CallOptions): AsyncGenerator<Progress, void>
  /**
   * openapi-fetch itself, for operations without a method here, such as the lookups: their bodies are not documented.
   */
  readonly api: Client<paths>
}

export interface PagamioClientOptions {
  /**
   * For tests: the clock of `waitForTransaction`.
   * @default the platform's
   */
  readonly clock?: Clock | undefined
}
