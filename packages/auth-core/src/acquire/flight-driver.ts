import type { Event } from '../token/transition.ts'

/** Who drives an acquisition. */
export interface FlightDriver {
  dispatch(event: Event): void
  /** How long the token lives that a renewal would replace; `undefined` while somebody waits for it. */
  renewalDeadlineMs(): number | undefined
  /** How long the store gets for an answer now. */
  storeAnswerMs(): number
  rested(flight: number): void
}
