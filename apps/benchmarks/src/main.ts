// All rows of one table in one run: pass after pass over all experiments, so that a slow minute hits each of them.
import { heading } from './heading.ts'
import { startChild } from './measure/child.ts'
import type { Experiment } from './measure/experiment.ts'
import { tableOf } from './measure/row-table.ts'
import type { Origins } from './origins.ts'
import { attachedFetch } from './rows/attached-fetch.ts'
import { cachedToken } from './rows/cached-token.ts'
import { coldCallers } from './rows/cold-callers.ts'
import { importTime } from './rows/import-time.ts'
import { startBundle } from './rows/start-bundle.ts'
import { storm } from './rows/storm.ts'

const PASSES = 14
/** No further pass begins after it: on a loaded machine there are fewer, and the ranges wider. */
const LAST_PASS_MS = 45_000

console.log(heading('start'))
const server = await startChild<number, Origins>('token-server.ts')
const experiments: readonly Experiment[] = [
  await cachedToken(server.greeting.origin),
  ...coldCallers(),
  ...(await attachedFetch(server.greeting)),
  await storm(),
  await startBundle(),
  importTime(),
]

let passes = 0
while (passes < PASSES && performance.now() < LAST_PASS_MS) {
  for (const { roundsPerPass, round } of experiments) {
    for (let n = 0; n < roundsPerPass; n++) await round()
  }
  passes++
}

console.log(`${passes} passes in ${(performance.now() / 1_000).toFixed(0)} s\n`)
console.log(tableOf(experiments.flatMap((experiment) => experiment.rows())))
for (const experiment of experiments) await experiment.stop()
await server.stop()
