import { type CallerListener, type Listener, Listeners, type Subscribe } from './events.ts'
import type { Stepping, Steps } from './step-source.ts'

/** One merchant's steps and events. The listeners outlive the instance, and are made with the first one. */
export class OwnSteps implements Steps {
  readonly #merchant: Stepping & { listeners?: Listeners }

  constructor(merchant: Stepping & { listeners?: Listeners }) {
    this.#merchant = merchant
  }

  get listeners(): Listeners {
    this.#merchant.listeners ??= new Listeners()
    return this.#merchant.listeners
  }

  merchants(): readonly Stepping[] {
    return [this.#merchant]
  }

  readonly subscribe: Subscribe = (listener: Listener, options?: { readonly callers: true }) =>
    this.listeners.subscribe(listener as CallerListener, options as { readonly callers: true })
}
