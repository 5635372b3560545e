import { type Clock, isPagamioAuthError } from '@pagamio/auth-core'
import type { CallOptions, PagamioClient } from './pagamio-client.ts'
import { pause } from './pause.ts'
import { isGuess, type Progress, pollAfterMs, progressOf, type TransactionRef } from './transaction-progress.ts'

interface WaitOptions extends CallOptions {
  /** Milliseconds after which one no longer asks for a transaction that nobody has told anything of. @default Infinity */
  readonly unknownMs?: number | undefined
}

/** Asks again and again, at the documented pace. */
export function waiting(transactions: PagamioClient['transactions'], clock: Clock) {
  let heedsReferences: boolean | undefined

  /**
   * An only record that does not say whose it is may be another purchase's, at an API that does not look at the reference:
   * such a one also answers with it where nobody has the reference. That is asked once.
   */
  async function confirmed(guess: Progress, options: CallOptions | undefined): Promise<Progress | undefined> {
    if (heedsReferences === undefined) {
      const nobody = await asked(() => transactions({ merchantReference: crypto.randomUUID() }, options))
      if (nobody.outcome === 'limited' || nobody.outcome === 'unanswered') return undefined
      heedsReferences = nobody.outcome !== 'ok' || nobody.data.content.length === 0
    }
    return heedsReferences ? guess : { outcome: 'not_found' }
  }

  return async function* (
    ref: TransactionRef,
    { signal, unknownMs = Number.POSITIVE_INFINITY }: WaitOptions = {},
  ): AsyncGenerator<Progress, void> {
    const query = typeof ref === 'string' ? { transactionId: ref } : { merchantReference: ref.merchantReference }
    const startedAt = clock.monotonic()
    for (let last: Progress['outcome'] | undefined; ; ) {
      signal?.throwIfAborted()
      const options = signal && { signal }
      const said = progressOf(await asked(() => transactions(query, options)), ref)
      const progress = said && isGuess(said, ref) ? await confirmed(said, options) : said
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
