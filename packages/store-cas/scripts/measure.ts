// What sharing costs in operations of the backend, by how many processes share. node scripts/measure.ts
import { setTimeout as sleep } from 'node:timers/promises'
import { createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { storeFromCas } from '../src/index.ts'
import { memoryCas } from '../test/support/memory-cas.ts'

const RENEWALS = 4
/** The token endpoint takes so long, and so does the backend. */
const LATENCY_MS = 300
const OPERATION_MS = 3

for (const processes of [1, 8, 64]) {
  const simulator = createSimulator({ lifetimes: { accessMs: 8_000 }, latencyMs: LATENCY_MS })
  const port = memoryCas(Date.now, () => sleep(OPERATION_MS))
  const members = Array.from({ length: processes }, () =>
    createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      store: storeFromCas(port),
      key: new Uint8Array(32),
    }),
  )
  const everybody = () => Promise.all(members.map((member) => member.getToken()))
  const counted = (times: number) => {
    const [reads, writes, lost] = [port.reads, port.writes, port.lost].map((n) => Math.round((10 * n) / times) / 10)
    return `${reads} reads, ${writes} writes, ${lost} of them again`
  }

  const before = performance.now()
  await everybody()
  const took = Math.round(performance.now() - before)
  console.log(`${processes} processes, cold start: ${counted(1)}; ${took} ms until all have a token`)
  await sleep(500)
  Object.assign(port, { reads: 0, writes: 0, lost: 0 })
  const refreshes = () => simulator.count('refresh', 'ok')
  while (refreshes() < RENEWALS) {
    await everybody()
    await sleep(50)
  }
  await sleep(1_500)
  console.log(`${processes} processes, a renewal: ${counted(refreshes())}; ${simulator.count('login')} login in all`)
  await Promise.all(members.map((member) => member.close()))
}
