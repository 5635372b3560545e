import { ignore } from '../platform/ignore.ts'
import type { Event, FlightFact } from '../token/transition.ts'
import type { FlightDriver } from './flight-driver.ts'

/** The actions of one acquisition that have not been answered yet. */
export class OpenActions {
  readonly #driver: FlightDriver
  readonly #flight: number
  /** The acquisition is over, and none of its actions is open any more. */
  readonly rested: Promise<void>
  #onRest = ignore
  #over = false
  #open = 0

  constructor(driver: FlightDriver, flight: number) {
    this.#driver = driver
    this.#flight = flight
    this.rested = new Promise((resolve) => {
      this.#onRest = resolve
    })
  }

  tell(event: FlightFact): void {
    this.#driver.dispatch({ ...event, flight: this.#flight } as Event)
  }

  /** Tells what an action came to. */
  answer(work: () => Promise<FlightFact | undefined>): void {
    this.open(work().then((event) => this.answered(event)))
  }

  /** One more is under way, until it is answered. What is not ours ends the acquisition. */
  open(work: Promise<void>): void {
    this.#open++
    work.catch(() => this.answered({ type: 'broke' }))
  }

  answered(event: FlightFact | undefined): void {
    this.#open--
    try {
      if (event) this.tell(event)
      this.#rest()
    } catch {}
  }

  /** Nobody waits for the acquisition any more; what is open is still waited for. */
  end(): void {
    this.#over = true
    this.#rest()
  }

  #rest(): void {
    if (!this.#over || this.#open > 0) return
    this.#driver.rested(this.#flight)
    this.#onRest()
  }
}
