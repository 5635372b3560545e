import { settleQuietly } from '../platform/ignore.ts'
import type { EventFacts } from '../token/event-facts.ts'

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
        settleQuietly(listener(event))
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
