import type { Flight } from '../acquire/flight.ts'
import type { EndpointBudget } from '../limit/budget.ts'
import { closedFor, type Place } from '../limit/sliding-window.ts'
import type { LimitedEndpoint } from '../observe/events.ts'
import type { TokenShelf } from './store-session.ts'
import type { PermitSettlement } from './token-store.ts'

/** Who waits in the store's line looks after his place this often, or loses it to others after three times as long. */
const LOOK_MS = 5_000
const PLACE_MS = 15_000
const SHORTEST_PAUSE_MS = 20

/** The line for one call: this process's own first, then that of the store where processes share one. */
export class PermitLine {
  readonly #budget: EndpointBudget
  readonly #shelf: TokenShelf
  readonly #origin: string
  readonly #endpoint: LimitedEndpoint
  /** Closings in a row when the permit was given, here or in the store. */
  #closings = 0
  #asked = false

  constructor(parts: { budget: EndpointBudget; shelf: TokenShelf; origin: string; endpoint: LimitedEndpoint }) {
    this.#budget = parts.budget
    this.#shelf = parts.shelf
    this.#origin = parts.origin
    this.#endpoint = parts.endpoint
  }

  /** Waits for a permit, here and then in the store; false when the flight was stopped first. */
  async permit(place: Place, callMs: number, flight: Flight, onWait: (ms: number) => void): Promise<boolean> {
    const here = async () => {
      const granted = await this.#budget.permit(place, callMs, flight.stopped, onWait)
      this.#closings = this.#budget.closings
      return granted
    }
    if (!(await here())) return false
    const there = await this.#sharedPermit(place, callMs, flight, onWait)
    if (there !== 'alone again') return there === 'granted'
    // What was granted here was granted for a moment that is long over.
    this.#budget.settle({ id: place.id, outcome: 'unused', closedForMs: 0 })
    return here()
  }

  /** Says what became of the permit, or of the place in the line, here and in the store. */
  settle({ id }: Place, outcome: PermitSettlement['outcome'], closedForMs = 0): void {
    const settlement = { id, outcome, closedForMs }
    this.#budget.settle(settlement)
    if (outcome === 'unused' && !this.#asked) return
    // Also where the store has not heard of it: a call that was made alone counts for the others.
    this.#shelf.sharedLater('permit', (store, call) =>
      store.settlePermit(this.#origin, this.#endpoint, settlement, call),
    )
  }

  /** How long a 429 to the call that this permit was for closes the endpoint. */
  closedFor(retryAfterMs: number | undefined): number {
    return closedFor(this.#closings, retryAfterMs)
  }

  /** Granted by this process's own limits too where no store can be asked; `alone again` where one failed meanwhile. */
  async #sharedPermit(
    place: Place,
    callMs: number,
    flight: Flight,
    onWait: (ms: number) => void,
  ): Promise<'granted' | 'stopped' | 'alone again'> {
    for (let waited = false; this.#shelf.sharing; waited = true) {
      if (flight.stopped.aborted) return 'stopped'
      const ask = this.#budget.ask(place, callMs, PLACE_MS)
      this.#asked = true
      const answer = await this.#shelf.shared('permit', (store, call) =>
        store.takePermit(this.#origin, this.#endpoint, ask, call),
      )
      if (!answer || !(answer.retryAfterMs >= 0)) return waited ? 'alone again' : 'granted'
      this.#closings = Math.max(this.#budget.closings, answer.closings)
      if (answer.retryAfterMs === 0) return 'granted'
      onWait(answer.retryAfterMs)
      if (flight.stopped.aborted) return 'stopped'
      await flight.pause(Math.max(SHORTEST_PAUSE_MS, Math.min(answer.retryAfterMs, LOOK_MS)))
    }
    return 'granted'
  }
}
