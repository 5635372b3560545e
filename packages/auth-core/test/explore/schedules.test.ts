import { expect, onTestFinished, test } from 'vitest'
import { boundsOf } from '../../explore/schedules/bounds.ts'
import { loadCore } from '../../explore/schedules/core.ts'
import { explore } from '../../explore/schedules/explore.ts'
import { faults } from '../../explore/schedules/known-bad/index.ts'
import { runSchedule } from '../../explore/schedules/run-schedule.ts'
import { scenarios } from '../../explore/schedules/scenarios/index.ts'
import { parseLine } from '../../explore/schedules/schedule.ts'

const core = await loadCore()

const scenarioOf = (name: string) => scenarios.find((scenario) => scenario.name === name) as (typeof scenarios)[number]

test.each(scenarios)('$name › no schedule within the quick bounds breaks a rule', async (scenario) => {
  const { violations, schedules } = await explore(core, scenario, boundsOf(scenario, 'quick'))
  expect([...violations.values()].map(({ what, line }) => `${what} › ${line}`)).toEqual([])
  expect(schedules).toBeGreaterThan(0)
})

test.each(faults)('$name › it is found, and the line that is printed shows it again', async (fault) => {
  const scenario = scenarioOf(fault.scenario)
  onTestFinished(fault.plant())
  const isFound = (what: string) => fault.violation.test(what)
  const { violations } = await explore(core, scenario, boundsOf(scenario, 'quick'), (found) =>
    [...found.violations.keys()].some(isFound),
  )
  const found = [...violations.values()].find(({ what }) => isFound(what))
  expect(found).toBeDefined()
  // What happens by itself does not show it: it takes a schedule that deviates.
  const { scenario: name, plan } = parseLine(found?.line ?? '')
  expect(plan.length).toBeGreaterThan(0)
  const again = await runSchedule(core, scenarioOf(name), plan)
  expect(again?.violations).toContain(found?.what)
})
