import { parseArgs } from 'node:util'
import { boundsOf } from './bounds.ts'
import { loadCore } from './core.ts'
import { explore, type Finding } from './explore.ts'
import { runSchedule } from './run-schedule.ts'
import { scenarios } from './scenarios/index.ts'
import { parseLine } from './schedule.ts'

const usage = `Explores in which order things can happen to two instances of the core, and which of them can fail.

  node main.ts                  about 40,000 schedules
  node main.ts --quick          about a thousand
  node main.ts --all            all that there is time for in some minutes
  node main.ts --only <name>    one scenario: ${scenarios.map(({ name }) => name).join(', ')}
  node main.ts --replay <line>  one schedule, told step by step
  --dist                        explores what was built, instead of the sources`

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    replay: { type: 'string' },
    dist: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const core = await loadCore(options.dist ? 'dist' : 'src')

if (options.help) console.log(usage)
else if (options.replay === undefined) await exploreAll()
else await replay(options.replay)

async function exploreAll(): Promise<void> {
  const depth = options.quick ? 'quick' : options.all ? 'all' : 'usual'
  const totals = { schedules: 0, violations: 0 }
  const limits = new Set<string>()
  for (const scenario of scenarios.filter(({ name }) => name === (options.only ?? name))) {
    const found = await explore(core, scenario, boundsOf(scenario, depth))
    console.log(`${scenario.name}: ${found.schedules} schedules`)
    totals.schedules += found.schedules
    totals.violations += told('violation', found.violations)
    told('known limit', found.limits)
    for (const { what } of found.limits.values()) limits.add(nameOf(what))
  }
  console.log('Known limits, all of them by trouble with the store or by an answer that was lost:')
  for (const name of [...limits].sort()) console.log(`    ${name}`)
  console.log(`${totals.schedules} schedules, ${totals.violations} violations, ${limits.size} known limits`)
  if (totals.violations > 0) process.exitCode = 1
}

/** The same limit has one name, whichever instance met it and however often. */
function nameOf(what: string): string {
  return what
    .replace(/-[AB]\d+/g, '')
    .replace(/\b[AB]\b/g, 'one')
    .replace(/\d+/g, 'n')
}

/** Prints what was found, and returns how often. */
function told(kind: string, findings: ReadonlyMap<string, Finding>): number {
  let sum = 0
  for (const { what, line, times } of findings.values()) {
    console.log(`  ${kind}: ${what} (${times} times)\n    --replay "${line}"`)
    sum += times
  }
  return sum
}

async function replay(line: string): Promise<void> {
  const { scenario: name, plan } = parseLine(line)
  const scenario = scenarios.find((other) => other.name === name)
  if (!scenario) throw new Error(`There is no scenario "${name}".\n\n${usage}`)
  const run = await runSchedule(core, scenario, plan, { told: true })
  for (const text of run?.story ?? []) console.log(text)
  for (const text of run?.violations ?? []) console.log(`violation: ${text}`)
  for (const text of run?.limits ?? []) console.log(`known limit: ${text}`)
  if (run?.violations.length) process.exitCode = 1
}
