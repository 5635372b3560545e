import type { Merchant } from '../acquire/merchant.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import { accountOf } from '../observe/fingerprint.ts'
import type { PagamioAuthStatus } from '../observe/status.ts'
import { windowsOf } from '../token/held-token.ts'
import type { State } from '../token/state.ts'

/**
 * One merchant of a pool, with the data that only events change. It is the same object until something happens, so you
 * can watch thousands by comparing objects. It contains no secret, and no username unless the pool's names are
 * usernames.
 */
export interface PooledMerchant {
  /** The name that you gave to `for()`. */
  readonly merchant: string
  /** Eight hex digits, the same as in events; `unknown` until its credentials were read. */
  readonly account: string
  /** When its token was acquired, wall-clock milliseconds; `undefined` before the first. */
  readonly acquiredAt: number | undefined
  /** When it ends, wall-clock milliseconds. */
  readonly expiresAt: number | undefined
  /** How long before its end it is renewed in the background, in milliseconds. */
  readonly renewAheadMs: number | undefined
  /** How long before its end callers wait for the renewal, in milliseconds. */
  readonly mustRenewMs: number | undefined
  readonly generation: number | undefined
  readonly acquiring: boolean
  /** The last failure, until an acquisition succeeds. */
  readonly trouble: ErrorCode | undefined
  /** Its full status now. This does not count as use. `undefined` after it was dropped. */
  status(): PagamioAuthStatus | undefined
}

/** The same object for the same state. */
export function merchantBook(
  origin: string,
  statusOf: (name: string) => PagamioAuthStatus | undefined,
): (name: string, merchant: Pick<Merchant, 'state' | 'known'>) => PooledMerchant {
  const seen = new WeakMap<State, PooledMerchant>()
  return (name, { state, known }) => {
    const same = seen.get(state)
    if (same) return same
    const { held, flight, backoff, refused, rules } = state
    const windows = held && windowsOf(held, rules)
    const made = Object.freeze({
      merchant: name,
      account: accountOf(origin, known),
      acquiredAt: held?.askedAt.wall,
      expiresAt: held && held.askedAt.wall + held.set.lifetimeMs,
      renewAheadMs: windows?.aheadMs,
      mustRenewMs: windows?.mustMs,
      generation: held?.set.generation,
      acquiring: flight !== undefined,
      trouble: (refused?.failure ?? backoff?.failure)?.code,
      status: () => statusOf(name),
    })
    seen.set(state, made)
    return made
  }
}
