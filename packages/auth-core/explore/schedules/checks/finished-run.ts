import type { Core } from '../core.ts'
import type { Scenario } from '../scenario.ts'
import type { Ask } from '../world/asks.ts'
import type { SeenCall } from '../world/token-server.ts'
import type { World } from '../world/world.ts'

/** A schedule that has come to its end. */
export interface FinishedRun {
  readonly world: World
  readonly scenario: Scenario
  readonly core: Core
  /** Those that the scenario made. */
  readonly calls: readonly SeenCall[]
  /** Callers who asked once more some time later. */
  readonly usedAgain: readonly Ask[]
  readonly listenersLeft: number
}
