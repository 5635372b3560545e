import { type Clock, isPagamioAuthError } from '@pagamio/auth-core'
import type { CallOptions, PagamioClient } from './pagamio-client.ts'
import { pause } from './pause.ts'
import { type Progress, pollAfterMs, progressOf, type TransactionRef } from './transaction-progress.ts'

interface WaitOptions extends CallOptions {
  /** Milliseconds after which one no longer asks for a transaction that nobody has told anything of. @default Infinity */
  readonly unknownMs?: number | undefined
}

/** Asks again and again, at the documented pace. */
export function waiting(transactions: PagamioClient['transactions'], clock: Clock) {
  return async function* (
    ref: TransactionRef,
    { signal, unknownMs = Number.POSITIVE_INFINITY }: WaitOptions = {},
  ): AsyncGenerator<Progress, void> {
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
      const isUnknown = last === undefined || last === 'not_found'
      if (isUnknown && clock.monotonic() - startedAt >= unknownMs) return
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
