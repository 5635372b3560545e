import type { Action, Scenario } from '../world/scenario.ts'
import { World, type WorldView } from '../world/world.ts'

/** A world that a page shows: time goes on in it, and is turned back by beginning again. */
export class Runner {
  #scenario: Scenario
  #world: Promise<World>
  /** One thing after the other: a world cannot go on and be shown at once. */
  #queue: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(scenario: Scenario) {
    this.#scenario = scenario
    this.#world = World.open(scenario)
  }

  get scenario(): Scenario {
    return this.#scenario
  }

  get busy(): boolean {
    return this.#waiting > 0
  }

  /** Shows a moment, in milliseconds from the start, earlier or later. */
  show(moment: number): Promise<WorldView> {
    return this.#next(async () => {
      const world = await this.#at(moment)
      await world.advanceTo(moment)
      return world.view()
    })
  }

  /** Does something now; from here on it belongs to the scenario. What would have happened later is gone. */
  act(action: Action): Promise<WorldView> {
    return this.#next(async () => {
      const world = await this.#world
      const at = Math.ceil(world.now / 1000)
      const steps = [...this.#scenario.steps.filter((step) => step.at <= at), { at, action }]
      this.#scenario = { ...this.#scenario, steps }
      await world.advanceTo(at * 1000)
      await world.perform(action)
      return world.view()
    })
  }

  /** The world of another scenario, from its start. */
  restart(scenario: Scenario): Promise<WorldView> {
    return this.#next(async () => {
      this.#scenario = scenario
      this.#world = World.open(scenario)
      return (await this.#world).view()
    })
  }

  async #at(moment: number): Promise<World> {
    const world = await this.#world
    if (moment >= world.now) return world
    this.#world = World.open(this.#scenario)
    return this.#world
  }

  #next<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#waiting++
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => {}).finally(() => this.#waiting--)
    return done
  }
}
