import { checkRun } from './checks/check-run.ts'
import type { Core } from './core.ts'
import type { Scenario } from './scenario.ts'
import type { Plan } from './schedule.ts'
import { ScheduleRun, type Visit } from './schedule-run.ts'
import { watchSignals } from './world/signals.ts'
import { World } from './world/world.ts'

/** What came of one schedule. */
export interface Run {
  readonly violations: readonly string[]
  readonly limits: readonly string[]
  /** What happened, a line each, if it was to be told. */
  readonly story: readonly string[]
}

/**
 * Runs one schedule: what the plan says, and what is natural after that. `visit` hears of each point behind the plan,
 * and says whether to go on.
 * @returns `undefined` if it was not gone on
 */
export async function runSchedule(
  core: Core,
  scenario: Scenario,
  plan: Plan,
  { visit = () => true, told = false }: { readonly visit?: Visit; readonly told?: boolean } = {},
): Promise<Run | undefined> {
  const signals = watchSignals()
  try {
    const world = new World(core, scenario, told)
    const run = new ScheduleRun(world, scenario, plan)
    if (!(await run.explore(visit))) return undefined
    checkRun({ world, scenario, core, ...(await run.finish()), listenersLeft: signals.left() })
    return { violations: [...world.violations], limits: [...world.limits], story: world.story.lines ?? [] }
  } finally {
    signals.stop()
  }
}
