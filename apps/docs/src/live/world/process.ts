import type { Clock, FetchLike } from '@pagamio/auth-core'
import type { Client, Place } from './client.ts'

/** One process of an application, until it dies. What comes for a dead one reaches nobody. */
export class Process {
  readonly client: Client
  #dead = false

  constructor(clock: Clock, fetch: FetchLike, random: () => number, start: (place: Place) => Client) {
    this.client = start({ clock: this.#clockOf(clock), fetch: this.#fetchOf(fetch), random })
  }

  get dead(): boolean {
    return this.#dead
  }

  die(): void {
    this.#dead = true
  }

  #clockOf(clock: Clock): Clock {
    return {
      now: clock.now,
      monotonic: clock.monotonic,
      setTimeout: (callback, ms) => clock.setTimeout(() => this.#dead || callback(), ms),
      clearTimeout: clock.clearTimeout,
    }
  }

  #fetchOf(fetch: FetchLike): FetchLike {
    return (input, init) =>
      new Promise((resolve, reject) => {
        fetch(input, init).then(
          (response) => this.#dead || resolve(response),
          (error) => this.#dead || reject(error),
        )
      })
  }
}
