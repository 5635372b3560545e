import type { Facts } from './facts.ts'
import type { Name } from './history.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What is taken from the store and has to be given back. */
export class Leftovers {
  readonly #leases = new Map<string, { readonly by: Name; readonly until: number }>()
  readonly #permits = new Map<string, Name>()
  readonly #facts: Facts
  readonly #time: VirtualTime

  constructor(facts: Facts, time: VirtualTime) {
    this.#facts = facts
    this.#time = time
  }

  leaseTaken(by: Name, slot: string, ttlMs: number): void {
    const before = this.#leases.get(slot)
    if (before && before.by !== by) this.#facts.lostLeases.add(before.by)
    this.#leases.set(slot, { by, until: this.#time.now + ttlMs })
  }

  leaseReleased(by: Name, slot: string): void {
    if (this.#leases.get(slot)?.by === by) this.#leases.delete(slot)
  }

  permitTaken(by: Name, id: string): void {
    this.#permits.set(id, by)
  }

  permitSettled(id: string): void {
    this.#permits.delete(id)
  }

  /** Never given back, whether or not its time is over by now. */
  get leases(): readonly Name[] {
    return [...this.#leases.values()].map(({ by }) => by)
  }

  get permits(): readonly Name[] {
    return [...this.#permits.values()]
  }
}
