// Tokens of short lives under a steady load: how long callers wait when one of them is replaced. All lives run side by side.
import { createSimulator } from '@pagamio/simulator'
import { heading } from './heading.ts'
import { textTable } from './measure/text-table.ts'
import { steadyLoad } from './short-lives/steady-load.ts'
import { bentoCache, type MakeTokenCache, pagamioCache } from './short-lives/token-caches.ts'

const PER_SECOND = 200
/** A token that lives 60 s is replaced twice meanwhile. */
const FOR_MS = 100_000
const LATENCY_MS = 200

interface Subject {
  readonly name: string
  readonly lifeSeconds: number
  readonly make: MakeTokenCache
  readonly target: string
}

const NO_STALL = 'no stall, p99 < 1 ms'
/** The default limits allow 5 logins and 10 refreshes a minute: tokens that live for seconds cannot all be replaced in time. */
const PACED = 'paced by the limits'

const subjects: readonly Subject[] = [
  { name: 'ours', lifeSeconds: 60, make: pagamioCache, target: NO_STALL },
  { name: 'ours again (null test)', lifeSeconds: 60, make: pagamioCache, target: NO_STALL },
  { name: 'bentocache in memory', lifeSeconds: 60, make: bentoCache, target: '–' },
  { name: 'ours', lifeSeconds: 20, make: pagamioCache, target: NO_STALL },
  { name: 'ours', lifeSeconds: 10, make: pagamioCache, target: NO_STALL },
  { name: 'ours', lifeSeconds: 5, make: pagamioCache, target: PACED },
  { name: 'ours', lifeSeconds: 2, make: pagamioCache, target: PACED },
]

async function rowOf({ name, lifeSeconds, make, target }: Subject): Promise<readonly string[]> {
  const lifeMs = lifeSeconds * 1_000
  const simulator = createSimulator({ lifetimes: { accessMs: lifeMs }, latencyMs: LATENCY_MS })
  const cache = make(simulator, lifeMs)
  // The first token is one that everybody waits for.
  await cache.getToken()
  const waits = await steadyLoad(cache.getToken, { perSecond: PER_SECOND, forMs: FOR_MS })
  await cache.close()
  const tokenCalls = `${simulator.count('login')} + ${simulator.count('refresh')}`
  const counts = [waits.calls, waits.stalls, waits.failures].map((count) => count.toLocaleString('en'))
  const times = [waits.p50, waits.p99, waits.longest].map((ms) => ms.toFixed(3))
  return [`${lifeSeconds} s`, name, tokenCalls, ...counts, ...times, target]
}

console.log(heading('short-lives'))
console.log(`${PER_SECOND} calls a second for ${FOR_MS / 1_000} s; the token endpoint takes ${LATENCY_MS} ms\n`)
const rows = await Promise.all(subjects.map(rowOf))
const headings = ['life', 'what', 'logins + refreshes', 'calls', 'stalls', 'failures', 'p50 ms', 'p99 ms', 'longest ms']
console.log(textTable([...headings, 'target'], rows))
