// Eight processes that start at once, cold, with one Redis: how many token requests each way of sharing makes.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSimulator } from '@pagamio/simulator'
import { startRedis } from '../../../../packages/store-redis/test/support/redis-server.ts'

const PROCESSES = 8
const ways = ['@pagamio/store-redis', 'bentocache', 'async-cache-dedupe', 'p-memoize', 'msal-node'] as const

const program = fileURLToPath(new URL('./worker.ts', import.meta.url))
console.log(`${PROCESSES} processes start at once, cold, with one Redis\n`)
console.log('                       token requests    429    until all were answered')
for (const way of ways) {
  const redis = await startRedis()
  const simulator = createSimulator({ latencyMs: 200 })
  const { url } = await simulator.listen()
  const children = Array.from({ length: PROCESSES }, () => fork(program, [way, url, redis.url], { execArgv: [] }))
  // All are ready before any begins, so that only the sharing is measured.
  await Promise.all(children.map((child) => once(child, 'message')))
  const started = performance.now()
  const answers = children.map((child) => once(child, 'message'))
  for (const child of children) child.send('go')
  await Promise.all(answers)
  const took = performance.now() - started
  const refused = simulator.log.filter(({ status }) => status === 429).length
  const figures = [String(simulator.count('login')).padStart(14), String(refused).padStart(6)]
  console.log(`${way.padEnd(22)} ${figures.join(' ')} ${took.toFixed(0).padStart(20)} ms`)
  for (const child of children) child.kill('SIGKILL')
  await simulator.close()
  await redis.close()
}
