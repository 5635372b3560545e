/** A refresh sent and not answered is replayed once, then its token counts as spent. */
const MOST_LOSSES = 2

/** What became of the calls with one refresh token: that of the generation last asked about. */
export class RefreshLosses {
  #generation = 0
  #count = 0

  /** Whether this generation's refresh token must not be used again. */
  spent(generation: number): boolean {
    if (generation !== this.#generation) {
      this.#generation = generation
      this.#count = 0
    }
    return this.#count >= MOST_LOSSES
  }

  /** Nobody knows whether the server has spent it. */
  unanswered(): void {
    this.#count++
  }

  refused(): void {
    this.#count = MOST_LOSSES
  }
}
