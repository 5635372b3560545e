import { createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'
import { assertions } from './assertions.ts'
import type { Case, CaseResult, Report } from './case.ts'
import { cases } from './cases.ts'
import { type RemoteSimulator, remoteSimulator } from './remote-simulator.ts'

const CASE_LIMIT_MS = 5_000

/** Runs the whole list, one case after the other, against the simulators of this host. */
export async function runCases(hostUrl: string): Promise<Report> {
  const results: CaseResult[] = []
  for (const one of cases) results.push(await resultOf(one.name, runCase(one, hostUrl)))
  return { runtime: navigator.userAgent, results }
}

/** The outcome as data; a case that does not end is one that failed. */
export async function resultOf(name: string, running: Promise<void>): Promise<CaseResult> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${CASE_LIMIT_MS} ms`)), CASE_LIMIT_MS)
  })
  try {
    await Promise.race([running, late])
    return { name }
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}

async function runCase({ run }: Case, hostUrl: string): Promise<void> {
  const control = await remoteSimulator(hostUrl)
  const simulators: RemoteSimulator[] = [control]
  const instances: PagamioAuth[] = []
  const { baseUrl, credentials } = control
  try {
    await run({
      ...assertions,
      baseUrl,
      control,
      async elsewhere() {
        const other = await remoteSimulator(hostUrl)
        simulators.push(other)
        return other
      },
      auth(options) {
        const instance = createPagamioAuth({ baseUrl, credentials, ...options })
        instances.push(instance)
        return instance
      },
    })
  } finally {
    // The servers first: a call that hangs must not keep its instance from closing.
    await Promise.all(simulators.map((simulator) => simulator.close()))
    await Promise.all(instances.map((instance) => instance.close()))
  }
}
