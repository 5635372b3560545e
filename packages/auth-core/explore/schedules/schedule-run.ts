import { checkTimers } from './checks/timers.ts'
import { type Choice, naturalChoice, otherChoices } from './choices.ts'
import type { Scenario } from './scenario.ts'
import type { Deviation, Plan } from './schedule.ts'
import type { Ask } from './world/asks.ts'
import type { SeenCall } from './world/token-server.ts'
import type { World } from './world/world.ts'

/** A point of a schedule behind its plan. */
interface NewPoint {
  readonly index: number
  /** The same for the same state. */
  readonly fingerprint: string
  /** What may happen there instead of what is natural. */
  readonly others: () => readonly Choice[]
}

/** Hears of a point, and says whether to go on. */
export type Visit = (point: NewPoint) => boolean

/** No schedule has so many points, unless something goes on for ever. */
const MOST_POINTS = 1_000
/** Longer than any back-off or closing that a few failures bring. */
const LATER_MS = 10 * 60_000

/** One schedule, choice by choice. */
export class ScheduleRun {
  readonly #world: World
  readonly #scenario: Scenario
  readonly #plan: Plan
  #acted = false
  /** Those before the scenario began. */
  #callsBefore = 0

  constructor(world: World, scenario: Scenario, plan: Plan) {
    this.#world = world
    this.#scenario = scenario
    this.#plan = plan
  }

  /** Goes on until nothing is pending and no timer waits; false if it was told to stop. */
  async explore(visit: Visit): Promise<boolean> {
    const world = this.#world
    world.steps.repeating = this.#plan.length > 0
    await this.#begin()
    const last = this.#plan.at(-1)?.at ?? -1
    for (let index = 0; index < MOST_POINTS; index++) {
      const planned = this.#plan.find(({ at }) => at === index)
      const next = planned ? this.#find(planned) : (naturalChoice(world) ?? this.#action())
      if (!next) return true
      if (index > last) {
        world.steps.repeating = false
        const fingerprint = world.history.fingerprint(`${world.time.now} ${world.pending} ${this.#acted}`)
        if (!visit({ index, fingerprint, others: this.#others })) return false
      }
      await this.#happen(next, `${index}`)
    }
    world.violate('it goes on for ever')
    return true
  }

  /** Asks once more some time later, when nothing fails, and closes both. */
  async finish(): Promise<{ readonly calls: readonly SeenCall[]; readonly usedAgain: readonly Ask[] }> {
    const { server, time, instances } = this.#world
    const calls = server.calls.slice(this.#callsBefore)
    server.hanging = undefined
    time.pass(LATER_MS)
    const usedAgain = instances.filter(({ closed }) => !closed).map((instance) => instance.ask())
    await this.#naturally('later')
    for (const instance of instances) if (!instance.closed) instance.close()
    await this.#naturally('closing')
    return { calls, usedAgain }
  }

  async #begin(): Promise<void> {
    const { instances, time, server } = this.#world
    const { heldForMs, start } = this.#scenario
    if (heldForMs !== undefined) {
      for (const instance of instances) instance.ask()
      await this.#naturally('before')
      time.pass(heldForMs)
    }
    this.#callsBefore = server.calls.length
    start(this.#world)
    await settled()
  }

  readonly #others = (): readonly Choice[] => {
    const action = this.#action()
    return action ? [...otherChoices(this.#world), action] : otherChoices(this.#world)
  }

  /** What the owner does, once, and at any moment: it costs nothing of the bounds. */
  #action(): Choice | undefined {
    const { action } = this.#scenario
    if (!action || this.#acted) return undefined
    const happen = () => {
      this.#acted = true
      this.#world.history.hear('A', `acts ${this.#world.time.now}`)
      action.happen(this.#world)
    }
    return { name: action.name, moves: 0, failures: 0, happen }
  }

  #find({ at, choice }: Deviation): Choice {
    const found = this.#others().find(({ name }) => name === choice)
    if (!found) throw new Error(`"${choice}" cannot happen at point ${at}`)
    return found
  }

  async #naturally(when: string): Promise<void> {
    await settled()
    for (let count = 0; count < MOST_POINTS; count++) {
      const next = naturalChoice(this.#world)
      if (!next) return
      await this.#happen(next, when)
    }
    this.#world.violate('it goes on for ever')
  }

  async #happen(choice: Choice, when: string): Promise<void> {
    this.#world.story.happened(when, choice.name)
    choice.happen()
    await settled()
    if (!this.#world.steps.repeating) checkTimers(this.#world)
  }
}

/** One turn of the event loop: it begins when no promise has anything left to do. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
