import { type Clock, isPagamioAuthError } from '@pagamio/auth-core'
import type { Failed } from './outcomes.ts'
import type { PagamioClient } from './pagamio-client.ts'
import { pause } from './pause.ts'
import type { Completed, Pending } from './purchase-result.ts'
import { refused } from './read-answer.ts'
import {
  type Progress,
  pollAfterMs,
  progressOf,
  type Transaction,
  type TransactionRef,
} from './transaction-progress.ts'

/** Asks again and again, at the documented pace. */
export function waiting(
  transactions: PagamioClient['transactions'],
  clock: Clock,
): PagamioClient['waitForTransaction'] {
  return async function* (ref: TransactionRef, { signal } = {}) {
    const query = typeof ref === 'string' ? { transactionId: ref } : { merchantReference: ref.merchantReference }
    const startedAt = clock.monotonic()
    for (let last: Progress['outcome'] | undefined; ; ) {
      signal?.throwIfAborted()
      const progress = progressOf(await asked(() => transactions(query, signal && { signal })), ref)
      if (progress && progress.outcome !== last) {
        last = progress.outcome
        yield progress
        if (isFinal(progress)) return
      }
      await pause(clock, pollAfterMs(clock.monotonic() - startedAt), signal)
    }
  }
}

const isFinal = ({ outcome }: Progress) => !['pending', 'processing', 'not_found'].includes(outcome)

/** A token that comes later is waited for, as an answer is. */
async function asked(ask: () => ReturnType<PagamioClient['transactions']>): ReturnType<PagamioClient['transactions']> {
  try {
    return await ask()
  } catch (error) {
    if (!isPagamioAuthError(error) || (error.retryAfterMs === undefined && error.code !== 'timeout')) throw error
    return { outcome: 'unanswered', status: undefined, reason: error.code }
  }
}

/** What a pending purchase comes to in the end; itself, if its caller leaves before. */
export async function finalOf(
  pending: Pending,
  progress: AsyncIterable<Progress>,
  signal: AbortSignal | undefined,
): Promise<Completed | Pending | Failed> {
  try {
    for await (const one of progress) {
      if (one.outcome === 'completed')
        return { ...pending, outcome: 'completed', receipt: undefined, answer: one.transaction }
      if (one.outcome === 'failed') return failedLater(one.transaction)
    }
  } catch (error) {
    if (!signal?.aborted && !isPagamioAuthError(error)) throw error
  }
  // Nobody could say how it went on.
  return pending
}

const failedLater = (transaction: Transaction): Failed =>
  refused(200, '999', transaction.status.description ?? '', transaction)
