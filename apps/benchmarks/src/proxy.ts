// `pagamio proxy` beside a proxy that puts a fixed header on every request, at twenty connections, in turns within one run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Agent } from 'undici'
import { heading } from './heading.ts'
import { startChild } from './measure/child.ts'
import { compare, type Figures } from './measure/comparison.ts'
import { environment } from './measure/environment.ts'
import type { Interval } from './measure/interval.ts'
import { verdictOn } from './measure/row.ts'
import type { Origins } from './origins.ts'

const ROUNDS = 31
const REQUESTS = 1_000
const CONNECTIONS = 20
const LEAST = 0.9

type Role = 'ours' | 'again' | 'peer'

const server = await startChild<number, Origins>('token-server.ts')
const { origin } = server.greeting
const home = mkdtempSync(join(tmpdir(), 'pagamio-benchmark-'))

// As it is for its users: with a line for each request, in a file.
const logFile = join(home, 'log')
const log = openSync(logFile, 'w')
const program = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url))
const ours = spawn(process.execPath, [program, 'proxy', '--listen', '127.0.0.1:0'], {
  stdio: ['ignore', 'pipe', log],
  env: {
    ...environment(),
    HOME: home,
    PAGAMIO_BASE_URL: `${origin}/api/v1`,
    PAGAMIO_USERNAME: 'demo',
    PAGAMIO_PASSWORD: 'demo-password',
  },
})
const [printed] = await once(ours.stdout as Readable, 'data')
const peer = await startChild<number, string>('peers/fixed-header-proxy.ts', [origin])
const urls: Readonly<Record<Role, string>> = {
  ours: String(printed).trim(),
  again: String(printed).trim(),
  peer: peer.greeting,
}
const agent = new Agent({ connections: CONNECTIONS })

async function take(role: Role): Promise<Figures<'perSecond'>> {
  let left = REQUESTS
  const startedAt = performance.now()
  const lane = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await agent.request({
        origin: urls[role],
        path: '/products/categories',
        method: 'GET',
      })
      await body.dump()
      if (statusCode !== 200) throw new Error(`${role} answered ${statusCode}.`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
  return { perSecond: (REQUESTS * 1_000) / (performance.now() - startedAt) }
}

console.log(heading('proxy'))
const comparison = compare<Role, 'perSecond'>({
  ours: () => take('ours'),
  again: () => take('again'),
  peer: () => take('peer'),
})
for (let round = 0; round < ROUNDS; round++) await comparison.round()

const show = ({ median, low, high }: Interval, digits: number) =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
const ratio = comparison.ratio('ours', 'peer', 'perSecond')
console.log(`
${ROUNDS} rounds of ${REQUESTS} requests over ${CONNECTIONS} connections
pagamio proxy          ${show(comparison.of('ours', 'perSecond'), 0)} requests a second
@fastify/http-proxy    ${show(comparison.of('peer', 'perSecond'), 0)} requests a second
ratio                  ${show(ratio, 3)}; at least ${LEAST}: ${verdictOn({ kind: 'at least', limit: LEAST, unit: '', of: ratio })}
null test              ${show(comparison.ratio('again', 'ours', 'perSecond'), 3)}`)

await agent.close()
ours.kill()
await once(ours, 'exit')
await peer.stop()
await server.stop()
closeSync(log)
const lines = readFileSync(logFile, 'utf8').match(/ 200 .*\/products\/categories/g)?.length ?? 0
rmSync(home, { recursive: true })
// The first round, which is not counted, was logged too.
if (lines !== (ROUNDS + 1) * 2 * REQUESTS) throw new Error(`It logged ${lines} requests.`)
