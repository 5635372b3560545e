// Members that start at once, cold, and share: how many token requests each way makes, how long it takes until all have a
// token, and what it asks of its store. Usage: node src/fleet/main.ts [how many members, 8] [names, or all]
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulator } from '@pagamio/simulator'
import type { Fleet } from './fleet.ts'
import { ways } from './ways.ts'

const [count = '8', ...names] = process.argv.slice(2)
const members = Number(count)
const chosen = Object.entries(ways).filter(([way]) => names.length === 0 || names.includes(way))

/** All do it at once. Until when all were done, and what they asked of the store meanwhile. */
async function all(fleet: Fleet, what: 'token' | 'renewal') {
  const started = performance.now()
  await fleet.all(what)
  const tookMs = performance.now() - started
  // What is written behind the callers' backs.
  await sleep(1_000)
  return { tookMs, operations: await fleet.operations() }
}

console.log(
  `${members} processes, or isolates of one workerd over a Durable Object; a token endpoint that takes 200 ms\n`,
)
console.log(
  '                         cold start: requests   429      ms   operations    after a 401 for all: ms   operations',
)
for (const [way, start] of chosen) {
  const simulator = createSimulator({ latencyMs: 200 })
  const fleet = await start((await simulator.listen()).url, members)
  const cold = await all(fleet, 'token')
  const requests = simulator.count('login')
  const refused = simulator.log.filter(({ status }) => status === 429).length
  simulator.revokeAll()
  const ours = way.startsWith('@pagamio/')
  const renewed = ours ? await all(fleet, 'renewal') : undefined
  const of = (value: number | undefined, width: number) => `${value?.toFixed(0) ?? '–'}`.padStart(width)
  const figures = [of(requests, 19), of(refused, 5), of(cold.tookMs, 7), of(cold.operations || undefined, 12)]
  console.log(
    `${way.padEnd(26)} ${figures.join(' ')} ${of(renewed?.tookMs, 26)} ${of(renewed?.operations || undefined, 12)}`,
  )
  await fleet.close()
  await simulator.close()
}
