import type { Clock } from '../platform/clock.ts'
import type { AccessToken } from '../token/access-token.ts'
import { freshUntil, type HeldToken } from '../token/held-token.ts'
import type { State } from '../token/state.ts'

/** A monotonic clock costs as much as all the rest of the hot path: it is read once per wall millisecond or 64 calls. */
const READS_PER_MONOTONIC = 64

/** A token that nobody needs to think about, while the state is the same and neither clock has passed the moment. */
export class FreshToken {
  readonly settled: Promise<AccessToken>
  readonly #state: State
  readonly #clock: Clock
  readonly #wall: number
  readonly #mono: number
  #lastWall = Number.NaN
  #reads = 0

  constructor(token: AccessToken, held: HeldToken, state: State, clock: Clock) {
    const { wall, mono } = freshUntil(held, state.rules)
    this.settled = Promise.resolve(token)
    this.#state = state
    this.#clock = clock
    this.#wall = wall
    this.#mono = mono
  }

  isFresh(state: State): boolean {
    if (state !== this.#state) return false
    const wall = this.#clock.now()
    return wall < this.#wall && this.#monotonicFresh(wall)
  }

  #monotonicFresh(wall: number): boolean {
    if (wall === this.#lastWall && ++this.#reads < READS_PER_MONOTONIC) return true
    const fresh = this.#clock.monotonic() < this.#mono
    // A stale reading must not be trusted for the rest of the millisecond.
    this.#lastWall = fresh ? wall : Number.NaN
    this.#reads = 0
    return fresh
  }
}
