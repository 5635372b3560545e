// How much one Durable Object does: calls of the store a second, from isolates that do nothing but renew.
// Usage: node src/durable-object.ts [how many isolates, 8] [how many renewals at once in each, 4]
import { readFileSync } from 'node:fs'
import { startWorkers } from '../../../packages/store-cloudflare/test/support/workerd.ts'

const [isolates = 8, atOnce = 4] = process.argv.slice(2).map(Number)
const RENEWALS = 20
const CALLS = 6
const ROUNDS = 5
const workers = await startWorkers(isolates, {})

async function round(): Promise<number> {
  const started = performance.now()
  const visits = workers.isolates.flatMap((url) => Array(atOnce).fill(`${url}/renewals/${RENEWALS}`))
  const answers = await Promise.all(visits.map(async (url) => (await fetch(url)).text()))
  if (answers.some((text) => text !== 'done')) throw new Error(answers.join())
  return (visits.length * RENEWALS * CALLS * 1_000) / (performance.now() - started)
}

console.log(`${isolates} isolates, ${atOnce} renewals at once in each, over one object of workerd, all on one thread\n`)
// The first one compiles.
await round()
for (let n = 0; n < ROUNDS; n++) console.log(`${(await round()).toFixed(0).padStart(8)} calls a second`)
await workers.close()
// What children that have ended took, in hundredths of a second: workerd, its start included.
const [user, system] = (readFileSync('/proc/self/stat', 'utf8').split(') ')[1] ?? '')
  .split(' ')
  .slice(13, 15)
  .map(Number)
const calls = (1 + ROUNDS) * isolates * atOnce * RENEWALS * CALLS
const each = (((user ?? 0) + (system ?? 0)) * 10_000) / calls
console.log(
  `\n${each.toFixed(0).padStart(8)} µs of processor time for a call, of which the asking isolate takes a part`,
)
