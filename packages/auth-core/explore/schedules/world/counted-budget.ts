import type { Budget, Clock, LimitedEndpoint } from '../../../src/index.ts'
import type { Core } from '../core.ts'

/** A budget that knows which permits were given and not settled, and which of them a call was made for. */
export class CountedBudget {
  readonly budget: Budget
  readonly #open = new Map<string, { readonly endpoint: LimitedEndpoint; spent: boolean }>()
  /** Calls for which there was no permit. */
  callsWithout = 0

  constructor({ createBudget }: Core, clock: Clock) {
    this.budget = createBudget({ clock })
    const endpointOf = this.budget.endpoint.bind(this.budget)
    this.budget.endpoint = (origin, endpoint) => {
      const limits = endpointOf(origin, endpoint)
      const permit = limits.permit.bind(limits)
      const settle = limits.settle.bind(limits)
      limits.permit = (place, callMs, waiter) => {
        const over = (granted: boolean) => {
          if (granted) this.#open.set(place.id, { endpoint, spent: false })
          waiter.over(granted)
        }
        permit(place, callMs, { waits: (ms, closed) => waiter.waits(ms, closed), over })
      }
      limits.settle = (settlement) => {
        this.#open.delete(settlement.id)
        settle(settlement)
      }
      return limits
    }
  }

  /** A call is made. */
  spend(endpoint: LimitedEndpoint): void {
    const permit = [...this.#open.values()].find((open) => open.endpoint === endpoint && !open.spent)
    if (permit) permit.spent = true
    else this.callsWithout++
  }

  get unsettled(): number {
    return this.#open.size
  }
}
