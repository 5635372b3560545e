import type { ErrorCode } from '../errors/error-codes.ts'

export type LimitedEndpoint = 'login' | 'refresh'

/** Why a flight began. */
export type AcquisitionReason = 'first' | 'renew_ahead' | 'must_renew' | 'rejected'

/** What the store was asked to do. */
export type StoreOperation = 'load' | 'save' | 'lease' | 'permit'

type EventFacts =
  /** A call to the token endpoint is about to be sent. */
  | { readonly type: 'acquiring'; readonly endpoint: LimitedEndpoint; readonly reason: AcquisitionReason }
  /** A new token set is held. `tookMs` counts from sending to landing. */
  | {
      readonly type: 'acquired'
      readonly endpoint: LimitedEndpoint
      readonly generation: number
      readonly expiresAt: number
      readonly lifetimeMs: number
      readonly tookMs: number
    }
  /** A newer token set was found in the store: no call was needed. */
  | { readonly type: 'adopted'; readonly generation: number; readonly expiresAt: number }
  /** One try brought nothing. `held` says whether callers still have a living token. */
  | {
      readonly type: 'acquisition_failed'
      readonly code: ErrorCode
      readonly status?: number | undefined
      readonly retryAfterMs?: number | undefined
      readonly held: boolean
    }
  /** The endpoint is limited or blocked for everybody behind this address. */
  | { readonly type: 'endpoint_closed'; readonly endpoint: LimitedEndpoint; readonly forMs: number }
  /** The API answered 401 to the held token. With `suppressedForMs` no new token is asked for meanwhile. */
  | { readonly type: 'token_rejected'; readonly generation: number; readonly suppressedForMs: number }
  /** The token endpoint answered something odd that could be lived with. */
  | { readonly type: 'response_warning'; readonly warning: string }
  /** The store failed or was too slow: it is left alone for 5 s, doubling to a minute, and the instance goes on alone. */
  | { readonly type: 'store_failed'; readonly operation: StoreOperation }

/**
 * What happens behind the scenes, without secrets. `account` is a short fingerprint of origin and username:
 * the same in every process, enough to tell merchants apart, not enough to name them. `at` is wall-clock milliseconds.
 */
export type PagamioAuthEvent = EventFacts & { readonly account: string; readonly at: number }

export type Listener = (event: PagamioAuthEvent) => void
export type Emit = (event: EventFacts) => void

/** Those who want to hear; what a listener throws (or rejects with) is its own affair and never reaches a flight. */
export class Listeners {
  readonly #entries = new Set<{ listener: Listener }>()

  get anybody(): boolean {
    return this.#entries.size > 0
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    const entry = { listener }
    this.#entries.add(entry)
    return () => {
      this.#entries.delete(entry)
    }
  }

  tell(event: PagamioAuthEvent): void {
    for (const { listener } of [...this.#entries]) {
      try {
        const result: unknown = listener(event)
        if (result instanceof Promise) result.catch(ignore)
      } catch {}
    }
  }
}

/** Stamps events and tells everybody who listens, to one instance or to all. */
export function createEmitter(audiences: readonly Listeners[], stamp: () => { account: string; at: number }): Emit {
  return (facts) => {
    const listening = audiences.filter(({ anybody }) => anybody)
    if (listening.length === 0) return
    const event = Object.freeze({ ...facts, ...stamp() })
    for (const audience of listening) audience.tell(event)
  }
}

export function ignore(): void {}
