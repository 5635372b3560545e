import type { EndpointBudget } from './budget.ts'
import { closedFor, type Place } from './call-log.ts'
import type { LimitedEndpoint } from './events.ts'
import type { Flight } from './flight.ts'
import type { TokenShelf } from './token-shelf.ts'
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
  /** Closings in a row as the store knows them. */
  #closings = 0
  #stored = false

  constructor(parts: { budget: EndpointBudget; shelf: TokenShelf; origin: string; endpoint: LimitedEndpoint }) {
    this.#budget = parts.budget
    this.#shelf = parts.shelf
    this.#origin = parts.origin
    this.#endpoint = parts.endpoint
  }

  /** Waits for a permit, here and then in the store; false when the flight was stopped first. */
  async permit(place: Place, callMs: number, flight: Flight, onWait: (ms: number) => void): Promise<boolean> {
    const granted = await this.#budget.permit(place, callMs, flight.stopped, onWait)
    return granted && (await this.#sharedPermit(place, callMs, flight, onWait))
  }

  /** Says what became of the permit, or of the place in the line, here and in the store. */
  settle({ id }: Place, outcome: PermitSettlement['outcome'], closedForMs = 0): void {
    const settlement = { id, outcome, closedForMs }
    this.#budget.settle(settlement)
    if (!this.#stored) return
    this.#stored = false
    this.#shelf.sharedLater('permit', (store, call) =>
      store.settlePermit(this.#origin, this.#endpoint, settlement, call),
    )
  }

  /** How long a 429 closes this endpoint now. */
  closedFor(retryAfterMs: number | undefined): number {
    return closedFor(Math.max(this.#closings, this.#budget.closings), retryAfterMs)
  }

  async #sharedPermit(place: Place, callMs: number, flight: Flight, onWait: (ms: number) => void): Promise<boolean> {
    while (this.#shelf.sharing) {
      if (flight.stopped.aborted) return false
      const ask = this.#budget.ask(place, callMs, PLACE_MS)
      const answer = await this.#shelf.shared('permit', (store, call) =>
        store.takePermit(this.#origin, this.#endpoint, ask, call),
      )
      if (!answer || !(answer.retryAfterMs >= 0)) break
      this.#stored = true
      this.#closings = answer.closings
      if (answer.retryAfterMs === 0) return true
      onWait(answer.retryAfterMs)
      if (flight.stopped.aborted) return false
      await flight.pause(Math.max(SHORTEST_PAUSE_MS, Math.min(answer.retryAfterMs, LOOK_MS)))
    }
    // Alone: this process's own limits have to do.
    return true
  }
}
