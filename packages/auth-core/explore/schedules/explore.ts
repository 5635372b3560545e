import { type Bounds, spend } from './bounds.ts'
import type { Core } from './core.ts'
import { runSchedule } from './run-schedule.ts'
import type { Scenario } from './scenario.ts'
import { lineOf, type Plan } from './schedule.ts'
import type { Visit } from './schedule-run.ts'
import { SeenStates } from './seen-states.ts'

/** What was found, with the line that replays it: of all that show it, the first has the fewest deviations. */
export interface Finding {
  readonly what: string
  readonly line: string
  times: number
}

export interface Exploration {
  schedules: number
  readonly violations: Map<string, Finding>
  readonly limits: Map<string, Finding>
}

interface Job {
  readonly plan: Plan
  readonly left: Bounds
}

/**
 * Runs every schedule of a scenario within the bounds, but for what comes to a state from which all was tried.
 * `enough` ends it early.
 */
export async function explore(
  core: Core,
  scenario: Scenario,
  bounds: Bounds,
  enough: (found: Exploration) => boolean = () => false,
): Promise<Exploration> {
  const found: Exploration = { schedules: 0, violations: new Map(), limits: new Map() }
  const seen = new SeenStates()
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', onRejection)
  try {
    // Fewest deviations first: what is found first is simplest, and most is left of the bounds at each new state.
    let jobs: Job[] = [{ plan: [], left: bounds }]
    while (jobs.length > 0) {
      const next: Job[] = []
      for (const job of jobs) {
        if (enough(found)) return found
        next.push(...(await tried(job)))
      }
      jobs = next
    }
    return found
  } finally {
    process.off('unhandledRejection', onRejection)
  }

  /** Runs one schedule; those that leave it at one point come next. */
  async function tried({ plan, left }: Job): Promise<readonly Job[]> {
    const next: Job[] = []
    const visit: Visit = ({ index, fingerprint, others }) => {
      if (seen.covers(fingerprint, left)) return false
      for (const other of others()) {
        const then = spend(left, other)
        if (then) next.push({ plan: [...plan, { at: index, choice: other.name }], left: then })
      }
      return true
    }
    const run = await runSchedule(core, scenario, plan, { visit })
    found.schedules++
    const line = lineOf(scenario.name, plan)
    for (const reason of rejections.splice(0)) note(found.violations, `unhandled rejection: ${reason}`, line)
    for (const what of run?.violations ?? []) note(found.violations, what, line)
    for (const what of run?.limits ?? []) note(found.limits, what, line)
    return next
  }
}

function note(findings: Map<string, Finding>, what: string, line: string): void {
  const finding = findings.get(what) ?? { what, line, times: 0 }
  finding.times++
  findings.set(what, finding)
}
