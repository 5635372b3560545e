import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import type { CaseResult } from './case.ts'
import { cases } from './cases.ts'
import type { Place } from './place.ts'
import { type Runtime, runtimes } from './runtimes.ts'
import { startSimulatorHost } from './simulator-host.ts'
import { failures, type Row, table } from './table.ts'

/** In CI a runtime that is not there is a claim that nobody checked. */
const mustHaveAll = process.env.CI === 'true' || process.env.CI === '1'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const folder = await mkdtemp(join(tmpdir(), 'pagamio-runtimes-'))
const host = await startSimulatorHost()
try {
  await bundle(folder)
  const rows: Row[] = []
  for (const runtime of runtimes) rows.push(await rowOf(runtime, { folder, hostUrl: host.url, signal: stop.signal }))
  console.log(table(rows))
  if (failures(rows) > 0) process.exitCode = 1
} finally {
  await host.close()
  await rm(folder, { recursive: true, force: true })
}

async function rowOf(runtime: Runtime, place: Place): Promise<Row> {
  const { name } = runtime
  const binary = runtime.find()
  if (!binary) {
    console.warn(`MISSING ${name}: no executable for ${process.platform}-${process.arch}. Its cases did not run.`)
    const results = mustHaveAll ? [{ name: 'the runtime is there', reason: 'missing, and CI runs all of them' }] : []
    return { runtime: name, version: mustHaveAll ? 'missing' : 'skipped', results, ms: 0 }
  }
  const startedAt = performance.now()
  const results = await resultsOf(runtime, () => runtime.run(binary, place))
  return { runtime: name, version: binary.version, results, ms: performance.now() - startedAt }
}

/** A runtime that breaks down, or runs less than the list, is a failure like any other. */
async function resultsOf(
  { userAgent }: Runtime,
  run: () => ReturnType<Runtime['run']>,
): Promise<readonly CaseResult[]> {
  try {
    const report = await run()
    const ran = new Set(report.results.map(({ name }) => name))
    const absent = cases.filter(({ name }) => !ran.has(name))
    return [
      ...report.results,
      ...absent.map(({ name }) => ({ name, reason: 'it did not run' })),
      ...(report.runtime.startsWith(userAgent)
        ? []
        : [{ name: `the cases ran in ${userAgent}`, reason: `they ran in ${report.runtime}` }]),
    ]
  } catch (error) {
    return [{ name: 'the runtime runs the list', reason: error instanceof Error ? error.message : String(error) }]
  }
}
