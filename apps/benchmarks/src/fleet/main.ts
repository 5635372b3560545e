// Processes that start at once, cold, and share: how many token requests each way makes, how long it takes until all have a
// token, and what it asks of its store. Usage: node src/fleet/main.ts [how many processes, 8] [names, or all]
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSimulator } from '@pagamio/simulator'
import { ways } from './places.ts'

const [count = '8', ...names] = process.argv.slice(2)
const processes = Number(count)
const chosen = Object.entries(ways).filter(([way]) => names.length === 0 || names.includes(way))
const program = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** All do it at once. Until when all were done, and what they asked of the store meanwhile. */
async function all(children: readonly ChildProcess[], what: 'token' | 'renewal') {
  const started = performance.now()
  const answers = children.map((child) => once(child, 'message'))
  for (const child of children) child.send(what)
  await Promise.all(answers)
  const tookMs = performance.now() - started
  // What is written behind the callers' backs.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const counts = children.map((child) => once(child, 'message'))
  for (const child of children) child.send('count')
  const told = (await Promise.all(counts)).map(([count]) => count as number)
  return { tookMs, operations: told.reduce((sum, count) => sum + count, 0) }
}

console.log(`${processes} processes, a token endpoint that takes 200 ms\n`)
console.log(
  '                         cold start: requests   429      ms   operations    after a 401 for all: ms   operations',
)
for (const [way, open] of chosen) {
  const place = await open()
  const simulator = createSimulator({ latencyMs: 200 })
  const { url } = await simulator.listen()
  const children = Array.from({ length: processes }, () => fork(program, [way, url, place.at], { execArgv: [] }))
  // All are ready before any begins, so that only the sharing is measured.
  await Promise.all(children.map((child) => once(child, 'message')))
  const cold = await all(children, 'token')
  const requests = simulator.count('login')
  const refused = simulator.log.filter(({ status }) => status === 429).length
  simulator.revokeAll()
  const ours = way.startsWith('@pagamio/')
  const renewed = ours ? await all(children, 'renewal') : undefined
  const of = (value: number | undefined, width: number) => `${value?.toFixed(0) ?? '–'}`.padStart(width)
  const figures = [of(requests, 19), of(refused, 5), of(cold.tookMs, 7), of(cold.operations || undefined, 12)]
  console.log(
    `${way.padEnd(26)} ${figures.join(' ')} ${of(renewed?.tookMs, 26)} ${of(renewed?.operations || undefined, 12)}`,
  )
  for (const child of children) child.kill('SIGKILL')
  await simulator.close()
  await place.close()
}
