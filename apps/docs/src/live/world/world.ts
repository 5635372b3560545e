import { type ManualClock, manualClock } from '@pagamio/auth-core/testing'
import { handWrittenClient } from './hand-written.ts'
import { libraryClient, loadSharing } from './library.ts'
import type { Action, Scenario } from './scenario.ts'
import { Side, type SideView } from './side.ts'
import { createBreakableStore } from './store.ts'
import { Work } from './work.ts'

export interface WorldView {
  /** Milliseconds since the start. */
  readonly now: number
  /** The clock's wall side: token lives count on it. */
  readonly wall: number
  readonly library: SideView
  readonly handWritten: SideView
  readonly storeBroken: boolean
}

/** Processes, a store, Pagamio and one clock. The same scenario always comes out the same. */
export class World {
  readonly #clock: ManualClock
  readonly #startedAt: number
  readonly #steps: { readonly at: number; readonly action: Action }[]
  readonly #store: ReturnType<typeof createBreakableStore>
  readonly #sides: { readonly library: Side; readonly handWritten: Side }

  static async open(scenario: Scenario): Promise<World> {
    return new World(scenario, await loadSharing())
  }

  private constructor(scenario: Scenario, sharing: unknown) {
    const work = new Work()
    const clock = manualClock({ settle: work.settled })
    this.#clock = clock
    this.#startedAt = clock.monotonic()
    this.#steps = scenario.steps.map(({ at, action }) => ({ at: at * 1000, action }))
    this.#store = createBreakableStore(clock)
    this.#sides = {
      library: new Side(scenario, clock, work, (place) => libraryClient(place, this.#store.store, sharing)),
      handWritten: new Side(scenario, clock, work, handWrittenClient),
    }
  }

  get now(): number {
    return this.#clock.monotonic() - this.#startedAt
  }

  /** Lets the time pass, with what the scenario has in it, up to a moment after the start. */
  async advanceTo(end: number): Promise<void> {
    for (let next = this.#steps[0]; next && next.at <= end; next = this.#steps[0]) {
      this.#steps.shift()
      await this.#advance(next.at)
      await this.perform(next.action)
    }
    await this.#advance(end)
  }

  /** Does something at this moment. */
  async perform(action: Action): Promise<void> {
    if (action === 'storedown' || action === 'storeup') this.#store.broken = action === 'storedown'
    for (const side of Object.values(this.#sides)) side.perform(action)
    await this.#advance(this.now)
  }

  view(): WorldView {
    return {
      now: this.now,
      wall: this.#clock.now(),
      library: this.#sides.library.view(),
      handWritten: this.#sides.handWritten.view(),
      storeBroken: this.#store.broken,
    }
  }

  #advance(to: number): Promise<void> {
    return this.#clock.advance(Math.max(0, to - this.now))
  }
}
