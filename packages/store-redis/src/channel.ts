/** One subscription of one connection: its messages go to `tell`. */
export type SubscriptionOf = (tell: (message: string) => void) => {
  begin(): Promise<unknown>
  end(): Promise<unknown>
}

/**
 * A channel, for all listeners that share a connection: subscribed from the first to the last of them. A connection
 * subscribes once for all of them, and clients lose count if one begins while another one ends.
 */
export class Channel {
  readonly #listening = new Set<(message: string) => void>()
  readonly #subscription: ReturnType<SubscriptionOf>
  #begun: Promise<unknown> | undefined

  constructor(subscriptionOf: SubscriptionOf) {
    this.#subscription = subscriptionOf((message) => {
      for (const tell of this.#listening) tell(message)
    })
  }

  /** Until the returned function is called. Rejects if the connection cannot subscribe. */
  async listen(tell: (message: string) => void): Promise<() => Promise<unknown>> {
    this.#listening.add(tell)
    try {
      this.#begun ??= this.#subscription.begin()
      await this.#begun
    } catch (error) {
      this.#leave(tell).catch(() => {})
      throw error
    }
    return () => this.#leave(tell)
  }

  async #leave(tell: (message: string) => void): Promise<unknown> {
    this.#listening.delete(tell)
    if (this.#listening.size > 0) return undefined
    this.#begun = undefined
    return this.#subscription.end()
  }
}
