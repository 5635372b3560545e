import { PagamioAuthError, type SharedTokenStore, type StoreCall, untilAborted } from '@pagamio/auth-core'
import { type CasPort, validPort } from './cas-port.ts'
import { type Decision, recordIn } from './decision.ts'
import { keysUnder } from './keys.ts'
import { asked, settled } from './permit-record.ts'
import { ifNewer, livingText, releasedBy, takenBy, upTo } from './slot-record.ts'
import { contended, Updates } from './updates.ts'

export interface CasStoreOptions {
  /**
   * What all keys begin with; the rest of them are letters, digits and `-`. Fleets that should not share tokens, leases and
   * limits need different ones.
   * @default 'pagamio-'
   */
  readonly prefix?: string | undefined
  /**
   * What the backend is: `status()`, the panel and metrics name it. A word of lower-case letters, digits and hyphens.
   * @default 'cas'
   * @example 'dynamodb'
   */
  readonly kind?: string | undefined
}

/**
 * Less than the half second that the core gives a store, so that a request for a lease or a permit is refused in time.
 */
const REFUSED_AFTER_MS = 350
/** Nothing that is written can be refused; the core waits for it at most so long. */
const GIVEN_UP_AFTER_MS = 5_000
/** Others that ask at the same moment are done by then. */
const ASK_AGAIN_MS = 250

/**
 * A store that processes share, over any backend that can compare and swap: tokens, one acquisition at a time, and the
 * limits of the token endpoint, in a fair line. Each decision is a read and a write; if another write came between, it
 * is made again.
 *
 * If others keep coming between for 350 ms, a lease or a permit is refused (with a `retryAfterMs` of 250). If they do
 * for 5 s, anything else rejects with the code `CONTENDED`. What the port throws passes through.
 * @throws PagamioAuthError `invalid_options` for a port that lacks a method, a `prefix` that is no string, or a
 *   `kind` that is no word
 * @example
 * const store = storeFromCas({ read, write, now: Date.now })
 * for (const { run } of storeConformance(() => ({ store, advance: sleep }), { sharing: true })) await run()
 */
export function storeFromCas<Version>(port: CasPort<Version>, options: CasStoreOptions = {}): SharedTokenStore {
  const { prefix = 'pagamio-', kind = 'cas' } = options
  if (typeof prefix !== 'string') throw new PagamioAuthError('invalid_options', 'Option "prefix" should be a string.')
  if (!(typeof kind === 'string' && /^[a-z\d-]{1,32}$/.test(kind)))
    throw new PagamioAuthError(
      'invalid_options',
      'Option "kind" should be a word of lower-case letters, digits and hyphens, 32 at most.',
    )
  const backend = validPort(port) as CasPort
  const keys = keysUnder(prefix)
  const updates = new Updates(backend)

  async function change<T>(
    named: Promise<string>,
    { signal }: StoreCall,
    decide: (record: unknown, now: number) => Decision<T>,
    patienceMs = GIVEN_UP_AFTER_MS,
  ): Promise<T | typeof contended> {
    return updates.update(await named, signal, decide, patienceMs)
  }

  return {
    kind,

    async get(slot, { signal }) {
      const key = await keys.slot(slot)
      return untilAborted(signal, async () => {
        const stored = await backend.read(key, { signal })
        return stored && livingText(recordIn(stored.text), await backend.now())
      })
    },

    async setIfNewer(slot, entry, call) {
      let offers = 0
      return carriedOut(
        await change(
          keys.slot(slot),
          call,
          ifNewer(entry, () => offers++ > 0),
        ),
      )
    },

    async delete(slot, { generation }, call) {
      carriedOut(await change(keys.slot(slot), call, upTo(generation)))
    },

    async takeLease(slot, lease, call) {
      return (await change(keys.slot(slot), call, takenBy(lease), REFUSED_AFTER_MS)) === true
    },

    async releaseLease(slot, { owner }, call) {
      carriedOut(await change(keys.slot(slot), call, releasedBy(owner)))
    },

    async takePermit(key, ask, call) {
      const answer = await change(keys.calls(key), call, asked(ask), REFUSED_AFTER_MS)
      return answer === contended ? { retryAfterMs: ASK_AGAIN_MS, closings: 0 } : answer
    },

    async settlePermit(key, settlement, call) {
      carriedOut(await change(keys.calls(key), call, settled(settlement)))
    },
  }
}

function carriedOut<T>(answer: T | typeof contended): T {
  if (answer !== contended) return answer
  const message = 'Too many processes write to the same key of the store. Nothing was written; ask again.'
  throw Object.assign(new Error(message), { code: 'CONTENDED' })
}
