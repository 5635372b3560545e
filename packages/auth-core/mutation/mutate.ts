import { relative } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import { changeOf, sameChange } from './change.ts'
import { equivalents } from './equivalents.ts'
import { subjects } from './subjects.ts'

// Changes the subjects in one place at a time and runs their tests, one of which has to fail. Run it in this package.
// Its arguments narrow it to the subjects whose path contains one of them: `pnpm mutate token/steps token/land`.

const ENOUGH_PERCENT = 95

const words = process.argv.slice(2)
const isChosen = (source: string) => words.length === 0 || words.some((word) => source.includes(word))
const chosen = subjects.map(({ source }) => source).filter(isChosen)

const stryker = new Stryker({ configFile: 'mutation/stryker.config.mjs', mutate: chosen })
const results = await stryker.runMutationTest()
// In the order of the sources: two test runners finish in any order.
const mutants = results
  .toSorted((a, b) => Number(a.id) - Number(b.id))
  .map((mutant) => {
    const source = relative('.', mutant.fileName)
    return { ...mutant, source, change: changeOf(mutant, source) }
  })
// Anything but a failed test or an endless loop proves nothing, so a mutant that could not be judged counts as alive.
const alive = mutants.filter(({ status }) => status !== 'Killed' && status !== 'Timeout')
const untouched = chosen.filter((source) => !mutants.some((mutant) => mutant.source === source))
const stale = equivalents.filter(
  (entry) => isChosen(entry.source) && !alive.some(({ change }) => sameChange(change, entry)),
)

for (const { source, location, mutatorName, status, change } of alive) {
  const equivalent = equivalents.find((entry) => sameChange(change, entry))
  console.log(`\n${source}:${location.start.line} ${status}, ${mutatorName}`)
  console.log(`- ${change.before}\n+ ${change.after}`)
  if (equivalent) console.log(`  Equivalent: ${equivalent.reason}`)
}
for (const source of untouched) console.log(`\n${source} is missing, or has nothing to change: see subjects.ts.`)
for (const { source, after } of stale) {
  console.log(`\nNo survivor in ${source} is this one: take it out of equivalents.ts.\n+ ${after}`)
}

const killed = mutants.length - alive.length
const percent = (100 * killed) / mutants.length
const rounded = Math.floor(percent * 10) / 10
console.log(`\n${mutants.length} mutants, ${killed} killed (${rounded} %), ${alive.length} survivors`)
if (!(percent >= ENOUGH_PERCENT) || untouched.length > 0 || stale.length > 0) process.exitCode = 1
