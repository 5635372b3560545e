import type { components } from '@pagamio/openapi'
import type { Failed } from './outcomes.ts'
import { failureOf, type Reply, refused } from './read-answer.ts'
import { isObject, own } from './shape.ts'

export type Receipt = components['schemas']['Receipt']

/** Bought, for good. */
export interface Completed {
  readonly outcome: 'completed'
  readonly transactionId: string
  /**
   * What to print, by the category's `receiptFields`; `undefined` if the success was found by a later query, because a
   * record has none. Send the same order again with its `merchantReference` to get it; that buys nothing more.
   */
  readonly receipt: Receipt | undefined
  /** The whole answer, or the record of the transaction. */
  readonly answer: unknown
}

/** Accepted, and not final: ask with `waitForTransaction(transactionId)`. */
export interface Pending {
  readonly outcome: 'pending'
  readonly transactionId: string
  readonly answer: unknown
}

/**
 * The result of a purchase, by its `outcome`. `merchantReference` is the one that was sent: after `limited`,
 * `unanswered` and `unexpected_response` use the same again, and Pagamio sells once.
 */
export type PurchaseResult = (Completed | Pending | Failed) & { readonly merchantReference: string }

/** Reads the answer to a purchase, in both of the documented forms. */
export function readPurchase(reply: Reply): Completed | Pending | Failed {
  const { response, json } = reply
  const { status } = response
  const data = own(json, 'data')
  const body = own(data, 'transactionId') === undefined ? json : data
  const transactionId = own(body, 'transactionId')
  const state = own(body, 'status')
  const isOpen = state === 'PENDING' || state === 'PROCESSING'
  // Before anything else: not final is `successful: false` as well.
  if (response.ok && isOpen && typeof transactionId === 'string')
    return { outcome: 'pending', transactionId, answer: json }
  const failed = failureOf(reply)
  if (failed) return failed
  const code = own(body, 'responseCode')
  const unexpected = (field: string) => ({ outcome: 'unexpected_response', status, field }) as const
  if (!isObject(json)) return unexpected('body')
  if (state === 'FAILED') return refused(status, code, messageOf(body), json)
  const isDone = [own(json, 'successful'), own(json, 'success')].includes(true)
  if (!isDone && String(code) !== '0') return unexpected('successful')
  if (state !== undefined && state !== 'COMPLETED') return unexpected('status')
  if (typeof transactionId !== 'string') return unexpected('transactionId')
  const receipt = own(body, 'receipt') ?? undefined
  if (receipt !== undefined && !isObject(receipt)) return unexpected('receipt')
  return { outcome: 'completed', transactionId, receipt: receipt as Receipt | undefined, answer: json }
}

function messageOf(body: unknown): string {
  const message = own(body, 'responseMessage')
  return typeof message === 'string' ? message : ''
}
