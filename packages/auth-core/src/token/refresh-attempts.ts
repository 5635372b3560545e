import type { Answer } from '../acquire/token-endpoint.ts'

/** A refresh that brought no word of what became of its token is replayed once, then the token counts as spent. */
const MOST_LOSSES = 2

/** What became of the calls with one refresh token: that of the generation last asked about. */
export class RefreshLosses {
  #generation = 0
  #count = 0
  #garbled = false

  /** Whether this generation's refresh token must not be used again. */
  spent(generation: number): boolean {
    if (generation !== this.#generation) {
      this.#generation = generation
      this.#count = 0
      this.#garbled = false
    }
    return this.#count >= MOST_LOSSES
  }

  /** Spent on answers that nobody can read: a login would hardly fare better, and can wait for the held token to die. */
  garbled(generation: number): boolean {
    return this.spent(generation) && this.#garbled
  }

  /** Refused it is spent; not answered, or with what cannot be read, nobody knows whether the server has spent it. */
  hear(answer: Answer): void {
    if (answer.kind === 'refused') this.#count = MOST_LOSSES
    if ('mayBeSpent' in answer && answer.mayBeSpent) this.#count++
    this.#garbled = answer.kind === 'failed'
  }
}
