import { isPagamioAuthError } from '@pagamio/auth-core'
import type { Failed } from './outcomes.ts'
import type { Completed, Pending, PurchaseResult } from './purchase-result.ts'
import { refused } from './read-answer.ts'
import type { Progress, TransactionRef } from './transaction-progress.ts'

/** The provider did not answer in time, and: it was processed already. A purchase may be behind either. */
const ASK_FIRST: readonly (string | undefined)[] = ['1204', '1205']

/** What to ask for, where a purchase is not final or nobody knows what became of it. */
export function openEnd(result: PurchaseResult): TransactionRef | undefined {
  const { merchantReference } = result
  switch (result.outcome) {
    case 'pending':
      return result.transactionId
    case 'unanswered':
    case 'unexpected_response':
      return { merchantReference }
    case 'refused':
      return ASK_FIRST.includes(result.code) ? { merchantReference } : undefined
    default:
      return undefined
  }
}

type Known = Completed | Pending | Failed

/** What it comes to in the end; what was known last, if its caller leaves or nobody can say more. */
export async function finalOf(
  first: Known,
  progress: AsyncIterable<Progress>,
  signal: AbortSignal | undefined,
): Promise<Known> {
  let known = first
  try {
    for await (const one of progress) known = knownBy(one) ?? known
  } catch (error) {
    if (!signal?.aborted && !isPagamioAuthError(error)) throw error
  }
  return known
}

function knownBy(progress: Progress): Known | undefined {
  if (!('transaction' in progress)) return undefined
  const { outcome, transaction } = progress
  const { transactionId, status } = transaction
  if (outcome === 'failed') return refused(200, '999', status.description ?? '', transaction)
  if (outcome === 'completed') return { outcome, transactionId, receipt: undefined, answer: transaction }
  return { outcome: 'pending', transactionId, answer: transaction }
}
