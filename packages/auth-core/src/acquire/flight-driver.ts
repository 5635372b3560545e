import type { LimitedEndpoint } from '../token/endpoint.ts'
import type { Event } from '../token/transition.ts'

/** What drives an acquisition. */
export interface FlightDriver {
  dispatch(event: Event): void
  /** Its turn in the line for a permit: see `turnDeadlineMs`. */
  turnDeadlineMs(endpoint: LimitedEndpoint): number | undefined
  /** How long the store gets for an answer now. */
  storeAnswerMs(): number
  rested(flight: number): void
}
