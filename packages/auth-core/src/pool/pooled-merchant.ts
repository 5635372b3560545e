import type { Merchant } from '../acquire/merchant.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import { fingerprint } from '../observe/fingerprint.ts'
import type { PagamioAuthStatus } from '../observe/status.ts'
import type { State } from '../token/state.ts'

/**
 * One merchant of a pool, as far as nothing but an event changes it: the same object until something happens to him, so
 * that who watches thousands compares objects. No secret, and no username but where the pool's names are such.
 */
export interface PooledMerchant {
  /** The name that `for()` was given. */
  readonly merchant: string
  /** Eight hex digits, the same as in events; `unknown` until his credentials were asked for. */
  readonly account: string
  /** When his token was acquired, wall-clock milliseconds; `undefined` before the first. */
  readonly acquiredAt: number | undefined
  /** When it ends, wall-clock milliseconds. */
  readonly expiresAt: number | undefined
  /** So long before its end it is renewed behind the callers' backs, in milliseconds. */
  readonly renewAheadMs: number | undefined
  /** So long before its end callers wait for the renewal. */
  readonly mustRenewMs: number | undefined
  readonly generation: number | undefined
  readonly acquiring: boolean
  /** What went wrong last, until an acquisition succeeds. */
  readonly trouble: ErrorCode | undefined
  /** All that there is to say of him now, without counting as use; `undefined` once he was let go. */
  status(): PagamioAuthStatus | undefined
}

/** The same object for the same state. */
export function merchantBook(
  origin: string,
  statusOf: (name: string) => PagamioAuthStatus | undefined,
): (name: string, merchant: Pick<Merchant, 'state' | 'credentials'>) => PooledMerchant {
  const seen = new WeakMap<State, PooledMerchant>()
  return (name, { state, credentials: { known } }) => {
    const same = seen.get(state)
    if (same) return same
    const { held, flight, backoff, refused } = state
    const made = Object.freeze({
      merchant: name,
      account: known ? fingerprint(origin, known.username) : 'unknown',
      acquiredAt: held?.askedAt.wall,
      expiresAt: held && held.askedAt.wall + held.set.lifetimeMs,
      renewAheadMs: held?.aheadMs,
      mustRenewMs: held?.mustMs,
      generation: held?.set.generation,
      acquiring: flight !== undefined,
      trouble: (refused?.failure ?? backoff?.failure)?.code,
      status: () => statusOf(name),
    })
    seen.set(state, made)
    return made
  }
}
