import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { coreDist } from '../core-dist.ts'
import { type Comparison, compare, type Subject } from '../measure/comparison.ts'
import { environment } from '../measure/environment.ts'
import type { Experiment } from '../measure/experiment.ts'

type Metric = 'ms' | 'processorMs'
type Role = 'ours' | 'again' | 'openid' | 'memoize'

const PROGRAM = `
const [url] = process.argv.slice(1)
if (url) await import(url)
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ ms: performance.now(), processorMs: (user + system) / 1000 }))
`

/** What the import of the core adds to the start of a process. */
export function importTime(): Experiment {
  const core = pathToFileURL(coreDist()).href
  const comparison: Comparison<Role, Metric> = compare({
    ours: subject(core),
    again: subject(core),
    openid: subject(import.meta.resolve('openid-client')),
    memoize: subject(import.meta.resolve('p-memoize')),
  })
  const cell = (role: Role) =>
    `${comparison.of(role, 'processorMs').median.toFixed(1)} ms (${comparison.of(role, 'ms').median.toFixed(1)} on the clock)`
  return {
    roundsPerPass: 2,
    round: comparison.round,
    rows: () => [
      {
        what: 'import of the built core, minus bare node: processor time',
        ours: cell('ours'),
        peer: `openid-client ${cell('openid')}`,
        floor: `p-memoize ${cell('memoize')}`,
        ratio: comparison.ratio('ours', 'openid', 'processorMs'),
        noise: comparison.ratio('again', 'ours', 'processorMs'),
        target: { kind: 'at most', limit: 12, unit: 'ms', of: comparison.of('ours', 'processorMs') },
      },
    ],
    stop: async () => {},
  }
}

/** A process with the import, and one without right beside it. */
function subject(url: string): Subject<Metric> {
  return async () => {
    const bare = await run()
    const full = await run(url)
    return { ms: full.ms - bare.ms, processorMs: full.processorMs - bare.processorMs }
  }
}

async function run(...args: readonly string[]): Promise<Record<Metric, number>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, '--', ...args],
    { env: environment(), timeout: 30_000 },
  )
  return JSON.parse(stdout)
}
