import type { components } from '@pagamio/openapi'
import type { Answer, Refused, UnexpectedResponse } from './outcomes.ts'
import { own } from './shape.ts'

export type Transaction = components['schemas']['Transaction']

/** Which transaction: by Pagamio's id, or by your reference of the purchase if there was no answer. */
export type TransactionRef = string | { readonly merchantReference: string }

/** The state of a transaction. `completed` and `failed` are final. */
export type Progress =
  | { readonly outcome: 'pending' | 'processing' | 'completed' | 'failed'; readonly transaction: Transaction }
  /** Pagamio does not know it: not yet, or it never arrived. */
  | { readonly outcome: 'not_found' }
  | Refused
  | UnexpectedResponse

const STATES = ['completed', 'pending', 'processing', 'failed'] as const

/** What an answer says of one transaction; `undefined` if the only thing to do is to ask again. */
export function progressOf(
  answer: Answer<{ readonly content: readonly Transaction[] }>,
  ref: TransactionRef,
): Progress | undefined {
  if (answer.outcome === 'limited' || answer.outcome === 'unanswered') return undefined
  if (answer.outcome !== 'ok') return answer
  const transaction = find(answer.data.content, ref)
  if (!transaction) return { outcome: 'not_found' }
  const state = STATES[transaction.status.code]
  if (!state) return { outcome: 'unexpected_response', status: answer.status, field: 'content[0].status.code' }
  return { outcome: state, transaction }
}

/** It was taken for this one because it is the only one: the documented record does not have the reference. */
export const isGuess = (progress: Progress, ref: TransactionRef): boolean =>
  typeof ref !== 'string' && 'transaction' in progress && own(progress.transaction, 'merchantReference') === undefined

/** A server that does not know the parameter answers with everybody: only what can be this one counts. */
function find(content: readonly Transaction[], ref: TransactionRef): Transaction | undefined {
  if (typeof ref === 'string') return content.find(({ transactionId }) => transactionId === ref)
  const named = content.find((one) => own(one, 'merchantReference') === ref.merchantReference)
  if (named || content.length !== 1) return named
  return own(content[0], 'merchantReference') === undefined ? content[0] : undefined
}

/** How long until one asks again, so long after one asked first: the pace of the vendor's page on webhooks. */
export function pollAfterMs(elapsedMs: number): number {
  if (elapsedMs < 60_000) return 5_000
  return elapsedMs < 300_000 ? 30_000 : 300_000
}
