import { all, quick, usual } from './runs.ts'
import { search } from './search.ts'
import { boundsInWords, storyOf } from './story.ts'

/**
 * Searches every order of events for a decision that breaks an invariant.
 *
 *   node explore/search/main.ts            within a minute
 *   node explore/search/main.ts --quick    a few seconds
 *   node explore/search/main.ts --all      minutes
 *   … --only=two                           the searches whose name has this in it
 *   … --limits                             also tells how each known limit comes about
 */
const options = process.argv.slice(2)
const only = options.find((option) => option.startsWith('--only='))?.slice('--only='.length) ?? ''
const runs = options.includes('--quick') ? quick : options.includes('--all') ? [...quick, ...usual, ...all] : usual

const print = (text: string) => process.stdout.write(`${text}\n`)
const number = (value: number) => value.toLocaleString('en')
const total = { states: 0, transitions: 0, violations: 0 }
const limits = new Map<string, number>()
const started = performance.now()

for (const bounds of runs) {
  if (!bounds.name.includes(only)) continue
  const report = search(bounds)
  total.states += report.states
  total.transitions += report.transitions
  total.violations += report.violations.length
  print(
    `${bounds.name}: ${number(report.states)} states, ${number(report.transitions)} transitions, ${report.seconds.toFixed(1)} s`,
  )
  print(`    ${boundsInWords(bounds)}`)
  for (const { invariant, detail, path } of report.violations)
    print(`\n✗ ${invariant}: ${detail}\n${storyOf(bounds, path)}\n`)
  for (const [name, { times, path }] of report.limits) {
    if (options.includes('--limits') && !limits.has(name)) print(`\n! ${name}\n${storyOf(bounds, path)}\n`)
    limits.set(name, (limits.get(name) ?? 0) + times)
  }
}

print(
  `\nKnown limits, over stores that do not keep what they have acknowledged, or cannot take a refresh token out (how often each was met):`,
)
for (const [name, times] of [...limits].sort()) print(`    ${name}: ${number(times)}`)
print(`${((performance.now() - started) / 1000).toFixed(1)} s`)
print(
  `${number(total.states)} states, ${number(total.transitions)} transitions, ${total.violations} violations, ${limits.size} known limits`,
)
if (total.violations > 0) process.exitCode = 1
